"""Who is who: shares of marked words that are read as the right country, and sector.

Two sets: GSR records (`.jsonl`; see `gsr`), and the marked sources and targets of PLV (`.tsv`),
which has no codes of its own: the ones here (`plv_actors.tsv`) were given by us to every twelfth
sentence, by its number. A span counts as right where our mention of it has one of the codes; an
organisation counts by its kind (`IGO`), a code without a sector does not ask for it. All that is
international counts as one country. For gold ledgers `gold` gives the same figures by role.
"""

from collections import defaultdict
from importlib import resources
from pathlib import Path

from demarche.errors import DataError
from demarche.evaluate import gsr, plv
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report
from demarche.evaluate.spans import ActorShares, GoldParty, count, mention_of
from demarche.events.relation import layers

Asked = tuple[str, str, list[GoldParty]]
"""The role, the text, and the parties of which any is right."""


def score(paths: list[Path], errors: int = 0) -> Report:
    """Country, and country and sector, by role. Raises DataError where nothing can be asked."""
    asked = [item for path in paths for item in _read(path)]
    if not asked:
        raise DataError("no marked actor with a code here", "give GSR (.jsonl) or PLV (.tsv) files")
    shares: dict[str, ActorShares] = defaultdict(ActorShares)
    wrong: list[str] = []
    for (role, text, parties), tree in zip(asked, trees([a[1] for a in asked]), strict=True):
        first = parties[0]
        mentions, _ = layers(tree)
        mention = mention_of(tree, mentions.all, first.start, first.end)
        faults = [count(party, mention, ActorShares(), gsr.country) for party in parties]
        # Of several readings that are right, the one that ours comes nearest to.
        best = min(range(len(parties)), key=lambda n: (faults[n] is not None, n))
        near = next((p for p in parties if _same_country(p, mention)), parties[best])
        fault = count(parties[best] if faults[best] is None else near, mention, shares[role],
                      gsr.country)  # fmt: skip
        if fault is not None:
            wrong.append(f"{role} {text[first.start : first.end]!r}: {fault} | {text}")
    scores: dict[str, float] = {}
    for role in sorted(shares):
        scores.update(shares[role].scores(role))
        scores[f"{role}_asked"] = shares[role].country.asked
    return Report(scores, wrong[:errors])


def _same_country(party: GoldParty, mention: object) -> bool:
    actors = getattr(mention, "actors", ())
    return any(gsr.country(actor.code) == party.country for actor in actors)


def _read(path: Path) -> list[Asked]:
    if path.suffix == ".jsonl":
        return [(f"gsr_{r}", record.text, [p]) for record in gsr.read(path)
                for r, p in record.parties]  # fmt: skip
    return _plv(path)


def _plv(path: Path) -> list[Asked]:
    """The labelled spans of a PLV table, found by the sentence's number."""
    labels = resources.files("demarche.evaluate") / "plv_actors.tsv"
    codes: dict[tuple[str, str], list[str]] = {}
    for line in labels.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 3 and not line.startswith("#"):
            codes[cells[0], cells[1]] = cells[2].split()
    found: list[Asked] = []
    for number, pair in plv.read_numbered(path):
        for role, span in (("s", pair.source), ("t", pair.target)):
            if span is None or (number, role) not in codes:
                continue
            parties = [_party(code, span) for code in codes[number, role]]
            found.append(("plv_source" if role == "s" else "plv_target", pair.text, parties))
    return found


def _party(code: str, span: tuple[int, int]) -> GoldParty:
    _, _, sector = code.partition(".")
    home = gsr.country(code)
    asked = frozenset({sector}) if sector and home != "INT" else frozenset()
    return GoldParty(*span, home, asked)
