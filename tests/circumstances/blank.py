"""A tree of bare tokens: times and quantities must be found without any parse."""

from functools import cache

import spacy
from spacy.language import Language

from demarche.language.tree import Tree


@cache
def _nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def blank_tree(text: str) -> Tree:
    """Tokens and sentences of spaCy's rules; every token is its own head."""
    doc = _nlp()(text)
    count = len(doc)
    nothing = [""] * count
    return Tree(
        text=text,
        words=[t.text for t in doc],
        lemmas=[t.lower_ for t in doc],
        upos=list(nothing),
        tags=list(nothing),
        feats=list(nothing),
        heads=list(range(count)),
        deps=["dep"] * count,
        ents=list(nothing),
        starts=[t.idx for t in doc],
        ends=[t.idx + len(t) for t in doc],
        sentences=[(s.start, s.end) for s in doc.sents],
    )
