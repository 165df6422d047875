"""Whether the actor that a gold record names by its words is who our mention of them stands for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from demarche.evaluate.report import Share
from demarche.language.tree import Tree
from demarche.layers import Named
from demarche.plover import SECTORS


@dataclass(slots=True)
class GoldParty:
    """Words of a text (`start` to `end`, characters) and whom they stand for.

    `sectors`: the PLOVER sectors that are right; none: not asked, as of international actors, whose
    names stand in the sector's place.
    """

    start: int
    end: int
    country: str
    sectors: frozenset[str]


@dataclass(slots=True)
class ActorShares:
    """Shares of parties with the right country, and with the right country and sector."""

    country: Share = field(default_factory=Share)
    sector: Share = field(default_factory=Share)

    def scores(self, role: str) -> dict[str, float]:
        """As scores of a report, with how many were asked."""
        return {
            f"{role}_country": self.country.value,
            f"{role}_country_sector": self.sector.value,
            f"{role}_sectors_asked": self.sector.asked,
        }


def sectors(text: str | None) -> frozenset[str]:
    """The sectors of a gold field: `GOV`, `CVLkur` (an ethnic group after it), `MIL/COP`."""
    parts = (part.strip()[:3].upper() for part in (text or "").replace(",", "/").split("/"))
    return frozenset(part for part in parts if part in SECTORS and part != "UNK")


def mention_of(tree: Tree, mentions: Iterable[Named], start: int, end: int) -> Named | None:
    """The mention that shares most of its characters with the words, of several the earlier one."""
    best: Named | None = None
    most = 0.0
    for mention in mentions:
        first, last = tree.starts[mention.start], tree.ends[mention.end - 1]
        shared = min(last, end) - max(first, start)
        if shared <= 0:
            continue
        # Their words inside a longer phrase of ours are that phrase's, unless one fits better.
        whole = shared / (end - start) + 0.25 * shared / (last - first)
        if whole > most:
            best, most = mention, whole
    return best


def count(
    party: GoldParty, mention: Named | None, shares: ActorShares, same: Callable[[str], str]
) -> str | None:
    """Count one party; what is wrong about our reading of it, or None.

    `same` maps a code to the country by which it is compared.
    """
    actors = mention.actors if mention is not None else ()
    mine = [actor for actor in actors if same(actor.code) == party.country]
    shares.country.count(bool(mine))
    # A place to which something is done is its people.
    right = any((actor.sector or "CVL") in party.sectors for actor in mine)
    if party.sectors:
        shares.sector.count(right)
    if mine and (right or not party.sectors):
        return None
    told = " + ".join(actor.code for actor in actors) or "nobody"
    gold = f"{party.country}.{'|'.join(sorted(party.sectors)) or '*'}"
    return f"{gold}, not {told}" + (f" ({mention.why})" if mention is not None else "")
