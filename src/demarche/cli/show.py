"""A ledger for a person: claims with everyone's position, then events, each with its words."""

from collections import defaultdict
from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from demarche.model import (
    AUTHOR,
    Claim,
    Document,
    Event,
    Ledger,
    Party,
    Position,
    Quantity,
    Statement,
)

MARKS = {
    "asserts": ("+", "green"),
    "expects": ("›", "green"),
    "suggests": ("~", "yellow"),
    "denies": ("−", "red"),
    "cannot_confirm": ("?", "yellow"),
    "declines_comment": ("…", "yellow"),
    "conditional": ("if", "cyan"),
    "demands": ("!", "magenta"),
    "accuses": ("+", "green"),
    "retracts": ("×", "red"),
}
"""A mark and a colour a stance: never by colour alone."""

STATUS_STYLE = {
    "disputed": "bold red",
    "denied": "red",
    "unconfirmed": "yellow",
    "corroborated": "bold green",
    "uncontested": "green",
    "retracted": "magenta",
}


class _Names:
    """How parties are called in print."""

    def __init__(self, ledger: Ledger) -> None:
        self.actors = {actor.id: actor.name for actor in ledger.actors}
        self.papers = {d.id: d.publisher or "the article" for d in ledger.documents}

    def of(self, party: Party, document: str) -> str:
        if party.code == AUTHOR:
            return self.papers[document]
        name = self.actors.get(party.actor, party.code)
        if party.code == "UNK.UNK" and party.span:
            return f"“{_cut(party.span.text, 40)}”"
        return f"{name} ({party.code})"


def show(ledger: Ledger, console: Console | None = None) -> None:
    """Print a ledger: claims, then the events of each article."""
    console = console or _console()
    show_claims(ledger, console)
    names = _Names(ledger)
    by_document: dict[str, list[Event]] = defaultdict(list)
    for event in ledger.events:
        by_document[event.document].append(event)
    statements = {statement.id: statement for statement in ledger.statements}
    for document in ledger.documents:
        _events(console, document, by_document[document.id], statements, names)


def show_claims(ledger: Ledger, console: Console, limit: int | None = None) -> None:
    """Print the claims of a ledger, or the first `limit` of them."""
    names = _Names(ledger)
    documents = {document.id: document for document in ledger.documents}
    console.rule(_heading(ledger), align="left", style="bold")
    console.print()
    for claim in ledger.claims[:limit]:
        _claim(console, claim, names, documents)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=110)


def _heading(ledger: Ledger) -> str:
    return (
        f"{len(ledger.documents)} article(s), {len(ledger.statements)} statements, "
        f"{len(ledger.events)} events, {len(ledger.claims)} claims"
    )


def _claim(console: Console, claim: Claim, names: _Names, documents: dict[str, Document]) -> None:
    title = Text()
    title.append(claim.status.upper(), STATUS_STYLE[claim.status])
    title.append(f"  {claim.text}", "bold")
    console.print(title)
    table = Table.grid(padding=(0, 2))
    table.add_column(width=18)
    table.add_column(width=34)
    table.add_column(ratio=1)
    for positions in _together(claim.positions):
        position = positions[0]
        mark, colour = MARKS[position.stance]
        said = Text(f"{mark:>2} {position.stance.replace('_', ' ')}", colour)
        who = Text("\n".join(names.of(p.party, p.document) for p in positions))
        if position.quantity:
            who.append(f"\n{figure(position.quantity)}", "bold")
        where = [documents[position.document].publisher, position.date]
        source = " · ".join(part for part in where if part)
        quote = Text(f"“{_cut(position.sentence.text, 160)}”", "dim")
        if source and len(documents) > 1:
            quote.append(f"  {source}", "italic")
        table.add_row(said, who, quote)
    console.print(Padding(table, (0, 0, 1, 2)))


def _together(positions: Iterable[Position]) -> list[list[Position]]:
    """Positions that several parties take alike in the same sentence, as one row."""
    rows: dict[tuple[object, ...], list[Position]] = {}
    for p in positions:
        figure_of = p.quantity.value if p.quantity else None
        rows.setdefault((p.document, p.sentence.start, p.stance, figure_of), []).append(p)
    return list(rows.values())


def _events(
    console: Console,
    document: Document,
    events: list[Event],
    statements: dict[str, Statement],
    names: _Names,
) -> None:
    title = document.headline or _cut(document.text, 80)
    about = " · ".join(part for part in (document.publisher, document.published) if part)
    console.rule(f"{title}{'  ' + about if about else ''}", align="left", style="dim")
    table = Table(box=None, padding=(0, 1), expand=True, header_style="dim")
    table.add_column("event", width=20)
    table.add_column("who > whom", ratio=3)
    table.add_column("says", ratio=2)
    table.add_column("sure", width=4)
    table.add_column("when", width=11)
    table.add_column("words", ratio=4)
    for event in events:
        source = statements[event.statements[-1]].sources[-1] if event.statements else None
        sure = event.factuality[-1].value if event.factuality else "Uu"
        table.add_row(
            event.type + (f"\n  {event.mode}" if event.mode else ""),
            _roles(event, names),
            names.of(source, document.id) if source else names.papers[document.id],
            sure,
            event.time.value if event.time and not event.time.inferred else "",
            Text(_around(event), "dim"),
        )
    console.print(table)
    console.print()


def _roles(event: Event, names: _Names) -> str:
    doers = " + ".join(names.of(p, event.document) for p in event.actors) or "?"
    others = " + ".join(names.of(p, event.document) for p in event.recipients)
    quantity = f" [{figure(event.quantity)}]" if event.quantity else ""
    return f"{doers} > {others}{quantity}" if others else f"{doers}{quantity}"


def figure(quantity: Quantity) -> str:
    """A quantity in print: "about 1,500 troops"."""
    words = {"~": "about ", ">": "at least ", "<": "up to ", "up": "up ", "down": "down "}
    value = f"{quantity.value:,.10g}"
    if quantity.low is not None and quantity.high is not None:
        value = f"{quantity.low:,.10g} to {quantity.high:,.10g}"
    return f"{words.get(quantity.bound, '')}{value} {quantity.unit}".strip()


def _around(event: Event) -> str:
    """The words about the trigger, cut out of its sentence."""
    at = event.trigger.start - event.sentence.start
    first, last = max(0, at - 40), at + len(event.trigger.text) + 40
    text = event.sentence.text
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def _cut(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
