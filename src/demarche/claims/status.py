"""The status of a claim, computed from where everyone stands now, with the reason in words."""

from collections.abc import Iterable, Mapping, Sequence

from demarche.claims.history import FOR, Stand, publisher, stands
from demarche.model import AUTHOR, Document, Position, Status


def status(
    positions: Iterable[Position],
    papers: Mapping[str, Document],
    copies: Mapping[str, str] | None = None,
) -> tuple[Status, str]:
    """What the positions amount to, and why.

    retracted: somebody took it back, and nobody else says so now. disputed: some say so, some deny
    it. denied: only denials. unconfirmed: nobody denies it, but somebody could not confirm it, or
    nobody more than suggests it. corroborated: two independent publishers or more tell it in their
    own voice; versions of one text (`copies`: group by document) count once. Each actor counts with
    what it said last.
    """
    positions = list(positions)
    everyone = stands(positions, papers)
    voices = [stand for stand in everyone if stand.positions[0].party.code != AUTHOR]
    yes, no = _taking(voices, FOR), _taking(voices, ("denies",))
    own = _taking([s for s in everyone if s not in voices], ("denies",))
    unsure = _taking(voices, ("cannot_confirm",))
    back = _taking(voices, ("retracts",))
    tellers = independent(positions, papers, copies)
    turns = _turns(everyone)
    if back and not [name for name in yes if name not in back]:
        return "retracted", f"taken back by {_list(back)}{turns}"
    said = yes or (["the article"] if tellers else [])
    if said and (no or own):
        return "disputed", f"{_list(said)} say so; {_list(no or own)} deny it{turns}"
    if no or own:
        return "denied", f"denied by {_list(no or own)}; nobody here says so{turns}"
    if len(tellers) > 1:
        names = _list(tellers)
        return (
            "corroborated",
            f"told by {len(tellers)} publishers in their own voice: {names}{turns}",
        )
    if unsure:
        return "unconfirmed", f"{_list(unsure)} could not confirm it{turns}"
    if yes and not tellers and not _taking(voices, ("asserts", "accuses", "expects")):
        return "unconfirmed", f"only suggested, by {_list(yes)}{turns}"
    why = f"said by {_list(said)}; nobody denies it" if said else "nobody denies it"
    return "uncontested", why + turns


def independent(
    positions: Iterable[Position],
    papers: Mapping[str, Document],
    copies: Mapping[str, str] | None = None,
) -> list[str]:
    """Publishers that tell it as a fact in their own voice; of versions of a text, the first."""
    found: dict[str, tuple[str, str]] = {}
    for p in positions:
        if p.party.code != AUTHOR or p.stance != "asserts" or p.document not in papers:
            continue
        text = (copies or {}).get(p.document, p.document)
        name = publisher(papers[p.document])
        found[text] = min(found.get(text, (p.date or "9", name)), (p.date or "9", name))
    return sorted({name for _, name in found.values()})


def _taking(voices: Sequence[Stand], wanted: tuple[str, ...]) -> list[str]:
    return sorted({s.who for s in voices if any(stance in wanted for stance in s.now)})


def _turns(voices: Sequence[Stand]) -> str:
    """Changes of mind in words."""
    turns = [
        f"{stand.who} {old.stance} ({old.date or 'undated'}), "
        f"then {new.stance} ({new.date or 'undated'})"
        for stand in voices
        for old, new in stand.changes
    ]
    return "; changed: " + "; ".join(turns) if turns else ""


def _list(names: list[str]) -> str:
    return ", ".join(name.removeprefix("publisher ") for name in names)
