"""`demarche watch`: polls feeds and says what is new."""

from pathlib import Path

from rich.console import Console

from demarche.ingest.fetch import Fetcher
from demarche.ledger import open_ledger
from demarche.watch import Polled, load_plan, watch

out = Console(highlight=False)


def run(feeds: Path, ledger: str, once: bool, workers: int) -> int:
    """Watch the feeds of a file until interrupted, or poll each that is due once.

    The exit code is 3 where a feed could not be read.
    """
    plan = load_plan(feeds)
    failed = False
    with open_ledger(ledger) as store, Fetcher(delay=plan.delay, private=True) as fetcher:
        seq = store.seq()
        for polled in watch(store, plan, fetcher, once=once, workers=workers):
            failed = failed or polled.error is not None
            _say(polled)
            for change in store.claim_history(since=seq):
                found = store.claim(change.claim)
                if found is not None and change.before != change.after:
                    before = f"{change.before} → " if change.before else ""
                    out.print(f"  {before}{change.after}: {found.record.text}", markup=False)
            seq = store.seq()
    return 3 if failed else 0


def _say(polled: Polled) -> None:
    name = polled.feed.publisher or polled.feed.url
    if polled.error is not None:
        out.print(f"{name}: {polled.error}", markup=False)
    elif polled.summary is None:
        out.print(f"{name}: nothing new", markup=False)
    else:
        told = polled.summary
        out.print(
            f"{name}: {told.new} new, {told.failed} set aside; "
            f"{told.events} events, {told.claims} claims changed",
            markup=False,
        )
