import pytest
from spacy.language import Language

from demarche.language import load


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load()
