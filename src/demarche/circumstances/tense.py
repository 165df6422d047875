"""Whether the words around a time look back or ahead."""

import re

from demarche.language.tree import Tree

_AHEAD = re.compile(
    r"\b(?:will|shall|won't|won’t|(?:is|are|am|'s|’s|'re|’re|was|were) (?:to|going to|due|set|scheduled"
    r"|expected|slated|planned|planning)|expected to|scheduled|due|upcoming|plans? to|planned for"
    r"|set for|slated|expects? to|intends? to|ahead of|until|by|'ll|’ll)\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(?:said|was|were|had|did|has|have been|told|\w{3,}ed)\b", re.IGNORECASE)


def looks(tree: Tree, offset: int) -> str:
    """`past`, `future` or an empty string for the time that starts at the character `offset`."""
    return _by_words(tree, offset)


def _by_words(tree: Tree, offset: int) -> str:
    """Without a parse: the nearest word in the clause before it that looks back or ahead."""
    token = tree.token_at(offset)
    if token is None:
        return ""
    first, last = tree.sentences[tree.sentence_of[token]]
    begin = tree.starts[first]
    before = tree.text[begin:offset]
    ahead = [m.start() for m in _AHEAD.finditer(before)]
    back = [m.start() for m in _BACK.finditer(before)]
    if ahead or back:
        return "future" if (ahead[-1] if ahead else -1) > (back[-1] if back else -1) else "past"
    after = tree.text[offset : tree.ends[last - 1]]
    ahead_after, back_after = _AHEAD.search(after), _BACK.search(after)
    if ahead_after and (not back_after or ahead_after.start() < back_after.start()):
        return "future"
    return "past" if back_after else ""
