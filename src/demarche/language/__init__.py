"""The English pipeline: tokens, sentences, tags, lemmas, UD trees and names in a spaCy Doc."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language


def load(name: str | None = None) -> Language:
    """Load the shipped English pipeline, or any installed spaCy pipeline by its name.

    Args:
        name: a spaCy package or folder whose labels are Universal Dependencies'; None for ours.

    Returns:
        A pipeline whose Docs carry ``pos_``, ``tag_`` (PTB), ``morph``, ``lemma_``, ``dep_`` (UD
        with subtypes, lower case), ``head``, ``sents`` and ``ents`` (GUM's types, lower case).

    Raises:
        OSError: if spaCy does not know ``name``.
    """
    import spacy

    if name is not None:
        return spacy.load(name)
    from demarche.language.parser import FACTORY
    from demarche.language.tokenizer import Tokenizer

    nlp = spacy.blank("en")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    nlp.max_length = 10_000_000
    nlp.add_pipe(FACTORY)
    return nlp
