"""A real server, a real ledger: what is new comes in once, whatever happens between."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.webserver import Site

from demarche.errors import InputError
from demarche.ingest.fetch import Fetcher
from demarche.ledger import Store, open_ledger
from demarche.watch import Feed, Plan, load_plan, poll, watch

STORY = (
    "The foreign ministry of Turkey said on Monday that Greece had expelled two of its diplomats. "
    "Greece denied that any diplomat had been expelled. This is part {n} of the story."
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_ledger(str(tmp_path / "ledger.db")) as store:
        yield store


def publish(site: Site, *numbers: int) -> None:
    """Put a feed with these stories on the site; it knows whether the asker has seen it."""
    items = "".join(f"<item><link>{site.url}/{n}</link></item>" for n in numbers)
    feed = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()
    tag = f'"{numbers}"'

    def answer(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        return (304, {}, b"") if headers.get("If-None-Match") == tag else (200, {"ETag": tag}, feed)

    site.pages["/feed"] = answer
    for n in numbers:
        text = STORY.format(n=n)
        page = f"<html><head><title>Story {n}</title></head><body><p>{text}</p></body></html>"
        site.pages.setdefault(f"/{n}", (200, {"Content-Type": "text/html"}, page.encode()))


def fetcher() -> Fetcher:
    return Fetcher(private=True, delay=0.0, sleep=lambda _: None)


def test_what_is_new_comes_in_once(site: Site, store: Store) -> None:
    publish(site, 1, 2)
    feed, plan = Feed(site.url + "/feed", publisher="The Example"), Plan(())
    first = poll(store, feed, plan, fetcher())
    assert first.summary is not None and (first.summary.new, first.summary.failed) == (2, 0)
    again = poll(store, feed, plan, fetcher())
    assert again.summary is None and site.paths().count("/1") == 1
    publish(site, 3, 1, 2)
    third = poll(store, feed, plan, fetcher())
    assert third.summary is not None and third.summary.new == 1
    assert site.paths().count("/1") == 1
    assert store.status().documents == 3


def test_a_page_that_is_busy_is_tried_again_and_a_dead_one_is_not(site: Site, store: Store) -> None:
    site.pages["/2"] = (503, {}, b"")
    site.pages["/3"] = (404, {}, b"")
    publish(site, 1, 2, 3)
    feed, plan = Feed(site.url + "/feed"), Plan(())
    first = poll(store, feed, plan, fetcher())
    assert first.summary is not None and (first.summary.new, first.summary.failed) == (1, 2)
    del site.pages["/2"]
    publish(site, 1, 2, 3)
    second = poll(store, feed, plan, fetcher())
    assert second.summary is not None and second.summary.new == 1
    assert site.paths().count("/3") == 1


def test_killed_before_it_remembers_it_adds_nothing_twice(
    site: Site, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(site, 1)
    feed, plan = Feed(site.url + "/feed"), Plan(())
    with monkeypatch.context() as patch:
        patch.setattr(Store, "state_set", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            poll(store, feed, plan, fetcher())
    again = poll(store, feed, plan, fetcher())
    assert again.summary is not None and (again.summary.new, again.summary.same) == (0, 1)
    assert store.status().documents == 1


def test_a_feed_is_asked_when_it_is_due_and_later_when_it_fails(site: Site, store: Store) -> None:
    publish(site, 1)
    now = [1_000_000.0]
    plan = Plan((Feed(site.url + "/feed"), Feed(site.url + "/gone")), every=600)

    def polled() -> list[str]:
        found = watch(store, plan, fetcher(), once=True, clock=lambda: now[0])
        return [f"{p.feed.url.rpartition('/')[2]} {p.error is None}" for p in found]

    assert polled() == ["feed True", "gone False"]
    now[0] += 599
    assert polled() == []
    now[0] += 2
    assert polled() == ["feed True"]
    now[0] += 600
    assert polled() == ["gone False", "feed True"]
    now[0] += 1201
    assert polled() == ["feed True"], "the one that failed twice waits four times as long"


PLANS = [
    ("[[feed]]\nurl='https://a.example/rss'\nevery='5m'\n[watch]\nevery='1h'\ndelay=2", None),
    ("[[feed]]\nurl='https://a.example/rss'\nevry='5m'", "evry"),
    ("[[feed]]\nurl='a.example'", "is not a web address"),
    ("[[feed]]\nurl='https://a.example'\nevery='soon'", "no span of time"),
    ("[watch]\nevery='1h'", "no feeds"),
    ("[[feeds]]\nurl='https://a.example'", "unknown: feeds"),
    ("[[feed]", "not TOML"),
]


@pytest.mark.parametrize(("text", "fault"), PLANS)
def test_a_file_of_feeds_says_what_is_wrong_with_it(
    text: str, fault: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "FEEDS.toml"
    path.write_text(text)
    if fault is None:
        plan = load_plan(path)
        assert (plan.feeds[0].every, plan.every, plan.delay) == (300.0, 3600.0, 2.0)
    else:
        with pytest.raises(InputError, match=fault) as caught:
            load_plan(path)
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_the_command_says_what_is_new(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from demarche.cli.watch import run

    publish(site, 1)
    site.pages["/robots.txt"] = (200, {}, b"")
    path = tmp_path / "FEEDS.toml"
    path.write_text(f"[watch]\ndelay=0\n[[feed]]\nurl='{site.url}/feed'\npublisher='The Example'")
    assert run(path, str(tmp_path / "l.db"), once=True, workers=1) == 0
    assert "The Example: 1 new, 0 set aside" in capsys.readouterr().out
