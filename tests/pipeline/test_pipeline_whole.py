"""What only all stages together can get right."""

import pytest

import demarche


@pytest.mark.parametrize(
    "text,trigger,kind,value",
    [
        ("Russia did not agree to withdraw its troops from Georgia.", "agree", "REJECT", "CT+"),
        ("Iran agreed to release the sailors.", "agreed", "AGREE", "CT+"),
        ("Turkey did not attack Syria.", "attack", "ASSAULT", "CT-"),
        ("Iran refused to release the sailors.", "refused", "REJECT", "CT+"),
    ],
)
def test_a_negation_that_makes_the_type_does_not_deny_it_too(
    text: str, trigger: str, kind: str, value: str
) -> None:
    events = {e.trigger.text: e for e in demarche.read(text, published="2024-10-21").events}
    assert (events[trigger].type, events[trigger].factuality[0].value) == (kind, value)


def test_a_date_is_resolved_against_the_publication_date() -> None:
    (event,) = demarche.read("Israel bombed Beirut on Sunday.", published="2024-10-22").events
    assert event.time is not None
    assert event.time.value == "2024-10-20"


def test_the_same_article_twice_is_one() -> None:
    from demarche.ingest.text import make_document
    from demarche.pipeline import code

    document = make_document("Israel bombed Beirut on Sunday.", published="2024-10-22")
    assert len(code([document, document]).events) == 1
