"""How long the server takes for a page with a million events and several readers at once.

    python -m benchmarks.ledger search FILE.db        # makes FILE.db with a million events first
    python -m benchmarks.web FILE.db [--clients 4] [--rounds 12] [--json]

A real server (`demarche serve` in a process of its own) is asked over HTTP by some clients at once,
each going through the pages in an order of its own, every time with other filters, so that little
is answered from what was kept, and pausing between pages as a reader does (`--pause 0`: never; the
server is then as busy as it can be). Timed is what passes from the request to the last byte of the
page, as the client sees it on the same machine. The first round is not counted: it opens the
connections. The mark: under 150 ms for 95 of 100 pages.
"""

import argparse
import json
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx

MARK = 150.0
MONTHS = [f"{year}-{month:02}" for year in range(2015, 2025) for month in range(1, 13)]


def pages(server: httpx.Client) -> dict[str, list[str]]:
    """Addresses of every kind of page, with different filters."""
    claims = server.get("/api/claims", params={"limit": 60}).json()["items"]
    wide = server.get("/api/claims", params={"limit": 20, "order": "positions"}).json()["items"]
    events = server.get("/api/events", params={"limit": 60}).json()["items"]
    people = server.get("/api/actors", params={"limit": 40}).json()["items"]
    pairs = server.get("/api/counts", params={"by": "dyad"}).json()["items"]
    dyads = [p["value"].split(">") for p in pairs if not p["value"].endswith(">")][:40]
    sides = sorted({side for pair in dyads for side in pair if side and side != "UNK"})
    spans = [f"since={a}&until={b}" for a, b in zip(MONTHS[::2], MONTHS[5::2], strict=False)]
    return {
        "today": ["/", *(f"/?actor={s}" for s in sides)],
        "claims": [f"/claims?{span}" for span in spans]
        + [f"/claims?status=disputed&actor={s}" for s in sides],
        "dossier": [f"/claims/{row['record']['id']}" for row in (*claims, *wide)],
        "articles": [f"/articles?{span}" for span in spans],
        "reader": [f"/articles/{row['record']['document']}" for row in events],
        "actors": [f"/actors?q={s.lower()[:2]}" for s in sides],
        "actor": [f"/actors/{s}" for s in sides]
        + [f"/actors/{row['record']['id']}" for row in people],
        "dyad": [f"/dyads/{a}/{b}" for a, b in dyads if a and b and "UNK" not in (a, b)],
        "network": ["/network", *(f"/network?actor={s}" for s in sides)]
        + [f"/network?{span}" for span in spans],
        "map": ["/map", *(f"/map?actor={s}" for s in sides), *(f"/map?{span}" for span in spans)],
        "timeline": ["/timeline", *(f"/timeline?actor={s}" for s in sides)],
        "events": [f"/events?{span}" for span in spans] + [f"/events?actor={s}" for s in sides],
        "search": [f"/search?q={w}" for w in
                   ("troops", "president", "talks", "border", "%22foreign+ministry%22", "treaty",
                    "troops+-russia", "minister", "vote", "sanctions", "weapons", "denied")],
        "filtered": [
            f"{page}{more}{span}"
            for span in ("", *(f"&{s}" for s in spans[:12]))
            for page, more in (
                ("/network", "?sure=certain"), ("/timeline", "?sure=probable"),
                ("/events", "?status=disputed"), ("/timeline", "?status=disputed"),
                ("/map", "?q=president"), ("/events", "?q=said"), ("/claims", "?q=government"),
                ("/network", "?context=military"), ("/claims", "?type=ACCUSE&order=changed"),
                ("/timeline", "?q=talks"), ("/articles", "?q=minister"), ("/map", "?sure=certain"),
            )
        ],
        "hours": [f"/timeline?since={s[6:13]}-{d:02}&until={s[6:13]}-{d + 1:02}"
                  for s in spans for d in (3, 12)],
        "suggest": [f"/suggest?q={s.lower()[:2]}" for s in sides],
        "api": [f"/api/events?limit=50&actor={s}" for s in sides],
    }  # fmt: skip


def run(url: str, clients: int, rounds: int, pause: float) -> dict[str, list[float]]:
    """Milliseconds a page, by kind, of all clients together."""
    with httpx.Client(base_url=url, timeout=60) as server:
        addresses = pages(server)
    kinds = list(addresses)
    times: dict[str, list[float]] = defaultdict(list)
    lock = threading.Lock()

    def reader(number: int) -> None:
        with httpx.Client(base_url=url, timeout=60) as client:
            for turn in range(rounds + 1):
                for step in range(len(kinds)):
                    kind = kinds[(step * 7 + number * 3 + turn) % len(kinds)]
                    choice = addresses[kind]
                    address = choice[(turn * clients + number) * 5 % len(choice)]
                    time.sleep(pause)
                    begun = time.perf_counter()
                    answer = client.get(address)
                    took = (time.perf_counter() - begun) * 1000
                    if answer.status_code != 200:
                        print(f"{address}: HTTP {answer.status_code}: {answer.text[:300]}")
                    elif turn:
                        with lock:
                            times[kind].append(took)

    threads = [threading.Thread(target=reader, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def quantile(values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.499999) - 1))]


def main() -> None:
    """Serve the ledger, ask, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--pause", type=float, default=0.5, help="Seconds that a reader reads.")
    parser.add_argument("--json", action="store_true", help="Print one JSON object.")
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.web_server", str(given.ledger), str(port)]
    server = subprocess.Popen(command)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                httpx.get(f"{url}/health")
                break
            except httpx.HTTPError:
                time.sleep(0.25)
        status: dict[str, Any] = httpx.get(f"{url}/api/status").json()
        if not status["events"]:
            raise SystemExit(f"{given.ledger} is empty: make it first, see above")
        times = run(url, given.clients, given.rounds, given.pause)
    finally:
        server.terminate()
        server.wait(timeout=20)
    every = [t for values in times.values() for t in values]
    if given.json:
        figures = {k: {"p50": quantile(v, 0.5), "p95": quantile(v, 0.95)} for k, v in times.items()}
        print(json.dumps({"events": status["events"], "p95": quantile(every, 0.95), **figures}))
        return
    print(f"{status['events']:,} events, {given.clients} clients, {len(every):,} pages")
    print(f"{'page':10} {'n':>5} {'p50':>8} {'p95':>8} {'worst':>8}  ms")
    for kind, values in (*sorted(times.items()), ("all", every)):
        print(
            f"{kind:10} {len(values):5} {quantile(values, 0.5):8.1f} {quantile(values, 0.95):8.1f} "
            f"{max(values):8.1f}"
        )
    verdict = "met" if quantile(every, 0.95) < MARK else "MISSED"
    print(f"mark: p95 under {MARK:.0f} ms: {verdict}")


if __name__ == "__main__":
    main()
