"""Another spaCy pipeline with UD labels can take the place of ours."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import demarche
from demarche.errors import PipelineError

TEXT = "Seoul accused Pyongyang."


@Language.component("demarche_test_parser")
def parser(doc: Doc) -> Doc:
    """A stand-in that knows one sentence."""
    heads, deps = [1, 1, 1, 1], ["nsubj", "root", "obj", "punct"]
    return Doc(
        doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc],
        heads=heads, deps=deps, pos=["PROPN", "VERB", "PROPN", "PUNCT"],
        lemmas=["Seoul", "accuse", "Pyongyang", "."], tags=["NNP", "VBD", "NNP", "."],
        morphs=["", "Mood=Ind|Tense=Past|VerbForm=Fin", "", ""],
    )  # fmt: skip


def test_a_pipeline_of_the_users_own_is_used() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("demarche_test_parser")
    ledger = demarche.read(TEXT, published="2024-10-21", nlp=nlp)
    (event,) = ledger.events
    assert (event.type, event.actors[0].code, event.recipients[0].code) == (
        "ACCUSE", "KOR.GOV", "PRK.GOV",
    )  # fmt: skip


def test_a_pipeline_without_a_parse_is_refused_in_one_line() -> None:
    with pytest.raises(PipelineError, match="sets no DEP"):
        demarche.read(TEXT, nlp=spacy.blank("en"))
