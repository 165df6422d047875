"""A PostgreSQL server of the test session's own, for tests that want the real thing."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

BINARIES = [
    *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
    *(Path(p).resolve().parent for p in [shutil.which("initdb") or ""] if p),
]


def _as_user() -> dict[str, int]:
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a throw-away server, as far as the database's name."""
    binaries = next((b for b in BINARIES if (b / "initdb").exists()), None)
    if binaries is None:
        pytest.skip("no PostgreSQL binaries here")
    who = _as_user()
    folder = Path(tempfile.mkdtemp(prefix="demarche-pg-"))
    if who:
        os.chown(folder, who["user"], who["group"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **who}
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "ledger", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        **quiet,  # type: ignore[call-overload]
    )
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1",
         "-F", "-c", "log_min_messages=fatal"],
        **quiet,  # type: ignore[call-overload]
    )  # fmt: skip
    address = f"postgresql://ledger@127.0.0.1:{port}"
    try:
        engine = create_engine(f"{address.replace('://', '+psycopg://')}/postgres")
        for _ in range(200):
            try:
                with engine.connect():
                    break
            except Exception:
                time.sleep(0.05)
        engine.dispose()
        yield address
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_postgres(postgres: str) -> Callable[[], str]:
    """Makes an empty database and gives its address."""
    made = iter(range(10_000))

    def make() -> str:
        name = f"ledger_{os.getpid()}_{next(made)}"
        engine = create_engine(
            f"{postgres.replace('://', '+psycopg://')}/postgres", isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return f"{postgres}/{name}"

    return make
