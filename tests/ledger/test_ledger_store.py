"""Articles go in whole and once, come out as they went in, and leave nothing behind."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from demarche.ledger import LedgerError, Query, Store, open_ledger
from demarche.ledger.engine import make_engine, reading
from demarche.ledger.integrity import digest, faults
from demarche.ledger.schema import metadata
from demarche.model import Coded, Document, Ledger, decode, encode
from demarche.pipeline import assemble

CODE = "version-1"


def rows(store: Store) -> dict[str, int]:
    with reading(store.engine) as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def without_names(ledger: Ledger) -> list[object]:
    """Claims but for their links, and their words: the name of an actor is one article's."""
    return [
        msgspec.structs.replace(c, links=(), text="", why="")
        for c in ledger.claims
        if any(p.party.code != "AUTHOR" for p in c.positions)
    ]


def test_articles_come_out_as_they_went_in(full: Store, articles: list[Coded]) -> None:
    for article in articles:
        assert full.coded(article.document.id) == article


def test_claims_are_those_of_reading_all_articles_at_once(
    full: Store, articles: list[Coded]
) -> None:
    expected = without_names(assemble(articles))
    assert sorted(map(repr, without_names(full.ledger()))) == sorted(map(repr, expected))


def test_the_order_and_batches_of_articles_change_nothing(
    articles: list[Coded], tmp_path: Path
) -> None:
    one, other = open_ledger(str(tmp_path / "a.db")), open_ledger(str(tmp_path / "b.db"))
    one.add(articles, code=CODE)
    for start in range(0, 12, 5):
        other.add(list(reversed(articles))[start : start + 5], code=CODE)
    with one, other:
        assert digest(one.engine) == digest(other.engine)
        assert not faults(one.engine)


def test_both_databases_hold_the_same(full: Store, articles: list[Coded], tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "other.db")) as other:
        other.add(articles, code=CODE)
        assert digest(full.engine) == digest(other.engine)
    assert faults(full.engine) == []


def test_versions_of_one_text_count_once_whatever_came_first(
    store: Store, articles: list[Coded]
) -> None:
    first = articles[4]
    again = msgspec.structs.replace(
        first.document, id="doc-reprint", publisher="Another Paper", published="2024-12-01"
    )
    reprint = _moved(first, again)
    everything = [*articles, reprint]
    expected = assemble(everything)
    assert expected.copies
    for order in (everything, everything[::-1]):
        for article in order:
            store.add([article], code=CODE)
        ledger = store.ledger()
        assert ledger.copies == expected.copies
        assert {c.id: c.publishers for c in ledger.claims} == {
            c.id: c.publishers for c in expected.claims
        }
        assert faults(store.engine) == []
        for article in order:
            store.forget(article.document.id)
    assert store.ledger().copies == ()


def _moved(coded: Coded, document: Document) -> Coded:
    """The same article under another id."""
    text = encode(coded).decode().replace(coded.document.id, document.id)
    for record in (*coded.events, *coded.statements):
        text = text.replace(record.id, f"{record.id}-2")
    return msgspec.structs.replace(decode(text, Coded), document=document)


def test_the_same_article_again_changes_nothing(full: Store, articles: list[Coded]) -> None:
    before, seq = digest(full.engine), full.seq()
    added = full.add(articles, code=CODE)
    assert (added.new, added.recoded, added.same) == (0, 0, 12)
    assert digest(full.engine) == before
    assert full.seq() == seq


def test_forgetting_everything_leaves_only_tombstones(full: Store, articles: list[Coded]) -> None:
    told = full.total("events")
    for article in articles:
        assert full.forget(article.document.id, reason="asked for")
        assert faults(full.engine) == []
    assert not full.forget(articles[0].document.id)
    left = {name for name, count in rows(full).items() if count}
    assert left == {"counters", "tombstones", "claim_history"}
    gone = Counter(c.kind for c in full.changes(limit=10_000).items if c.what == "removed")
    assert gone["document"] == 12
    assert gone["event"] == told
    assert full.search("Pyongyang").items == []


def test_forgetting_one_is_as_if_it_had_never_come(full: Store, articles: list[Coded]) -> None:
    full.forget(articles[3].document.id)
    with open_ledger("sqlite://") as other:
        other.add([*articles[:3], *articles[4:]], code=CODE)
        assert digest(full.engine) == digest(other.engine)


def test_what_was_forgotten_may_come_again(full: Store, articles: list[Coded]) -> None:
    before = digest(full.engine)
    full.forget(articles[0].document.id)
    full.add(articles[:1], code=CODE)
    assert digest(full.engine) == before
    assert faults(full.engine) == []


def test_recoding_touches_only_what_changed(full: Store, articles: list[Coded]) -> None:
    first = articles[0]
    event = first.events[0]
    changed = msgspec.structs.replace(event, type="PROTEST", mode=None)
    newer = msgspec.structs.replace(first, events=(changed, *first.events[1:-1]))
    before = {row.record.id: row for row in full.events(limit=1000).items}
    added = full.add([newer, *articles[1:]], code="version-2")
    assert added.recoded == 12
    after = {row.record.id: row for row in full.events(limit=1000).items}
    assert before.keys() - after.keys() == {first.events[-1].id}
    touched = {name for name, row in after.items() if row.seq != before[name].seq}
    assert touched == {event.id}
    assert after[event.id].record.type == "PROTEST"
    assert after[event.id].first_seen == before[event.id].first_seen
    assert full.total("events", Query(type=("PROTEST",), document=(first.document.id,))) >= 1
    assert faults(full.engine) == []


def test_a_text_that_no_database_takes_is_refused(store: Store, articles: list[Coded]) -> None:
    document = msgspec.structs.replace(articles[0].document, text="a\x00b", id="doc-nul")
    bad = Coded(document=document, actors=(), mentions=(), statements=(), events=())
    with pytest.raises(LedgerError, match="NUL"):
        store.add([bad])
    assert store.status().documents == 0


@pytest.mark.parametrize(
    "url,message",
    [
        ("/no/such/folder/ledger.db", "no folder"),
        ("nonsense://x", "no ledger address"),
        ("postgresql://nobody@127.0.0.1:1/x", "no connection"),
    ],
)
def test_an_address_that_is_none_is_said_so(url: str, message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        open_ledger(url)


def test_a_file_that_is_no_ledger_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database " * 100)
    with pytest.raises(LedgerError, match="not a"):
        open_ledger(str(file))
    with pytest.raises(LedgerError, match="no ledger at"):
        make_engine(str(tmp_path / "none.db"), create=False)


def test_claims_one_by_one_have_their_links(full: Store, articles: list[Coded]) -> None:
    expected = {claim.id: claim.links for claim in assemble(articles).claims}
    listed = full.claims(limit=100).items
    assert any(expected[row.record.id] for row in listed)
    for row in listed:
        one = full.claim(row.record.id)
        assert one is not None
        assert msgspec.structs.replace(one.record, links=()) == row.record
        assert {link.claim for link in one.record.links} >= {
            link.claim for link in expected[row.record.id] if link.document
        }
        for name in row.record.events:
            told = full.event(name)
            assert told is not None
            assert told.claim == row.record.id
