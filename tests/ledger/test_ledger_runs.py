"""Runs: what goes wrong is set aside with its reason, and comes right when it can."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from demarche.ledger import Store, open_ledger
from demarche.ledger.integrity import digest, faults
from demarche.ledger.run import add_documents, add_sources, recode, stale_count
from demarche.model import Coded, Document, Failure

Item = Document | Failure


def coder(articles: list[Coded], broken: frozenset[str] = frozenset()) -> object:
    """A stand-in for the pipeline, with what it would give; some articles break it."""
    ready = {article.document.id: article for article in articles}

    def code(items: Iterable[Item]) -> Iterator[Coded | Failure]:
        for item in items:
            if isinstance(item, Failure):
                yield item
            elif item.id in broken:
                name = item.name or item.url or item.id
                yield Failure(source=name, code="D900", message="a fault")
            else:
                yield ready[item.id]

    return code


def documents(articles: list[Coded]) -> list[Item]:
    return [article.document for article in articles]


def test_failures_are_listed_counted_and_resolved(store: Store, articles: list[Coded]) -> None:
    broken = frozenset({articles[2].document.id})
    items: list[Item] = [
        Failure(source="x.html", code="D110", message="dead"),
        Failure(source="y.txt", code="D101", message="Finnish", language="fi"),
        *documents(articles),
    ]
    code = coder(articles, broken)
    summary = add_documents(store, items, origin="here", coder=code)  # type: ignore[arg-type]
    assert (summary.read, summary.new, summary.failed) == (14, 11, 3)
    assert summary.languages == {"fi": 1}
    rows = store.failures().items
    assert [row.code for row in rows] == ["D110", "D101", "D900"]
    assert rows[2].document == articles[2].document.id
    # Again: what failed is not coded again unless it is asked for.
    summary = add_documents(store, documents(articles), coder=coder([]))  # type: ignore[arg-type]
    assert (summary.same, summary.failed) == (12, 0)
    again = coder(articles)
    summary = add_documents(store, documents(articles), coder=again, retry=True)  # type: ignore[arg-type]
    assert (summary.new, summary.same) == (1, 11)
    assert [row.code for row in store.failures().items] == ["D110", "D101"]
    assert len(store.failures(open=False).items) == 3
    add_documents(store, items[:1], origin="here", coder=again)  # type: ignore[arg-type]
    assert store.failures().items[0].tries == 2


def test_one_article_that_the_ledger_refuses_does_not_stop_the_others(
    store: Store, articles: list[Coded]
) -> None:
    import msgspec

    bad = msgspec.structs.replace(
        articles[0], document=msgspec.structs.replace(articles[0].document, id="doc-x", text="\x00")
    )
    both = [*articles[1:], bad]
    summary = add_documents(store, documents(both), coder=coder(both))  # type: ignore[arg-type]
    assert (summary.new, summary.failed) == (11, 1)
    assert store.failures().items[0].code == "D500"
    assert faults(store.engine) == []


def test_a_full_disk_stops_cleanly_and_goes_on_later(
    tmp_path: Path, articles: list[Coded], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ledger.db"
    open_ledger(str(file)).close()
    pages = sqlite3.connect(file).execute("PRAGMA page_count").fetchone()[0]
    from demarche.ledger import engine

    with monkeypatch.context() as patch:
        limit = f"PRAGMA max_page_count={pages + 60}"
        patch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, limit))
        with open_ledger(str(file)) as store:
            summary = add_documents(store, documents(articles), coder=coder(articles))  # type: ignore[arg-type]
            assert summary.stopped is not None
            assert "no room" in summary.stopped
            assert faults(store.engine) == []
    with open_ledger(str(file)) as store, open_ledger("sqlite://") as other:
        add_documents(store, documents(articles), coder=coder(articles))  # type: ignore[arg-type]
        other.add(articles)
        assert digest(store.engine) == digest(other.engine)


def test_many_writers_queue_and_lose_nothing(address: str, articles: list[Coded]) -> None:
    open_ledger(address).close()
    raised: list[BaseException] = []

    def work(part: int) -> None:
        try:
            with open_ledger(address) as own:
                for article in articles[part::3] + articles[:4]:
                    own.add([article])
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=work, args=(n % 3,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    with open_ledger(address) as store, open_ledger("sqlite://") as other:
        other.add(articles)
        assert faults(store.engine) == []
        assert digest(store.engine) == digest(other.engine)
        assert len({c.seq for c in store.changes(limit=100_000).items}) == len(
            store.changes(limit=100_000).items
        )


def test_recoding_takes_what_another_version_coded(store: Store, articles: list[Coded]) -> None:
    store.add(articles[:5], code="older")
    store.add(articles[5:])
    assert stale_count(store) == 5
    summary = recode(store, coder=coder(articles))  # type: ignore[arg-type]
    assert (summary.read, summary.recoded) == (5, 5)
    assert stale_count(store) == 0
    assert recode(store, everything=True, coder=coder(articles)).recoded == 12  # type: ignore[arg-type]
    assert faults(store.engine) == []


def test_sources_are_read_and_skipped_before_coding(tmp_path: Path) -> None:
    text = "SEOUL — South Korea said on Monday that North Korea had sent troops to Russia.\n"
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "empty.txt").write_text("")
    with open_ledger(str(tmp_path / "l.db")) as store:
        first = add_sources(store, [str(tmp_path / "a.txt"), str(tmp_path / "empty.txt")])
        assert (first.new, first.failed) == (1, 1)
        assert first.events >= 1
        second = add_sources(store, [str(tmp_path / "a.txt")], coder=coder([]))  # type: ignore[arg-type]
        assert (second.new, second.same) == (0, 1)


def test_what_is_kept_between_runs(store: Store) -> None:
    assert store.state_get("feed") is None
    store.state_set("feed", "one")
    store.state_set("feed", "two")
    assert store.state_get("feed") == "two"
