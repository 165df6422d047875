"""Headlines: "Troops already there: Seoul", "Seoul: troops already there"."""

from demarche.language.tree import Tree
from demarche.layers import Mentions
from demarche.model import Document
from demarche.statements.drafts import Draft
from demarche.statements.quotes import Layout
from demarche.statements.syntax import Holder, is_word, trim

_DIVIDERS = frozenset({":", "-", "–", "—", "--", "|"})
_VOICES = frozenset(
    {"report", "reports", "poll", "study", "survey", "official", "officials", "experts"}
    | {"source", "sources", "police"}
)
_LONGEST = 30
_LONGEST_NAME = 6


def find_headline_cues(
    tree: Tree, mentions: Mentions, layout: Layout, document: Document
) -> list[Draft]:
    """The statement of a headline that names its source before a colon, or behind colon or dash."""
    found: list[Draft] = []
    for first, last in _headlines(tree, layout, document):
        words = [t for t in range(first, last) if is_word(tree, t)]
        if not 3 <= len(words) <= _LONGEST:
            continue
        for mark in range(first + 1, last - 1):
            if tree.words[mark] not in _DIVIDERS:
                continue
            before, behind = range(first, mark), range(mark + 1, last)
            for name, content in ((behind, before), (before, behind)):
                head = _speaker(tree, mentions, name)
                if head is None or (content is behind and tree.words[mark] != ":"):
                    continue
                if len([t for t in content if is_word(tree, t)]) < 2:
                    continue
                found.append(_draft(tree, mark, head, name, content))
                break
            break
    return found


def _draft(tree: Tree, mark: int, head: int, name: range, content: range) -> Draft:
    draft = Draft([mark], "assert", "neutral", "headline: source beside a colon", Holder(head))
    draft.source_tokens = trim(tree, name, quotes=False)
    draft.tokens.update(trim(tree, content))
    draft.heads = [
        t
        for t in sorted(draft.tokens)
        if is_word(tree, t) and (tree.heads[t] == t or tree.heads[t] not in draft.tokens)
    ]
    return draft


def _headlines(tree: Tree, layout: Layout, document: Document) -> list[tuple[int, int]]:
    kinds = [s for s in document.sections if s.kind in ("headline", "heading")]
    if not document.sections:
        return layout.paragraphs[:1]
    return [
        (first, last)
        for first, last in layout.paragraphs
        if any(s.start <= tree.starts[first] < s.end for s in kinds)
    ]


def _speaker(tree: Tree, mentions: Mentions, name: range) -> int | None:
    """The head of a short name that is a known actor, or a short run of names."""
    words = [t for t in name if is_word(tree, t)]
    if not words or len(words) > _LONGEST_NAME:
        return None
    known = [t for t in words if t in mentions.by_head]
    if known and not any(tree.upos[t] in ("VERB", "AUX") for t in words):
        top = [t for t in known if tree.heads[t] not in words]
        return (top or known)[0]
    lower = {tree.words[t].lower() for t in words}
    if len(words) <= 3 and lower & _VOICES:
        return words[-1]
    return None
