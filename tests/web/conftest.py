"""The application over a ledger of the example articles: in process, on a port, in Chromium."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.pgserver import new_postgres, postgres

from demarche.ledger import open_ledger
from demarche.web.app import create_app
from demarche.web.settings import Settings

__all__ = ["new_postgres", "postgres"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file of the example articles, read once; tests get copies."""
    from demarche.cli.read import example_path
    from demarche.ledger.run import add_sources

    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    with open_ledger(str(path)) as store:
        assert add_sources(store, [example_path()]).new == 12
    return path


def make_site(written: Path, folder: Path, **changes: Any) -> Starlette:
    copy = folder / "ledger.db"
    shutil.copy(written, copy)
    settings = replace(Settings(ledger=str(copy), hosts=("testserver",)), **changes)
    return create_app(settings)


@pytest.fixture
def client(written: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without script: the single user's, on a ledger of its own."""
    with TestClient(make_site(written, tmp_path)) as client:
        yield client


@pytest.fixture
def team(written: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The same for a team: one has to log in."""
    app = make_site(written, tmp_path, single=False, https=True)
    people = app.state.site.people
    people.add("Ada", "correct horse battery", "admin")
    people.add("Ben", "correct horse battery", "analyst")
    people.add("Cleo", "correct horse battery", "reader")
    with TestClient(app, base_url="https://testserver") as client:
        yield client


class Served:
    """A running server: its address and its application."""

    def __init__(self, app: Starlette) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.app = app
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(app, port=self.port, log_level="error", lifespan="on")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        for _ in range(200):
            if self.server.started:
                break
            time.sleep(0.05)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)


@pytest.fixture(scope="module")
def served(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(make_site(written, tmp_path_factory.mktemp("served")))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium; the tests that need it are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
