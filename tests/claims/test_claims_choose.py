"""`demarche claims` and `demarche claim`: filters, ids, what is printed."""

import json
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demarche.claims import claim_id, tell
from demarche.claims.choose import ClaimError, choose, claim_by_id
from demarche.cli import app
from demarche.ingest.text import make_document
from demarche.model import Ledger, encode
from demarche.pipeline import code

TEXTS = (
    ("2024-10-18", "South Korea said that North Korea had sent 1,500 troops to Russia. The Kremlin "
     "dismissed the allegations."),
    ("2024-10-24", "The United States said that North Korea had sent 3,000 troops to Russia."),
    ("2024-11-05", "Turkey demanded that Sweden expel Kurdish militants."),
)  # fmt: skip


@cache
def ledger() -> Ledger:
    return code(
        [make_document(t, published=d, publisher=f"paper {n}") for n, (d, t) in enumerate(TEXTS)]
    )


def test_claims_are_chosen_by_actor_subject_status_and_date() -> None:
    troops = ledger().claims[0]
    assert troops.status == "disputed"
    assert choose(ledger(), status="disputed") == [troops]
    for actor in ("PRK", "RUS.GOV", "USA", "north korea"):
        assert troops in choose(ledger(), actor=actor)
    assert choose(ledger(), actor="FRA") == []
    assert choose(ledger(), about="sent troops")[0] == troops
    assert all(
        (c.latest or c.first or "") >= "2024-11-01" for c in choose(ledger(), since="2024-11-01")
    )
    assert troops not in choose(ledger(), since="2024-11-01")


def test_figures_are_a_spread_in_order_of_time() -> None:
    troops = ledger().claims[0]
    assert [(f.party.code, f.quantity.value) for f in troops.figures] == [
        ("KOR.GOV", 1500), ("USA.GOV", 3000),
    ]  # fmt: skip
    assert (troops.first, troops.latest) == ("2024-10-18", "2024-10-24")


def test_a_claim_is_found_by_its_id_its_beginning_and_an_id_from_before_a_merge() -> None:
    troops = ledger().claims[0]
    assert claim_by_id(ledger(), troops.id) == claim_by_id(ledger(), troops.id[4:10]) == troops
    second = ledger().documents[1]
    told = tell(second, [e for e in ledger().events if e.document == second.id])
    before = next(claim_id(t.id) for t in told if set(t.events) & set(troops.events))
    assert before != troops.id
    assert claim_by_id(ledger(), before) == troops
    with pytest.raises(ClaimError, match="no claim"):
        claim_by_id(ledger(), "clm-0000")


def test_the_commands_print_lists_histories_and_json(tmp_path: Path) -> None:
    file = tmp_path / "ledger.json"
    file.write_bytes(encode(ledger()))
    runner = CliRunner()
    listed = runner.invoke(app, ["claims", str(file), "--actor", "PRK", "--json"])
    assert listed.exit_code == 0
    found = [json.loads(line) for line in listed.stdout.splitlines()]
    assert found[0]["id"] == ledger().claims[0].id
    shown = runner.invoke(app, ["claim", found[0]["id"], str(file)])
    assert shown.exit_code == 0
    for words in ("DISPUTED", "1,500", "3,000", "RUS", "denies", "2024-10-24"):
        assert words in shown.stdout
