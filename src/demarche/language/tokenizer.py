"""Our tokens in a spaCy Doc, white space as spaCy keeps it."""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from demarche.language.tokens import Tokens, tokenize


class Tokenizer(DummyTokenizer):
    """What stands for `Language.tokenizer`.

    Args:
        vocab: the pipeline's.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """A Doc of the words of a text, and of the white space beyond one blank after each."""
        words, spaces = with_space(text, tokenize(text))
        return Doc(self.vocab, words=words, spaces=spaces)


def with_space(text: str, tokens: Tokens) -> tuple[list[str], list[bool]]:
    """Words, white space between them as words too, and whether one blank follows each."""
    words: list[str] = []
    spaces: list[bool] = []
    end = 0
    for word, start in zip([*tokens.words, ""], [*tokens.starts, len(text)], strict=True):
        gap = text[end:start]
        if gap:
            if words and gap[0] == " ":
                spaces[-1] = True
                gap = gap[1:]
            if gap:
                words.append(gap)
                spaces.append(False)
        words.append(word)
        spaces.append(False)
        end = start + len(word)
    return words[:-1], spaces[:-1]
