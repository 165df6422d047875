"""Whom a party counts as where claims are compared and positions rolled up: its side."""

from collections.abc import Iterable

from demarche.model import Party

_BODIES = ("IGO", "NGO", "MNC", "UNK")
"""What stands in a code where no country does: the whole code says who it is."""

_AGAINST = ("REB", "OPP", "PRM", "UAF", "SEP")
"""Sectors that do not speak or act for the state whose code they carry."""


def side_of(code: str) -> str:
    """The state that an actor speaks and acts for, or its whole code: `COL` for `COL.MIL`.

    International bodies and firms stand for themselves, and so do rebels, militias and the
    opposition: `COL.REB` is not Colombia.
    """
    country, _, rest = code.partition(".")
    if country in _BODIES or rest.partition(".")[0] in _AGAINST:
        return code
    return country


def sides(parties: Iterable[Party]) -> tuple[str, ...]:
    """The sides that parties are on, without those that are not known."""
    return tuple(sorted({side_of(p.code) for p in parties} - {"UNK.UNK", "UNK"}))
