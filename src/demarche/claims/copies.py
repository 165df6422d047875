"""Versions of one text: wire copies, rewrites, updates. Found by MinHash, counted once.

Signatures are R-MinHash (rensa) of runs of three words; texts that share a band are compared by
estimated Jaccard similarity. The same agency's tag ("(AP)") is strong evidence: with it, less
overlap is enough. A group is what hangs together by such pairs, whatever the order of arrival.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from rensa import RMinHash

from demarche.model import Copies, Document, Record, content_id

PERMUTATIONS = 128
SEED = 42
ROWS = 2
"""Numbers in a band: two texts that share 35% of their runs share a band all but surely."""

COPY, REWRITE, TAGGED = 0.75, 0.35, 0.2
"""Similarity from which a text is a copy, a version, and a version where an agency's tag agrees."""

FEWEST = 20
"""Words that a text needs to be compared at all."""

_OPENING = 400
"""Characters at the beginning and end of a text where an agency's tag is looked for."""


class Signature(Record, frozen=True, kw_only=True):
    """A document's MinHash and its bands; other `version`s of the algorithm do not compare."""

    document: str
    published: str
    version: int
    hashes: tuple[int, ...]
    bands: tuple[str, ...]
    agency: str | None = None


def signature(document: Document) -> Signature | None:
    """The signature of a text, or None for one that is too short to compare."""
    words = re.findall(r"\w+", document.text.lower())
    if len(words) < FEWEST:
        return None
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update([" ".join(words[i : i + 3]) for i in range(len(words) - 2)])
    hashes = tuple(minhash.digest())
    bands = tuple(_band(i, hashes[i : i + ROWS]) for i in range(0, PERMUTATIONS, ROWS))
    return Signature(
        document=document.id,
        published=document.published or "9",
        version=RMinHash.ALGORITHM_VERSION,
        hashes=hashes,
        bands=bands,
        agency=agency(document.text),
    )


def _band(number: int, part: tuple[int, ...]) -> str:
    return hashlib.blake2b(repr((number, part)).encode(), digest_size=8).hexdigest()


@cache
def _agencies() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("demarche").joinpath("knowledge/claims/agencies.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    found = []
    for name, tags in rows:
        tag = "|".join(re.escape(tag) for tag in tags.split("|"))
        pattern = (
            rf"\((?:{tag})\)|^(?:{tag})\s*[-–—:]|\b(?:{tag})\s+[-–—]\s|[Rr]eporting by (?:{tag})"
        )
        found.append((re.compile(pattern, re.M), name))
    return tuple(found)


def agency(text: str) -> str | None:
    """The news agency whose tag a text carries at its beginning or end, or None."""
    ends = text[:_OPENING] + "\n" + text[-_OPENING:]
    return next((name for pattern, name in _agencies() if pattern.search(ends)), None)


def similarity(a: Signature, b: Signature) -> float:
    """Estimated Jaccard similarity of two texts; 0 for signatures of different versions."""
    if a.version != b.version or len(a.hashes) != len(b.hashes):
        return 0.0
    return sum(x == y for x, y in zip(a.hashes, b.hashes, strict=True)) / len(a.hashes)


def are_versions(a: Signature, b: Signature) -> bool:
    """Whether two texts are versions of one."""
    tagged = a.agency is not None and a.agency == b.agency
    return similarity(a, b) >= (TAGGED if tagged else REWRITE)


def find_copies(documents: Iterable[Document]) -> tuple[Copies, ...]:
    """Groups of two documents or more that are versions of one text, by id of the group."""
    signatures = [s for document in documents if (s := signature(document)) is not None]
    return groups(signatures)


def groups(signatures: Iterable[Signature]) -> tuple[Copies, ...]:
    """As `find_copies`, of signatures; the order in which they come makes no difference."""
    ordered = sorted(signatures, key=lambda s: (s.published, s.document))
    parent = {s.document: s.document for s in ordered}
    bands: dict[str, list[Signature]] = defaultdict(list)
    for new in ordered:
        near = {s.document: s for band in new.bands for s in bands[band]}
        for old in near.values():
            if are_versions(old, new):
                first, second = _root(parent, old.document), _root(parent, new.document)
                parent[second] = first
        for band in new.bands:
            bands[band].append(new)
    found: dict[str, list[Signature]] = defaultdict(list)
    for each in ordered:
        found[_root(parent, each.document)].append(each)
    many = [_group(members) for members in found.values() if len(members) > 1]
    return tuple(sorted(many, key=lambda group: group.id))


def _root(parent: dict[str, str], name: str) -> str:
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name


def _group(members: list[Signature]) -> Copies:
    first, *rest = members
    likeness = [round(similarity(first, other), 2) for other in rest]
    tags = sorted({s.agency for s in members if s.agency})
    shared = f"{min(likeness):.0%} to {max(likeness):.0%}"
    why = f"{shared} of the runs of three words are those of the first"
    if tags:
        why += f"; tagged {', '.join(tags)}"
    return Copies(
        id=content_id("cpy", first.document), documents=tuple(s.document for s in members), why=why
    )


def by_document(copies: Iterable[Copies]) -> Mapping[str, str]:
    """The group of each document that is in one."""
    return {document: group.id for group in copies for document in group.documents}
