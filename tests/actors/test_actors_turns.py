"""Who "I", "we" and "you" are outside quotations: turns, interviews, speeches, and news."""

from demarche.actors import find_mentions, link_quotes
from demarche.evaluate.parses import trees
from demarche.language.tree import Tree
from demarche.layers import Named
from demarche.model import Document
from demarche.statements import find_statements

LABELLED = """Ferry strike: an hour with the minister

Q: Why did you refuse to meet the crews?

PELLAN: I met them twice in March. We offered them more pay.

Q: Will you resign?

PELLAN: No. I have the trust of the prime minister, and I will use it.

Transport Minister Ida Pellan of Norway spoke in Bergen.
"""

INTERVIEW = """An interview with Peruvian economist Rosa Quill

Rosa Quill, an economist in Lima, has studied fishing rights for ten years.

When did you first see the new nets?

I saw them in Callao in spring. My students had told me about them.

Do you think that the ban will hold?

I doubt it. We have warned the ministry more than once.

What would you do?

I would pay the fishermen to stay at home.
"""

SPEECH = """Remarks by Finnish President Aino Harju

I come to you from a small country. My parents fled a war, and I have never forgotten it. We know
what a border is. I ask you to remember our dead. I promise that my government will keep its word,
and I thank you.
"""

NEWS = """Finland closed its border on Monday. “I had no choice,” President Aino Harju said. “We did
what I thought right, and I would do it again. My duty is to my country.”
"""


def mentions(text: str) -> tuple[Tree, list[Named]]:
    tree = trees([text])[0]
    document = Document(id="d", text=tree.text)
    found = find_mentions(tree, document)
    found = link_quotes(tree, found, find_statements(tree, found, document))
    return tree, found.all


def meant(text: str, word: str) -> list[str]:
    """Ids of the actors of each mention that is this word alone, in the order of the text."""
    tree, found = mentions(text)
    return [m.actors[0].id for m in found if m.end - m.start == 1 and tree.words[m.start] == word]


def test_a_label_says_whose_turn_it_is() -> None:
    assert set(meant(LABELLED, "I")) == {"person.ida-pellan"}
    assert set(meant(LABELLED, "you")) == {"person.ida-pellan"}


def test_a_labelled_speaker_has_the_code_that_the_text_gives() -> None:
    tree, found = mentions(LABELLED)
    first = next(m for m in found if tree.words[m.start] == "I")
    assert first.actors[0].code == "NOR.GOV"
    assert first.how == "author"
    assert "PELLAN" in first.why
    assert first.candidates


def test_paragraphs_that_ask_and_answer_are_an_interview() -> None:
    assert set(meant(INTERVIEW, "I")) == {"person.rosa-quill"}
    assert set(meant(INTERVIEW, "you")) == {"person.rosa-quill"}


def test_we_is_the_side_of_who_speaks() -> None:
    assert meant(INTERVIEW, "We") == ["person.rosa-quill.we"]


def test_a_speech_has_one_voice() -> None:
    assert set(meant(SPEECH, "I")) == {"person.aino-harju"}
    assert set(meant(SPEECH, "you")) == {"unk.audience"}


def test_an_unnamed_author_is_nobody_known() -> None:
    ids = set(meant(SPEECH.split("\n\n", 1)[1], "I"))
    assert ids == {"unk.author"}


def test_quotations_in_news_stay_with_their_source() -> None:
    assert set(meant(NEWS, "I")) == {"person.aino-harju"}


def test_news_without_a_voice_of_its_own_is_left_alone() -> None:
    text = "Nobody knows what I know, goes the song. The bank stayed shut in Oslo on Monday."
    assert meant(text, "I") == []
