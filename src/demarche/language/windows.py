"""Cuts the words of a text into windows that the network can take.

A window holds whole paragraphs as far as they fit, so that every sentence is read in context.
A paragraph too long for one window is cut before the last sentence that begins in it; a sentence
longer than a window is cut at a comma or, where there is none, anywhere: the cost of a text grows
in proportion to its length, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demarche.language.network import Network, Parse

MAX_PIECES = 174
"""Pieces of words in a window, as in training; the positions known to the encoder are 256."""


@dataclass(slots=True)
class Words:
    """The words of a text, without white space.

    Args:
        pieces: word piece ids of each word.
        shapes: shape class of each word, with 12 added where no space stands before it.
        breaks: whether a paragraph begins with the word.
        marks: whether a sentence of absurd length may be cut after the word (comma, semicolon).
        starts: 1 where a sentence must begin, -1 where none may, 0 where the network decides.
    """

    pieces: Sequence[tuple[int, ...]]
    shapes: Sequence[int]
    breaks: Sequence[bool]
    marks: Sequence[bool]
    starts: NDArray[np.int8]


def parse_words(words: Words, network: Network) -> Parse:
    """Parse a text of any length; heads count within the whole text."""
    n = len(words.pieces)
    parts: list[Parse] = []
    begin = 0
    while begin < n:
        end, whole = _extent(words, begin)
        parse = _parse_window(words, begin, end, network)
        if not whole:
            end = _cut(words, parse, begin, end)
            if end - begin < len(parse.starts):
                # the words that stay must not hang from ones that are read again
                kept = end - begin
                if parse.heads[:kept].max() >= kept:
                    parse = _parse_window(words, begin, end, network)
                else:
                    parse = Parse(
                        parse.starts[:kept],
                        parse.heads[:kept],
                        parse.deprels[:kept],
                        parse.xpos[:kept],
                        parse.feats[:kept],
                        parse.entities[:kept],
                        parse.states[:kept],
                    )
        parse.heads += begin
        parts.append(parse)
        begin = end
    if len(parts) == 1:
        return parts[0]
    return Parse(
        *(
            np.concatenate([getattr(p, name) for p in parts])
            for name in ("starts", "heads", "deprels", "xpos", "feats", "entities", "states")
        )
    )


def _extent(words: Words, begin: int) -> tuple[int, bool]:
    """Where the window from ``begin`` ends, and whether it ends with a paragraph."""
    size, n = 0, len(words.pieces)
    last_break = -1
    for i in range(begin, n):
        if i > begin and words.breaks[i]:
            last_break = i
            size += 1
        size += len(words.pieces[i])
        if size > MAX_PIECES:
            if last_break > 0:
                return last_break, True
            return max(i, begin + 1), False
    return n, True


def _cut(words: Words, parse: Parse, begin: int, end: int) -> int:
    starts = np.flatnonzero(parse.starts)
    if starts[-1] > 0:
        return begin + int(starts[-1])
    for i in range(end - 1, begin + (end - begin) // 2, -1):
        if words.marks[i]:
            return i + 1
    return end


def _parse_window(words: Words, begin: int, end: int, network: Network) -> Parse:
    encoder = network.pieces
    ids, shapes = [encoder.start], [0]
    first, last = [], []
    for i in range(begin, end):
        if i > begin and words.breaks[i]:
            ids.append(encoder.separator)
            shapes.append(0)
        found = words.pieces[i]
        first.append(len(ids))
        ids.extend(found)
        shapes.extend([words.shapes[i]] * len(found))
        last.append(len(ids) - 1)
    ids.append(encoder.separator)
    shapes.append(0)
    return network.parse(
        np.array(ids, dtype=np.int64),
        np.array(shapes, dtype=np.int64),
        np.array(first, dtype=np.int64),
        np.array(last, dtype=np.int64),
        words.starts[begin:end],
    )
