import json
from pathlib import Path

import pytest

from demarche.cli.read import example_path


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example articles as JSON lines: twelve that can be read, one that is no JSON."""
    lines = Path(example_path()).read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("corpus") / "articles.jsonl"
    path.write_text("\n".join([*lines[:5], '{"text": ', *lines[5:]]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def rows(corpus: Path) -> list[dict]:
    """The rows of the corpus that are JSON."""
    return [json.loads(x) for x in corpus.read_text().splitlines() if x.endswith("}")]
