"""How fast the ledger is: articles in, bytes a stored event, search at a million events.

    python -m benchmarks.ledger add [--articles PATH...] [--postgres URL]
    python -m benchmarks.ledger search FILE.db --articles PATH... [--events 1000000]

`add` codes real articles (the examples, if none are given) into SQLite, and PostgreSQL where an
empty database is given, and times the store alone as well. `search` codes real articles into
FILE.db, multiplies them in the database until there are so many events (each copy of an article
re-dated, its countries exchanged for others of the ledger, so that days, dyads and places spread),
and times filters, pages and counts, each with its query plan.
"""

# ruff: noqa: E501 - SQL reads better on one line
import argparse
import itertools
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from demarche.cli.read import example_path
from demarche.ingest import Options, read_sources
from demarche.ledger import Query, Store, open_ledger
from demarche.ledger.engine import writing
from demarche.ledger.upkeep import vacuum
from demarche.model import Coded
from demarche.pipeline import code_documents

REPEAT = 5


def _coded(paths: list[str]) -> list[Coded]:
    """Articles of these sources, coded; those without a date get one."""
    items = read_sources(paths, Options(published="2024-11-20"))
    return [c for c in code_documents(items) if isinstance(c, Coded)]


def add(paths: list[str], postgres: str | None, folder: Path) -> None:
    """Articles a second with and without coding, and bytes an event."""
    begun = time.perf_counter()
    coded = _coded(paths)
    coding = time.perf_counter() - begun
    told = sum(len(article.events) for article in coded)
    characters = sum(len(article.document.text) for article in coded)
    print(f"{len(coded)} articles, {characters:,} characters, {told} events; coding {coding:.1f} s")
    file = folder / "bench-add.db"
    for address in [str(file), *([postgres] if postgres else [])]:
        file.unlink(missing_ok=True)
        with open_ledger(address) as store:
            empty = store.status().bytes or 0
            begun = time.perf_counter()
            for start in range(0, len(coded), 16):
                store.add(coded[start : start + 16])
            stored = time.perf_counter() - begun
            vacuum(store.engine)
            size = (store.status().bytes or 0) - empty
        print(
            f"{address.partition(':')[0] if '://' in address else 'sqlite'}: "
            f"{len(coded) / (coding + stored):.1f} articles/s with coding, "
            f"{len(coded) / stored:.0f} without; {size / told:,.0f} bytes an event, all included "
            f"({(size - characters) / told:,.0f} without the text)"
        )
        file.unlink(missing_ok=True)


