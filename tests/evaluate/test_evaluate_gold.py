"""The gold scorer on ledgers made by hand."""

from pathlib import Path

import pytest

from demarche.errors import DataError
from demarche.evaluate.gold import GoldLedger, compare, load
from demarche.ingest.text import make_document
from demarche.model import (
    AUTHOR,
    Claim,
    Commitment,
    Document,
    Event,
    Ledger,
    Party,
    Position,
    Proposition,
    Reason,
    Span,
    Statement,
)

TEXT = "Seoul said that Pyongyang sent soldiers to Moscow. Moscow denied it."
GOLD = """
text: "Seoul said that Pyongyang sent soldiers to Moscow. Moscow denied it."
published: 2024-10-21
events:
  - {quote: Pyongyang sent soldiers, trigger: sent, type: [AID, MOBILIZE],
     actor: ["PRK.GOV|PRK.MIL"], recipient: [RUS.GOV], source: KOR.GOV, factuality: CT+}
  - {quote: Moscow denied it, trigger: denied, type: [REJECT], actor: [RUS.GOV], recipient: [],
     source: AUTHOR, factuality: CT+, date: null}
claims:
  - id: troops
    about: {type: [AID], actor: [PRK], recipient: [RUS]}
    positions:
      - {actor: KOR.GOV, stance: asserts}
      - {actor: RUS.GOV, stance: denies}
not_in_the_ledger: ["Add a Comment"]
"""


@pytest.fixture
def gold(tmp_path: Path) -> tuple[GoldLedger, Document]:
    path = tmp_path / "gold.yaml"
    path.write_text(GOLD)
    return load(path)


def party(code: str) -> Party:
    return Party(actor=code.lower(), code=code)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start=start, end=start + len(words), text=words)


SAID = Statement(
    id="say-1", document="d", sources=(party("KOR.GOV"),), cue=span("said"),
    sentence=span("Seoul said that Pyongyang sent soldiers to Moscow."), act="assert",
    content=(span("that Pyongyang sent soldiers to Moscow"),),
)  # fmt: skip


def sent(**changes: object) -> Event:
    fields: dict[str, object] = {
        "id": "evt-1",
        "document": "d",
        "type": "AID",
        "trigger": span("sent"),
        "sentence": span("Seoul said that Pyongyang sent soldiers to Moscow."),
        "actors": (party("PRK.GOV"),),
        "recipients": (party("RUS.GOV"),),
        "statements": ("say-1",),
        "factuality": (
            Commitment(source=party(AUTHOR), value="Uu", score=0),
            Commitment(source=party("KOR.GOV"), value="CT+", score=3, statement="say-1"),
        ),
        "reason": Reason(by="lexicon", entry="send"),
    }
    return Event(**{**fields, **changes})  # type: ignore[arg-type]


def denied(words: str = "denied") -> Event:
    return Event(
        id="evt-2", document="d", type="REJECT", trigger=span(words),
        sentence=span("Moscow denied it."), actors=(party("RUS.GOV"),), recipients=(),
        factuality=(Commitment(source=party(AUTHOR), value="CT+", score=3),),
        reason=Reason(by="lexicon", entry="deny"),
    )  # fmt: skip


def claim(*stances: tuple[str, str]) -> Claim:
    return Claim(
        id="clm-1", text="", events=("evt-1",), status="disputed",
        about=Proposition(types=("AID",), actors=("PRK.GOV",), recipients=("RUS.GOV",)),
        positions=tuple(
            Position(party=party(code), stance=stance, document="d", sentence=span("Seoul"))  # type: ignore[arg-type]
            for code, stance in stances
        ),
    )  # fmt: skip


def scores(
    gold: tuple[GoldLedger, Document], *events: Event, claims: tuple[Claim, ...] = ()
) -> dict[str, float]:
    ledger = Ledger(documents=(gold[1],), statements=(SAID,), events=events, claims=claims)
    return compare(*gold, ledger).scores


