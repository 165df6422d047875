"""`demarche claims` on a ledger file: where it looks, and that the index finds what there is."""

from pathlib import Path

import pytest

from demarche.claims import has_voices
from demarche.claims.choose import ClaimError, choose, claim_by_id
from demarche.cli.claims import ledger_of, stored_at
from demarche.cli.stored import choose as choose_stored
from demarche.cli.stored import claim_with_ledger
from demarche.errors import InputError
from demarche.ingest.text import make_document
from demarche.ledger import Store, open_ledger
from demarche.model import Coded
from demarche.pipeline import code_documents

TROOPS = "South Korea said on Friday that North Korea had sent troops to Russia."
NEWS = [
    ("2024-10-18", "Courier", f"{TROOPS} Moscow called the reports groundless. Turkey demanded "
     "that Sweden expel Kurdish militants."),
    ("2024-10-20", "Herald", "Vladimir Putin said on Sunday that NATO had sent officers to Kyiv."),
    ("2024-10-25", "Gazette", "Sweden has refused to expel Kurdish militants as Turkey demanded, "
     "Swedish officials said."),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    documents = [make_document(t, published=day, publisher=name) for day, name, t in NEWS]
    made = open_ledger(str(tmp_path_factory.mktemp("ledger") / "ledger.db"))
    made.add([found for found in code_documents(documents) if isinstance(found, Coded)])
    return made


def test_the_ledger_that_is_here_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEMARCHE_LEDGER", raising=False)
    assert stored_at([], None, False) is None
    with pytest.raises(InputError, match="nothing to read"):
        ledger_of([], None, False, 1)
    open_ledger("ledger.db").close()
    assert stored_at([], None, False) == "ledger.db"
    assert stored_at(["article.txt"], None, False) is None
    monkeypatch.setenv("DEMARCHE_LEDGER", "other.db")
    assert stored_at([], None, False) is None


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"status": "disputed"}, {"actor": "RUS"}, {"actor": "SWE"}, {"actor": "putin"},
        {"since": "2024-10-20"}, {"about": "REQUEST"}, {"actor": "RUS", "status": "uncontested"},
        {"actor": "nobody of this name"},
    ],
    ids=str,
)  # fmt: skip
def test_the_index_finds_what_reading_the_whole_ledger_would(
    store: Store, asked: dict[str, str]
) -> None:
    found, whole = choose_stored(store, **asked)  # type: ignore[arg-type]
    expected = [claim for claim in choose(store.ledger(), **asked) if has_voices(claim)]
    assert whole and {c.id for c in found} == {c.id for c in expected}


def test_no_more_are_read_than_asked_for(store: Store) -> None:
    found, whole = choose_stored(store, limit=1)
    every, _ = choose_stored(store, limit=0)
    assert found == every[:1] and not whole


def test_one_claim_comes_with_what_it_points_to(store: Store) -> None:
    everything = store.ledger()
    for claim in everything.claims:
        found, ledger = claim_with_ledger(store, claim.id[4:12])
        assert found == claim == claim_by_id(everything, claim.id)
        assert {link.claim for link in found.links} <= {other.id for other in ledger.claims}
        assert {p.document for p in found.positions} == {d.id for d in ledger.documents}
    with pytest.raises(ClaimError, match="no claim"):
        claim_with_ledger(store, "zzz")
    with pytest.raises(ClaimError, match="several"):
        claim_with_ledger(store, "clm-")
