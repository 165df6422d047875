"""The lexicon at work: examples are coded as their rows say.

A floor, as the parser errs too; `demarche lexicon test` shows the sentences behind it.
"""

import re

import pytest

from demarche import actors, statements
from demarche.evaluate.parses import trees
from demarche.events.coder import Coder
from demarche.events.lexicon import load
from demarche.model import Document


def layers(text, tree):
    document = Document(id="d", text=text)
    mentions = actors.find_mentions(tree, document)
    return mentions, statements.find_statements(tree, mentions, document)


@pytest.fixture(scope="module")
def coded_examples():
    """Row by row: the sense, its example, and the types that the words of the example give."""
    rows = {sense.where: sense for sense in load().senses if sense.example}
    texts = [re.sub(r"[\[\]{}]", "", sense.example) for sense in rows.values()]
    found = []
    for sense, text, tree in zip(rows.values(), texts, trees(texts), strict=True):
        coder = Coder(tree, *layers(text, tree))
        outcomes = [coder.outcome(token) for token in coder.picks]
        found.append((sense, text, {o.kind for o in outcomes if o is not None}))
    return found


def test_examples_are_coded_as_their_rows_say(coded_examples):
    plain = [(s, t, kinds) for s, t, kinds in coded_examples if s.type.isupper()]
    coding = [(s, t, kinds) for s, t, kinds in plain if s.type != "NONE"]
    missed = [f"{s.name} {s.type}: {t} {kinds}" for s, t, kinds in coding if s.type not in kinds]
    assert len(missed) <= 0.08 * len(coding), "\n".join(missed)
