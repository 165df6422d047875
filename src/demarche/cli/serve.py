"""`demarche serve` and `demarche people`: the web application and its accounts."""

import getpass
import sys
from pathlib import Path

import typer

from demarche.web.people import ROLES, People, people_engine
from demarche.web.settings import ServeError, Settings, check_address, is_loopback


def serve(
    ledger: str,
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    behind_https: bool,
    names: list[str],
    private: bool,
    browser: bool,
) -> int:
    """Open the ledger and answer until Ctrl-C.

    Raises ServeError where others could reach it and nobody has an account, or the port is taken.
    """
    import threading

    import uvicorn

    from demarche.ledger import open_ledger
    from demarche.web.app import create_app, settle

    if bool(certificate) != bool(key):
        raise ServeError("--certificate and --key go together")
    https = bool(certificate) or behind_https
    store = open_ledger(ledger)
    accounts = People(people_engine(store.engine)).count()
    single = check_address(host, accounts, https)
    settings = Settings(
        ledger=ledger, host=host, port=port, https=https, hosts=tuple(names), single=single,
        private=private,
    )  # fmt: skip
    app = create_app(settings, store)
    shown = f"{'https' if https else 'http'}://{'localhost' if is_loopback(host) else host}:{port}/"
    who = "single user, this machine only" if single else f"{accounts} account(s)"
    typer.echo(f"demarche: {shown} ({who}; ledger {ledger}). Ctrl-C ends it.", err=True)
    if browser:
        import webbrowser

        threading.Timer(1.0, webbrowser.open, (shown,)).start()
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", server_header=False, access_log=False,
        ssl_certfile=str(certificate) if certificate else None,
        ssl_keyfile=str(key) if key else None, proxy_headers=behind_https,
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    threading.Thread(target=settle, args=(store,), daemon=True).start()
    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        raise ServeError(f"port {port} cannot be used", "another program has it? give --port")
    return 0


def people(action: str, name: str | None, role: str | None, ledger: str) -> int:
    """Keep the accounts: list, add NAME, role NAME, close NAME, open NAME, password NAME."""
    from demarche.ledger import open_ledger

    with open_ledger(ledger) as store:
        accounts = People(people_engine(store.engine))
        if action == "list":
            for one in accounts.all():
                typer.echo(f"{one.name}\t{one.role}\t{'open' if one.active else 'closed'}")
            return 0
        if not name:
            raise ServeError(f"`demarche people {action}` needs a name")
        wanted = next((r for r in ROLES if r == role), None)
        if role and wanted is None:
            raise ServeError(f"no role is called {role!r}", f"one of {', '.join(ROLES)}")
        if action == "add":
            accounts.add(name, _password(), wanted or "reader")
        else:
            known = next((p for p in accounts.all() if p.name.casefold() == name.casefold()), None)
            if known is None:
                raise ServeError(f"nobody is called {name!r}", "see `demarche people list`")
            if action == "role" and wanted:
                accounts.change(known.id, role=wanted)
            elif action in ("close", "open"):
                accounts.change(known.id, active=action == "open")
            elif action == "password":
                accounts.set_password(known.id, _password())
            else:
                raise ServeError(
                    f"`demarche people {action}` is not known or lacks --role",
                    "list, add, role, close, open or password",
                )
        accounts.record("the command line", f"account {action}", name, role or "")
    typer.echo(f"demarche: {name}: done", err=True)
    return 0


def _password() -> str:
    """A password from the terminal, twice; or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password (12 characters or more): ")
    if getpass.getpass("Again: ") != first:
        raise ServeError("the two passwords differ", "nothing was changed")
    return first
