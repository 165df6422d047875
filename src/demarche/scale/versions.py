"""Versions of one text among any number of articles, in little memory: `claims.copies` by arrays.

The hashes lie in a file, 512 bytes an article; each band is sorted by itself, and only articles
that share one are compared. The groups are those of `demarche.claims.copies.groups`.
"""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from sys import intern
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
from numpy.typing import NDArray

from demarche.claims.copies import PERMUTATIONS, REWRITE, ROWS, TAGGED
from demarche.model import content_id

BANDS = 8
"""Bands that are read from the file at a time."""

_CHUNK = 20_000
"""Articles whose hashes are in memory at a time."""


class Print(msgspec.Struct, gc=False):
    """Of a `claims.copies.Signature` what is compared: its bands follow from its hashes."""

    document: str
    published: str
    version: int
    hashes: tuple[int, ...]
    agency: str | None = None


def versions(prints: Iterable[Print]) -> dict[str, str]:
    """The group of each document that is in one, each document given once."""
    with TemporaryDirectory() as folder:
        return _Texts(Path(folder) / "hashes", prints).groups()


class _Texts:
    """Documents by number; which are joined is a forest over the numbers."""

    def __init__(self, path: Path, prints: Iterable[Print]) -> None:
        self.path = path
        self.documents: list[str] = []
        self.published: list[str] = []
        agencies: list[int] = []
        kinds: list[int] = []
        names: dict[str, int] = {}
        with path.open("wb") as file:
            for each in prints:
                if len(each.hashes) != PERMUTATIONS:
                    continue  # of another version, which compares with none
                file.write(np.array(each.hashes, dtype=np.uint32).tobytes())
                self.documents.append(each.document)
                self.published.append(intern(each.published))
                kinds.append(each.version)
                agencies.append(names.setdefault(each.agency, len(names)) if each.agency else -1)
        self.agencies = np.array(agencies, dtype=np.int32)
        self.kinds = np.array(kinds, dtype=np.int32)
        self.parent = array("i", range(len(self.documents)))

    def groups(self) -> dict[str, str]:
        """The id of the group of each document that is in one of two or more."""
        if not self.documents:
            return {}
        for keys in self._keys():
            # opened for each band: what was read of the file does not stay in memory
            hashes = np.memmap(self.path, dtype=np.uint32, mode="r").reshape(-1, PERMUTATIONS)
            for run in _runs(keys):
                self._join(run, hashes)
        members: dict[int, list[int]] = {}
        roots = np.array([self._root(i) for i in range(len(self.parent))])
        _, places, counts = np.unique(roots, return_inverse=True, return_counts=True)
        for number in np.flatnonzero(counts[places] > 1).tolist():
            members.setdefault(int(roots[number]), []).append(number)
        found: dict[str, str] = {}
        for group in members.values():
            first = min(group, key=lambda i: (self.published[i], self.documents[i]))
            name = content_id("cpy", self.documents[first])
            found.update((self.documents[i], name) for i in group)
        return found

    def _keys(self) -> Iterator[NDArray[np.uint64]]:
        """A key of each document, band by band."""
        for first in range(0, PERMUTATIONS // ROWS, BANDS):
            yield from self._bands(first)

    def _bands(self, first: int) -> list[NDArray[np.uint64]]:
        """The keys of `BANDS` bands: two hashes in one number."""
        found = [np.empty(len(self.parent), dtype=np.uint64) for _ in range(BANDS)]
        at = 0
        with self.path.open("rb") as file:
            while len(block := np.fromfile(file, np.uint32, _CHUNK * PERMUTATIONS)):
                rows = block.reshape(-1, PERMUTATIONS).astype(np.uint64)
                for number, keys in enumerate(found):
                    high, low = (rows[:, (first + number) * ROWS + i] for i in range(ROWS))
                    keys[at : at + len(rows)] = high << np.uint64(32) | low
                at += len(rows)
        return found

    def _join(self, run: NDArray[np.intp], hashes: NDArray[np.uint32]) -> None:
        """Join the documents of a run that are versions; what is joined is not compared again."""
        roots = np.array([self._root(i) for i in run.tolist()])
        while len(set(roots.tolist())) > 1:
            pivot, others = int(run[0]), np.flatnonzero(roots != roots[0])
            near = run[others]
            alike = _likeness(hashes, near, pivot)
            tagged = (self.agencies[near] == self.agencies[pivot]) & (self.agencies[pivot] >= 0)
            alike[self.kinds[near] != self.kinds[pivot]] = 0.0
            for number in near[alike >= np.where(tagged, TAGGED, REWRITE)].tolist():
                self.parent[self._root(number)] = self._root(pivot)
            run = run[1:]
            roots = np.array([self._root(i) for i in run.tolist()])

    def _root(self, node: int) -> int:
        parent = self.parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node


def _runs(keys: NDArray[np.uint64]) -> Iterator[NDArray[np.intp]]:
    """Numbers of documents, two or more, that have one key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    ends = np.r_[starts[1:], len(ordered)]
    many = np.flatnonzero(ends - starts > 1)
    for a, b in zip(starts[many].tolist(), ends[many].tolist(), strict=True):
        yield order[a:b]


def _likeness(
    hashes: NDArray[np.uint32], numbers: NDArray[np.intp], pivot: int
) -> NDArray[np.float64]:
    """Estimated Jaccard similarity of some documents with one."""
    return np.concatenate(
        [
            (hashes[numbers[i : i + _CHUNK]] == hashes[pivot]).sum(axis=1) / PERMUTATIONS
            for i in range(0, len(numbers), _CHUNK)
        ]
    )
