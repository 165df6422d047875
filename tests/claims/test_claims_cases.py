"""Claims on the whole path: short articles, the positions and links that have to come out."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.ingest.text import make_document
from demarche.model import AUTHOR
from demarche.pipeline import code

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    documents = [
        make_document(text, published=str(date), publisher=f"paper {n}")
        for n, (date, text) in enumerate(case["articles"])
    ]
    ledger = code(documents)
    wanted = set(case["positions"])
    held = {
        claim.id: {f"{p.party.code} {p.stance}" for p in claim.positions if p.party.code != AUTHOR}
        for claim in ledger.claims
    }
    best = max(ledger.claims, key=lambda claim: len(wanted & held[claim.id]))
    assert wanted <= held[best.id]
    assert not set(case.get("must_not", ())) & set().union(*held.values())
    assert best.status == case.get("status", best.status)
    kinds = {link.kind for claim in ledger.claims for link in claim.links}
    assert set(case.get("links", ())) <= kinds
    assert not set(case.get("no_links", ())) & kinds
    apart = set(case.get("apart", ("-",)))
    assert not any(apart <= told for told in held.values())
    ids = {claim.id for claim in ledger.claims}
    assert all(link.claim in ids for claim in ledger.claims for link in claim.links)
