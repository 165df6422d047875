"""`demarche explain`: what was found in each sentence, and why."""

from rich.console import Console
from rich.text import Text

from demarche.cli.read import err, exit_code, load_ledger, reading
from demarche.cli.show import figure
from demarche.model import Claim, Document, Event, Ledger, Mention, Party, Statement


def run(
    sources: list[str], published: str | None, encoding: str, columns: list[str], examples: bool
) -> int:
    """Print the explanation of every article."""
    ledger = load_ledger(sources, reading(published, encoding, columns), examples)
    if ledger is None:
        err.print("demarche: nothing to explain. Give a file, a folder, - or --examples")
        return 2
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=110)
    for document in ledger.documents:
        _document(console, document, ledger)
    return exit_code(ledger)


def _document(console: Console, document: Document, ledger: Ledger) -> None:
    console.rule(document.name or document.headline or document.id, align="left")
    mentions = dict(ledger.mentions).get(document.id, ())
    statements = [s for s in ledger.statements if s.document == document.id]
    events = [e for e in ledger.events if e.document == document.id]
    claims = {event: claim for claim in ledger.claims for event in claim.events}
    spans = [*(s.sentence for s in statements), *(e.sentence for e in events)]
    sentences = sorted({(span.start, span.end) for span in spans})
    for start, end in sentences:
        console.print()
        console.print(Text(" ".join(document.text[start:end].split()), "bold"))
        for mention in mentions:
            if start <= mention.span.start < end:
                _mention(console, mention)
        for statement in statements:
            if statement.sentence.start == start:
                _statement(console, statement)
        for event in events:
            if event.sentence.start == start:
                _event(console, event, claims.get(event.id))


def _line(console: Console, kind: str, words: str, why: str, style: str) -> None:
    text = Text(f"  {kind:<10}", style)
    text.append(words)
    if why:
        text.append(f"  [{why}]", "dim")
    console.print(text)


def _mention(console: Console, mention: Mention) -> None:
    meant = ", ".join(mention.actors)
    others = [f"{ident} {score:.2f}" for ident, score in mention.candidates
              if ident not in mention.actors]  # fmt: skip
    weighed = f"; also weighed: {', '.join(others)}" if others else ""
    _line(
        console, "actor", f"“{mention.span.text}” = {meant}",
        f"{mention.how} {mention.score:.2f}: {mention.why}{weighed}", "cyan",
    )  # fmt: skip


def _statement(console: Console, statement: Statement) -> None:
    content = " … ".join(span.text for span in statement.content)
    chain = " > ".join(_party(p) for p in statement.sources)
    about = ", ".join(p for p in (statement.directness, statement.stance, statement.channel) if p)
    to = " to " + ", ".join(_party(p) for p in statement.addressees) if statement.addressees else ""
    _line(
        console, "statement",
        f"{chain} {statement.act}{to} by “{statement.cue.text}” ({about}): “{content}”",
        statement.why, "magenta",
    )  # fmt: skip


def _party(party: Party) -> str:
    return f"{party.code} “{party.span.text}”" if party.span else party.code


def _event(console: Console, event: Event, claim: Claim | None) -> None:
    actors = " + ".join(p.code for p in event.actors) or "?"
    recipients = " + ".join(p.code for p in event.recipients) or "-"
    mode = f"/{event.mode}" if event.mode else ""
    cameo = f" CAMEO {event.cameo}" if event.cameo else ""
    reason = event.reason
    _line(
        console, "event",
        f"{event.type}{mode}{cameo} “{event.trigger.text}” {actors} > {recipients}",
        f"{reason.by} {reason.entry} {reason.score:.2f}"
        + "".join(f"; {step}" for step in reason.steps), "green",
    )  # fmt: skip
    for c in event.factuality:
        _line(
            console, "", f"{c.source.code}: {c.value} ({c.score:+.1f})", " < ".join(c.why), "green"
        )
    for name, found in (("time", event.time), ("place", event.place)):
        if found is not None:
            words = found.span.text if found.span else "no words"
            value = getattr(found, "value", None) or getattr(found, "name", "")
            _line(console, "", f"{name} {value}", "inferred" if found.inferred else words, "green")
    if event.quantity is not None:
        words = event.quantity.span.text if event.quantity.span else ""
        _line(console, "", f"quantity {figure(event.quantity)}", words, "green")
    if claim is not None:
        _line(console, "", f"claim {claim.id} {claim.status}: {claim.text}", claim.why, "green")
