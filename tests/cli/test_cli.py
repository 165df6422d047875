"""The command line as a person and a script use it: output, exit codes, one clear line a fault."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from demarche.model import Ledger, decode

ARTICLE = (
    "Seoul summons Russian ambassador over troops\n\n"
    "South Korea said on Monday that North Korea had sent 1,500 soldiers to Russia. "
    "The Kremlin denied it.\n"
)


def demarche(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from demarche.cli import main; main()", *map(str, arguments)],
        input=stdin, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE)
    return path


def test_read_shows_the_claim_with_both_sides(article: Path) -> None:
    done = demarche("read", article, "--published", "2024-10-21")
    assert done.returncode == 0, done.stderr
    assert "DISPUTED" in done.stdout
    assert "asserts" in done.stdout
    assert "denies" in done.stdout
    assert "1,500 soldiers" in done.stdout


def test_json_is_a_ledger(article: Path) -> None:
    done = demarche("read", article, "--published", "2024-10-21", "--format", "json")
    ledger = decode(done.stdout, Ledger)
    assert ledger.documents[0].published == "2024-10-21"
    for event in ledger.events:
        text = ledger.documents[0].text
        assert text[event.trigger.start : event.trigger.end] == event.trigger.text


def test_json_lines_name_the_kind_of_each_record(article: Path) -> None:
    rows = [
        json.loads(line)
        for line in demarche("read", article, "--format", "jsonl").stdout.splitlines()
    ]
    assert {"document", "event", "claim", "statement", "actor"} <= {row["kind"] for row in rows}


def test_standard_input_is_read(article: Path) -> None:
    done = demarche("read", "-", "--format", "json", stdin=article.read_bytes())
    assert decode(done.stdout, Ledger).events


def test_explain_says_why(article: Path) -> None:
    done = demarche("explain", article, "--published", "2024-10-21")
    assert done.returncode == 0
    for word in ("statement", "event", "actor", "lexicon", "CT+", "claim"):
        assert word in done.stdout, word


@pytest.mark.parametrize(
    "name,data,says",
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", b"\x00\x01\x02" * 50, "binary"),
        ("latin.txt", "Der Präsident said so.".encode("cp1252"), "--encoding"),
        ("french.txt", "Le président a dit que son pays ne céderait pas aux menaces de ses "
         "voisins et qu'il demanderait une réunion du conseil.".encode(), "'fr'"),
        ("endless.txt", b"troops " * 5000, "no sentence ends"),
        ("huge.txt", b"The army moved on. " * 2_700_000, "larger than"),
    ],
)  # fmt: skip
def test_a_bad_input_gets_one_line_and_the_rest_is_read(
    article: Path, tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(data)
    done = demarche("read", bad, article, "--format", "json")
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert len(decode(done.stdout, Ledger).documents) == 1


@pytest.mark.parametrize(
    "arguments,code,says",
    [
        (("read", "missing.txt"), 1, "No such file"),
        (("read",), 2, "nothing to read"),
        (("read", "--published", "yesterday", "-"), 2, "is not a date"),
        (("evaluate", "nothing", "."), 2, "no benchmark"),
        (("evaluate", "gold", "missing.yaml"), 2, "is not there"),
        (("frobnicate",), 2, "frobnicate"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: tuple[str, ...], code: int, says: str) -> None:
    done = demarche(*arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_schema_describes_what_read_prints(article: Path) -> None:
    import jsonschema

    printed = json.loads(demarche("read", article, "--format", "json").stdout)
    jsonschema.validate(printed, json.loads(demarche("schema").stdout))


def test_help_answers_without_loading_the_parser() -> None:
    program = (
        "import sys; from demarche.cli import app; app(['--help'], standalone_mode=False); "
        "print('spacy' in sys.modules, 'onnxruntime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.stdout.decode().strip().endswith("False False")