def multiply(store: Store, wanted: int) -> None:
    """Copy the ledger's rows within the database: other days, other countries."""
    with writing(store.engine) as transaction:
        run = transaction.connection.exec_driver_sql
        run("PRAGMA cache_size=-4000000")
        one: Callable[[str], Any] = lambda sql: run(sql).scalar()  # noqa: E731
        first = {
            t: one(f"SELECT max(n) FROM {t}")
            for t in ("documents", "statements", "events", "claims", "passages")
        }
        sides = [
            row[0]
            for row in run(
                "SELECT value FROM facets WHERE kind='event.actor' AND length(value)=3 AND "
                'value=upper(value) ORDER BY "rows" DESC LIMIT 40'
            )
        ]
        copy = 0
        while (short := wanted - one("SELECT count(*) FROM events")) > 0:
            copy += 1
            base = {t: one(f"SELECT max(n) FROM {t}") for t in first}
            upto = _copied(one, base, short)
            days = (copy * 997) % 3_650
            _exchange(run, sides, copy)
            _double(
                run,
                base,
                upto,
                copy,
                f"CASE WHEN length(date)=10 THEN date(date, '-{days} days') ELSE date END",
            )
            print(f"  {one('SELECT count(*) FROM events'):,} events", flush=True)
        _count(run)
        run("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
        transaction.next("seq", one("SELECT max(seq) FROM claim_history"))
        for table, n in first.items():
            transaction.next(table, one(f"SELECT max(n) FROM {table}") - n)


def _copied(one: Callable[[str], Any], base: dict[str, int], short: int) -> dict[str, int]:
    """Up to which row of each table the next copy goes: all, or enough for `short` events."""
    last = one(f"SELECT document FROM events ORDER BY n LIMIT 1 OFFSET {short - 1}")
    if last is None:
        return base
    upto = {t: one(f"SELECT max(n) FROM {t} WHERE document <= {last}") for t in base
            if t not in ("documents", "claims")}  # fmt: skip
    claims = one(f"SELECT max(claim) FROM events WHERE document <= {last}")
    return upto | {"documents": last, "claims": claims}


def _double(
    run: Callable[..., Any], base: dict[str, int], upto: dict[str, int], copy: int, when: str
) -> None:
    """Copy rows once, with new numbers and ids."""
    run(
        f"INSERT INTO documents SELECT n+{base['documents']}, id||'-{copy}', {when}, headline, "
        f"publisher, url, text, body, mentions, actors, code, facets, first_seen, last_changed, seq "
        f"FROM documents WHERE n <= {upto['documents']}"
    )
    run(
        f"INSERT INTO passages SELECT n+{base['passages']}, document+{base['documents']}, "
        f'kind, start, "end" FROM passages WHERE n <= {upto["passages"]}'
    )
    for table, names, more in (
        ("statements", "", ""),
        ("events", "claim, spot, state, ", f"claim+{base['claims']}, spot, state, "),
    ):
        run(
            f"INSERT INTO {table} (n, id, document, place, passage, date, {names}body, facets, "
            f"first_seen, last_changed, seq) SELECT n+{base[table]}, id||'-{copy}', "
            f"document+{base['documents']}, place, passage+{base['passages']}, {when}, "
            f"{more} body, facets, first_seen, last_changed, seq FROM {table} "
            f"WHERE n <= {upto[table]}"
        )
    history = run("SELECT max(seq) FROM claim_history").scalar()
    run(
        f"INSERT INTO claim_history SELECT h.seq+{history}, h.claim||'-{copy}', at, before, after "
        f"FROM claim_history h JOIN claims c ON c.id = h.claim WHERE c.n <= {upto['claims']}"
    )
    run(
        f"INSERT INTO claims SELECT n+{base['claims']}, id||'-{copy}', {when}, status, "
        f"positions, voices, body, facets, first_seen, last_changed, seq FROM claims "
        f"WHERE n <= {upto['claims']}"
    )
    run("CREATE TEMP TABLE IF NOT EXISTS tops (kind TEXT PRIMARY KEY, base INTEGER, upto INTEGER)")
    run("DELETE FROM tops")
    for kind in ("document", "statement", "event", "claim", "quiet"):
        table = "claims" if kind == "quiet" else f"{kind}s"
        run("INSERT INTO tops VALUES (?, ?, ?)", (kind, base[table], upto[table]))
    run(
        f"INSERT OR IGNORE INTO postings SELECT coalesce(e.new, p.facet), {when}, p.n + t.base, "
        "p.main, p.sure FROM facets k "
        "JOIN tops t ON t.kind = substr(k.kind, 1, instr(k.kind, '.') - 1) "
        "JOIN postings p ON p.facet = k.n LEFT JOIN exchange e ON e.old = p.facet "
        "WHERE p.n <= t.upto"
    )


def _exchange(run: Callable[..., Any], sides: list[str], copy: int) -> None:
    """Which facet stands for which in this copy: countries turned by so many places."""
    run("DROP TABLE IF EXISTS exchange")
    run("CREATE TEMP TABLE exchange (old INTEGER PRIMARY KEY, new INTEGER)")
    turned = {
        side: sides[(i + 1 + copy % (len(sides) - 1)) % len(sides)] for i, side in enumerate(sides)
    }
    rows = list(run("SELECT n, kind, value FROM facets"))
    known = {(kind, value): n for n, kind, value in run("SELECT n, kind, value FROM facets")}
    pairs = []
    fresh = max(known.values())
    for n, kind, value in rows:
        mark = {"dyad": ">", "pair": "-"}.get(kind.partition(".")[2])
        parts = value.split(mark) if mark else [value]
        if not kind.endswith(
            (".actor", ".recipient", ".party", ".dyad", ".pair", ".place", ".source")
        ):
            continue
        turned_parts = [
            turned.get(p[:3], p[:3]) + p[3:] if p[:3].isupper() and (len(p) == 3 or p[3] == ".")
            else p
            for p in parts
        ]  # fmt: skip
        new = (mark or "").join(sorted(turned_parts) if mark == "-" else turned_parts)
        if new == value:
            continue
        if (kind, new) not in known:
            fresh += 1
            known[kind, new] = fresh
            run("INSERT INTO facets (n, kind, value, rows) VALUES (?, ?, ?, 0)", (fresh, kind, new))
        pairs.append((n, known[kind, new]))
    if pairs:
        run("INSERT INTO exchange VALUES (?, ?)", pairs)


def _count(run: Callable[..., Any]) -> None:
    run("DELETE FROM tally")
    run(
        "INSERT INTO tally SELECT facet, substr(date,1,7), main, sure, count(*) FROM postings "
        "GROUP BY 1,2,3,4"
    )
    run(
        "INSERT INTO tally SELECT -facet, date, main, sure, count(*) FROM postings WHERE facet IN "
        "(SELECT n FROM facets WHERE kind LIKE '%.all') GROUP BY 1,2,3,4"
    )
    run(
        "UPDATE facets SET rows = coalesce((SELECT sum(t.rows) FROM tally t WHERE t.facet=facets.n),0)"
    )
    run("UPDATE counters SET value=(SELECT max(n)+1 FROM facets) WHERE name='facets'")


QUESTIONS: list[tuple[str, Callable[[Store], object]]] = [
    ("newest events", lambda s: s.events()),
    ("page 2 of events of one actor", lambda s: s.events(
        Query(actor=("RUS",)), after=s.events(Query(actor=("RUS",))).next)),
    ("one actor, either side", lambda s: s.events(Query(party=("USA",)))),
    ("dyad either way", lambda s: s.events(Query(dyad=("RUS-UKR",)))),
    ("type and actor", lambda s: s.events(Query(type=("ASSAULT",), actor=("ISR",)))),
    ("quad, place, factuality", lambda s: s.events(
        Query(quad=(4,), place=("UKR",), factuality=("CT+",)))),
    ("three types in one year", lambda s: s.events(
        Query(type=("AID", "COERCE", "PROTEST"), since="2019", until="2019"))),
    ("source, context, month", lambda s: s.events(
        Query(source=("KOR",), context=("military",), since="2020-03", until="2020-05"))),
    ("disputed claims' events", lambda s: s.events(Query(status=("disputed",), actor=("PRK",)))),
    ("a frequent word", lambda s: s.events(Query(words="government"))),
    ("a phrase and an actor", lambda s: s.events(Query(words='"prime minister"', actor=("GBR",)))),
    ("a rare word", lambda s: s.events(Query(words="shelling"))),
    ("claims: disputed, newest", lambda s: s.claims(Query(status=("disputed",)))),
    ("claims: last changed", lambda s: s.claims(order="changed")),
    ("claims denied by RUS", lambda s: s.claims(Query(stance=("denies=RUS",)))),
    ("statements of one source", lambda s: s.statements(Query(source=("USA",), act=("deny",)))),
    ("search, ranked", lambda s: s.search("ceasefire")),
    ("actors by name", lambda s: s.actors("putin")),
    ("count: all by day and type", lambda s: s.counts(period="day", types=True)),
    ("count: all by month", lambda s: s.counts(period="month")),
    ("count: all by dyad", lambda s: s.counts(by="dyad", limit=100)),
    ("count: all by type", lambda s: s.counts(by="type", types=True)),
    ("count: one actor by month and type", lambda s: s.counts(
        Query(actor=("USA",)), period="month", types=True)),
    ("count: one actor by day", lambda s: s.counts(Query(actor=("USA",)), period="day")),
    ("count: one actor by dyad", lambda s: s.counts(Query(actor=("USA",)), by="dyad")),
    ("count: one type by dyad", lambda s: s.counts(Query(type=("ASSAULT",)), by="dyad")),
    ("count: one type by day, one year", lambda s: s.counts(
        Query(type=("ASSAULT",), since="2020-01-01", until="2020-12-31"), period="day")),
    ("count: actor, type and place by month", lambda s: s.counts(
        Query(actor=("RUS",), type=("ASSAULT",), place=("UKR",)), period="month")),
    ("count: certain, by month", lambda s: s.counts(Query(factuality=("CT+",)), period="month")),
    ("count: spots", lambda s: s.counts(by="spot")),
    ("total: type and actor", lambda s: s.total("events", Query(type=("CONSULT",), actor=("USA",)))),
    ("status", lambda s: s.status()),
]  # fmt: skip


def search(store: Store) -> None:
    """Time every question, the best of several, and show the plan of its slowest statement."""
    status = store.status()
    print(
        f"{status.events:,} events, {status.documents:,} articles, {(status.bytes or 0) / 1e6:,.0f} MB"
    )
    said: list[tuple[float, str, Any]] = []
    started: list[float] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def _before(*_: object) -> None:
        started.append(time.perf_counter())

    @event.listens_for(store.engine, "after_cursor_execute")
    def _after(_c: object, _cu: object, sql: str, parameters: Any, *_: object) -> None:
        said.append((time.perf_counter() - started.pop(), sql, parameters))

    slow = 0
    for name, ask in QUESTIONS:
        times = []
        for _ in range(REPEAT):
            said.clear()
            begun = time.perf_counter()
            answer = ask(store)
            times.append(time.perf_counter() - begun)
        best = min(times) * 1000
        slow += best >= 100
        rows = len(answer.items) if hasattr(answer, "items") else answer  # type: ignore[attr-defined]
        rows = len(rows) if isinstance(rows, list) else rows
        print(f"{best:8.1f} ms  {name} ({rows if isinstance(rows, int) else 1})")
        _, sql, parameters = max(said, key=lambda s: s[0])
        with store.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
            for row in itertools.islice(plan, 8):
                print(f"             {row[3]}")
    print(f"{slow} of {len(QUESTIONS)} took 100 ms or more")


def main(arguments: Iterable[str] | None = None) -> None:
    """Run one of the benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("add", "search"))
    parser.add_argument("file", nargs="?", default="/tmp/bench-ledger.db")
    parser.add_argument("--articles", nargs="*", default=None)
    parser.add_argument("--postgres")
    parser.add_argument("--events", type=int, default=1_000_000)
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    paths = given.articles or [example_path()]
    if given.what == "add":
        add(paths, given.postgres, Path(given.file).parent)
        return
    new = not Path(given.file).exists()
    with open_ledger(given.file) as store:
        if new:
            coded = _coded(paths)
            for start in range(0, len(coded), 16):
                store.add(coded[start : start + 16])
            print(f"{len(coded)} articles coded, {store.status().events} events", flush=True)
        if store.status().events < given.events:
            multiply(store, given.events)
            with store.engine.connect() as connection:
                connection.execute(text("ANALYZE"))
        search(store)


if __name__ == "__main__":
    main()
