"""`demarche lexicon`: what entries of the event lexicon do, on which sentences, which collide."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from demarche.evaluate.lexicon_examples import Coded, Tried
    from demarche.events.lexicon import Lexicon, Need, Sense

app = typer.Typer(
    name="lexicon",
    help="The event lexicon: what an entry does, on which sentences, which entries collide.",
    no_args_is_help=True,
)

Words = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads it at run time
    typer.Argument(metavar="WORD...", help="Head lemmas, or all words of an entry in quotes."),
]
Knowledge = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(
        "--knowledge",
        metavar="DIR",
        help="A folder of your own knowledge: events/*.tsv as shipped, events/*.txt and *.verbs "
        "dictionaries of PETRARCH and TABARI. Also: DEMARCHE_KNOWLEDGE.",
    ),
]
Alone = Annotated[
    bool, typer.Option("--alone", help="Only the entries of that folder, not the shipped ones.")
]
_FAILED = ("type", "silent")


@app.command()
def show(words: Words = None, knowledge: Knowledge = None, alone: Alone = False) -> None:
    """Show what entries do: their senses in the order in which they are tried. No word: counts."""
    lexicon = _load(knowledge, alone)
    if not words:
        _counts(lexicon)
        return
    unknown = [word for word in words if not _show(lexicon, word)]
    for word in unknown:
        typer.echo(f"demarche: no entry begins with {word!r}", err=True)
    raise typer.Exit(1 if unknown else 0)


@app.command()
def test(
    words: Words = None,
    knowledge: Knowledge = None,
    alone: Alone = False,
    sentence: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--sentence", metavar="TEXT", help="Code this sentence, not the examples."),
    ] = None,
    every: Annotated[bool, typer.Option("--every", help="Show those that are right too.")] = False,
) -> None:
    """Code the example sentences of entries, and show which come out otherwise than they say.

    Exit code 1 where an example of your own folder has another type than its entry.
    """
    from demarche.evaluate.lexicon_examples import try_examples
    from demarche.events.lexicon import default, load

    lexicon = _load(knowledge, alone)
    if sentence is not None:
        _code(sentence, lexicon)
        return
    tried = try_examples(lexicon, words or (), of=default())
    for one in tried:
        if every or one.verdict in _FAILED or (words and one.verdict != "right"):
            _tried(one)
    counts = Counter(one.verdict for one in tried)
    total = len(tried) or 1
    typer.echo(
        f"{len(tried)} examples: {counts['right']} as the entry says, {counts['roles']} with "
        f"other sides, {counts['type']} with another type, {counts['silent']} silent; type right "
        f"in {(counts['right'] + counts['roles']) / total:.1%}"
    )
    shipped = set(load().senses)
    failed = [t for t in tried if t.example.sense not in shipped and t.verdict in _FAILED]
    raise typer.Exit(1 if failed else 0)


@app.command()
def check(
    words: Words = None,
    knowledge: Knowledge = None,
    ties: Annotated[
        bool,
        typer.Option("--ties", help="Also senses that ask for as much and mean different types."),
    ] = False,
) -> None:
    """Name every fault, and the entries that collide. Exit code 1 where there is one.

    With a folder of your own: also which shipped entries it replaces and what it has left out.
    """
    from demarche.events.lexicon_check import check as faults
    from demarche.events.lexicon_check import replaced
    from demarche.events.lexicon_check import ties as tied

    lexicon = _load(knowledge, alone=False)
    found = [line for line in faults(lexicon) if not words or _about(line, words)]
    for line in found:
        typer.echo(line)
    notes = [*replaced(lexicon), *lexicon.skipped, *(tied(lexicon) if ties else ())]
    for line in notes:
        if not words or _about(line, words):
            typer.echo(f"note: {line}")
    typer.echo(
        f"{len(lexicon.senses)} senses of {len({(s.part, s.words) for s in lexicon.senses})} "
        f"predicates: {len(found)} faults"
    )
    raise typer.Exit(1 if found else 0)


def _load(knowledge: Path | None, alone: bool) -> "Lexicon":
    from demarche import userknowledge
    from demarche.events import lexicon

    userknowledge.use(knowledge)
    if alone:
        return lexicon.load(*userknowledge.folders("events"), shipped=False)
    return lexicon.default()


def _about(line: str, words: Iterable[str]) -> bool:
    return any(f" {word} " in f" {line} " for word in words)


def _counts(lexicon: "Lexicon") -> None:
    counts: dict[str, Counter[str]] = {}
    for sense in lexicon.senses:
        counts.setdefault(sense.type, Counter())[sense.mode or "-"] += 1
    for kind in sorted(counts):
        modes = "  ".join(f"{mode} {n}" for mode, n in sorted(counts[kind].items()))
        typer.echo(f"{kind:<13}{counts[kind].total():>5}  {modes}")
    predicates = {(sense.part, sense.words) for sense in lexicon.senses}
    typer.echo(f"{len(lexicon.senses)} senses of {len(predicates)} predicates")


def _show(lexicon: "Lexicon", word: str) -> bool:
    parts = word.split()
    found = [
        sense
        for part in ("verb", "noun", "adjective")
        for sense in lexicon.of(part, parts[0])
        if len(parts) == 1 or list(sense.words) == parts
    ]
    for sense in found:
        _sense(sense)
    return bool(found)


def _sense(sense: "Sense") -> None:
    mode = f" {sense.mode}" if sense.mode else ""
    cameo = f"  CAMEO {sense.cameo}" if sense.cameo else ""
    contexts = f"  contexts {', '.join(sense.contexts)}" if sense.contexts else ""
    head = f"{' '.join(sense.words)} ({sense.part})"
    typer.echo(f"{head:<28}{sense.type}{mode}{cameo}{contexts}  {sense.where}")
    sign = "and" if sense.reciprocal else "to"
    sides = f"{'/'.join(sense.actors) or 'nobody'} {sign} {'/'.join(sense.recipients) or 'nobody'}"
    typer.echo(f"    who   {sides}")
    for need in sense.needs:
        typer.echo(f"    when  {describe(need)}")
    if sense.example:
        typer.echo(f"    e.g.  {sense.example}")


def describe(need: "Need") -> str:
    """A need in words: `obj is one of ban, embargo`."""
    slot = {"near": "the sentence", "before": "the words before", "below": "the words below"}.get(
        need.slot, need.slot
    )
    if need.slot in ("neg", "passive"):
        word = "negated" if need.slot == "neg" else "passive"
        return f"{'not ' if need.negated else ''}{word}"
    if need.kind == "any":
        return f"{'no ' if need.negated else 'some '}{slot}"
    values = sorted(need.values)
    listed = ", ".join(values[:12]) + (f" ... ({len(values)})" if len(values) > 12 else "")
    verb = "has none of" if need.negated else "has one of"
    return f"{slot} {verb} {listed}"


def _tried(one: "Tried") -> None:
    sense = one.example.sense
    typer.echo(f"{one.verdict:<7}{sense.type:<12}{sense.name}: {sense.example}")
    for coded in one.coded:
        _coded(coded)


def _coded(coded: "Coded") -> None:
    mode = f" {coded.mode}" if coded.mode else ""
    sides = f"{', '.join(coded.actors) or '-'} > {', '.join(coded.recipients) or '-'}"
    typer.echo(f"       {coded.word}: {coded.type}{mode}  {sides}  by {coded.entry}")
    for step in coded.steps:
        typer.echo(f"           {step}")


def _code(sentence: str, lexicon: "Lexicon") -> None:
    from demarche.evaluate.lexicon_examples import code
    from demarche.evaluate.parses import trees

    [tree] = trees([sentence])
    coded = code(tree, lexicon)
    for one in coded:
        _coded(one)
    if not coded:
        typer.echo("nothing is coded")
