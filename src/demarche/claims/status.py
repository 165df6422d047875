"""The status of a claim, computed from its positions, with the reason in words."""

from collections.abc import Iterable, Mapping

from demarche.model import AUTHOR, Document, Position, Status

_FOR = ("asserts", "expects", "suggests", "accuses")


def status(positions: Iterable[Position], papers: Mapping[str, Document]) -> tuple[Status, str]:
    """What the positions amount to, and why.

    disputed: some say so, some deny it. denied: only denials. unconfirmed: somebody could not
    confirm it, nobody denies it. corroborated: two publishers or more tell it in their own voice.
    """
    positions = list(positions)
    yes = _names(positions, _FOR)
    no = _names(positions, ("denies",))
    unsure = _names(positions, ("cannot_confirm",))
    if _names(positions, ("retracts",)):
        return "retracted", f"taken back by {_list(_names(positions, ('retracts',)))}"
    if yes and no:
        return "disputed", f"{_list(yes)} say so; {_list(no)} deny it"
    if no:
        return "denied", f"denied by {_list(no)}; nobody here says so in their own voice"
    if unsure:
        return "unconfirmed", f"{_list(unsure)} could not confirm it"
    publishers = {
        papers[p.document].publisher or p.document
        for p in positions
        if p.party.code == AUTHOR and p.stance == "asserts"
    }
    if len(publishers) > 1:
        return "corroborated", f"told by {len(publishers)} publishers in their own voice"
    return "uncontested", f"said by {_list(yes)}; nobody denies it" if yes else "nobody denies it"


def _names(positions: Iterable[Position], stances: tuple[str, ...]) -> list[str]:
    return sorted({p.party.code for p in positions if p.stance in stances})


def _list(codes: list[str]) -> str:
    return ", ".join("the article" if code == AUTHOR else code for code in codes)