def test_a_perfect_ledger_scores_one(gold: tuple[GoldLedger, Document]) -> None:
    found = scores(
        gold, sent(), denied(),
        claims=(claim(("KOR.GOV", "asserts"), ("RUS.GOV", "denies")),),
    )  # fmt: skip
    assert found["trigger_f1"] == found["strict_f1"] == found["positions_recall"] == 1.0
    assert found["furniture"] == 0


def test_an_event_too_many_costs_precision(gold: tuple[GoldLedger, Document]) -> None:
    found = scores(gold, sent(), denied(), denied("Seoul"))
    assert found["trigger_precision"] == pytest.approx(2 / 3)
    assert found["trigger_recall"] == 1.0
    assert found["extra_per_100_sentences"] > 0


def test_either_of_two_acceptable_codes_is_right(gold: tuple[GoldLedger, Document]) -> None:
    assert scores(gold, sent(actors=(party("PRK.MIL"),)), denied())["actor"] == 1.0


def test_the_country_alone_may_be_right(gold: tuple[GoldLedger, Document]) -> None:
    found = scores(gold, sent(recipients=(party("RUS.MIL"),)), denied())
    assert (found["recipient_country"], found["recipient"]) == (1.0, 0.5)
    assert found["strict_f1"] == 1.0


def test_a_wrong_source_breaks_strict_but_not_trigger(gold: tuple[GoldLedger, Document]) -> None:
    found = scores(gold, sent(statements=()), denied())
    assert found["trigger_f1"] == 1.0
    assert found["source_country"] == 0.5
    assert found["strict_f1"] == 0.5


def test_a_recipient_where_none_is_stated_is_wrong(gold: tuple[GoldLedger, Document]) -> None:
    extra = sent(id="evt-3", trigger=span("denied"), type="REJECT", actors=(party("RUS.GOV"),))
    assert scores(gold, sent(), extra)["recipient_country"] == 0.5


def test_the_sign_of_factuality_is_scored_apart(gold: tuple[GoldLedger, Document]) -> None:
    hedged = sent(factuality=(Commitment(source=party("KOR.GOV"), value="PS+", score=1),))
    found = scores(gold, hedged, denied())
    assert (found["factuality"], found["factuality_sign"]) == (0.5, 1.0)


def test_a_position_must_be_on_a_claim_about_the_same(gold: tuple[GoldLedger, Document]) -> None:
    assert scores(gold, claims=(claim(("KOR.GOV", "asserts")),))["positions_recall"] == 0.5
    assert scores(gold, claims=(claim(("KOR.GOV", "denies")),))["positions_recall"] == 0.0


def test_page_furniture_in_the_text_is_counted(gold: tuple[GoldLedger, Document]) -> None:
    dirty = Document(id="x", text="Add a Comment")
    ledger = Ledger(documents=(dirty,))
    assert compare(gold[0], gold[1], ledger).scores["furniture"] == 1


@pytest.mark.parametrize(
    "change,says",
    [
        ("trigger: flew", "not in the article"),
        ("typo: sent", "typo"),
    ],
)
def test_a_broken_gold_file_says_what_is_wrong(tmp_path: Path, change: str, says: str) -> None:
    from demarche.evaluate.gold import locate

    path = tmp_path / "gold.yaml"
    path.write_text(GOLD.replace("trigger: sent", change))
    with pytest.raises(DataError, match=says):
        locate(*load(path), path)


def test_the_text_of_the_shipped_gold_ledgers_is_that_of_the_examples() -> None:
    from demarche.cli.read import example_path
    from demarche.ingest import read_sources

    texts = {d.text for d in read_sources([example_path()]) if isinstance(d, Document)}
    folder = Path(__file__).parent.parent / "gold"
    for path in sorted(folder.glob("*.yaml")):
        assert load(path)[1].text in texts, path.name


def test_make_document_is_what_gold_files_are_read_with() -> None:
    assert make_document(TEXT).text == TEXT


def test_stated_roles_are_asked_only_where_the_gold_names_somebody(
    gold: tuple[GoldLedger, Document],
) -> None:
    extra = sent(id="evt-3", trigger=span("denied"), type="REJECT", actors=(party("RUS.GOV"),))
    found = scores(gold, sent(), extra)
    assert found["stated_recipient_country"] == 1.0
    assert found["stated_actor"] == found["actor"]
