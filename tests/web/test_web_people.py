"""Accounts: logging in, roles, tokens, the audit log, the command line."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from typer.testing import CliRunner

from demarche.cli import app as cli
from demarche.web.access import Limiter
from demarche.web.people import People
from demarche.web.settings import ServeError

from .webhelp import PASSWORD, first_claim, log_in, token


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(sa.create_engine(f"sqlite:///{tmp_path}/people"))


def test_a_stranger_is_turned_to_the_log_in_page(team: TestClient) -> None:
    answer = team.get("/claims?status=disputed", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/log-in?next=/claims%3Fstatus%3Ddisputed"
    assert team.get("/api/claims").status_code == 401
    assert team.get("/api/openapi.json").status_code == 401


def test_logging_in_makes_a_new_secure_session(team: TestClient) -> None:
    team.get("/log-in")
    before = team.cookies.get("__Host-demarche")
    answer = log_in(team, "ada")  # names are found whatever their case
    assert answer.status_code == 303
    assert answer.headers["location"] == "/claims"
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert team.cookies.get("__Host-demarche") != before
    assert "Ada" in team.get("/").text


def test_a_changed_cookie_is_nobodys(team: TestClient) -> None:
    log_in(team, "Ada")
    value = team.cookies["__Host-demarche"]
    team.cookies.clear()
    team.cookies.set("__Host-demarche", value[:-3] + "abc", domain="testserver.local")
    assert team.get("/", follow_redirects=False).status_code == 303


def test_wrong_passwords_are_refused_and_then_limited(team: TestClient) -> None:
    answers = [log_in(team, "Ada", "wrong password!").status_code for _ in range(7)]
    assert answers[:5] == [403] * 5
    assert answers[5:] == [429, 429]
    assert log_in(team, "Ada").status_code == 429  # the right one has to wait, too


def test_logging_out_ends_it(team: TestClient) -> None:
    log_in(team, "Ben")
    form = token(team.get("/people/me").text)
    team.post("/log-out", data={"form_token": form})
    assert team.get("/", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("name", "reads", "adds", "keeps"),
    [("Cleo", True, False, False), ("Ben", True, True, False), ("Ada", True, True, True)],
)
def test_roles(team: TestClient, name: str, reads: bool, adds: bool, keeps: bool) -> None:
    log_in(team, name)
    assert (team.get("/claims").status_code == 200) is reads
    assert (team.get("/add").status_code == 200) is adds
    assert (team.get("/people").status_code == 200) is keeps
    assert (team.get("/audit").status_code == 200) is keeps
    form = token(team.get("/people/me").text)
    fields = {"form_token": form, "kind": "event", "action": "accept", "target": "evt-none",
              "reason": "r"}  # fmt: skip
    refused = team.post("/corrections", data=fields).status_code == 403
    assert refused is not adds
    page = team.get(f"/claims/{first_claim(team)}").text
    assert ("Correct this position" in page) is adds


def test_a_closed_account_is_out_at_once(team: TestClient) -> None:
    people = team.app.state.site.people  # type: ignore[attr-defined]
    log_in(team, "Ben")
    ben = next(p for p in people.all() if p.name == "Ben")
    key = people.add_token(ben.id, "script")
    assert team.get("/").status_code == 200
    people.change(ben.id, active=False)
    assert team.get("/", follow_redirects=False).status_code == 303
    assert team.get("/api/claims", headers={"authorization": f"Bearer {key}"}).status_code == 401


def test_a_new_password_ends_the_other_sessions(team: TestClient) -> None:
    log_in(team, "Ben")
    old = team.cookies["__Host-demarche"]
    form = token(team.get("/people/me").text)
    fields = {"form_token": form, "old": PASSWORD, "new": "another horse battery"}
    assert team.post("/people/me/password", data=fields).status_code == 200
    assert team.get("/").status_code == 200
    team.cookies.clear()
    team.cookies.set("__Host-demarche", old, domain="testserver.local")
    assert team.get("/", follow_redirects=False).status_code == 303


def test_a_token_is_shown_once_and_can_be_taken_back(team: TestClient) -> None:
    log_in(team, "Cleo")
    form = token(team.get("/people/me").text)
    page = team.post("/people/me/tokens", data={"form_token": form, "name": "script"}).text
    key = page.split("<code>")[1].split("</code>")[0]
    assert key not in team.get("/people/me").text
    team.cookies.clear()
    bearer = {"authorization": f"Bearer {key}"}
    assert team.get("/api/claims", headers=bearer).status_code == 200
    assert team.get("/claims", headers=bearer, follow_redirects=False).status_code == 303
    refused = team.post("/api/articles", json={"text": "Seoul said so."}, headers=bearer)
    assert refused.status_code == 403  # a reader's token adds nothing
    log_in(team, "Cleo")
    form = token(team.get("/people/me").text)
    team.post("/people/me/tokens/1/drop", data={"form_token": form})
    assert team.get("/api/claims", headers=bearer).status_code == 401


def test_an_admin_makes_and_changes_accounts_and_the_log_has_it(team: TestClient) -> None:
    log_in(team, "Ada")
    form = token(team.get("/people").text)
    fields = {"form_token": form, "name": "Dov", "password": PASSWORD, "role": "reader"}
    assert "Dov has an account" in team.post("/people", data=fields).text
    assert team.post("/people", data=fields).status_code == 400  # the name is taken
    weak = {**fields, "name": "Eve", "password": "short"}
    assert team.post("/people", data=weak).status_code == 400
    log = team.get("/audit").text
    assert "account made" in log and "Dov" in log and "log-in" in log


def test_the_last_admin_stays(people: People) -> None:
    ada = people.add("Ada", PASSWORD, "admin")
    with pytest.raises(ServeError, match="last admin"):
        people.change(ada.id, role="reader")
    with pytest.raises(ServeError, match="last admin"):
        people.change(ada.id, active=False)
    people.add("Ben", PASSWORD, "admin")
    people.change(ada.id, role="reader")


@pytest.mark.parametrize("password", ["", "short", "x" * 1001, "cassandra.2024"])
def test_weak_passwords_are_refused(people: People, password: str) -> None:
    with pytest.raises(ServeError):
        people.add("cassandra.2", password, "reader")


def test_passwords_and_tokens_are_kept_as_hashes(people: People, tmp_path: Path) -> None:
    ada = people.add("Ada", PASSWORD, "admin")
    key = people.add_token(ada.id, "script")
    people.engine.dispose()
    raw = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"$argon2id$" in raw
    assert PASSWORD.encode() not in raw
    assert key.encode() not in raw


def test_a_token_bucket() -> None:
    bucket = Limiter(burst=2, seconds=10)
    assert [bucket.take("a", at=t) for t in (0, 0)] == [0, 0]
    assert bucket.take("a", at=0) == 10
    assert bucket.take("b", at=0) == 0
    assert bucket.take("a", at=10) == 0
    small = Limiter(burst=1, seconds=1, keys=3)
    for n in range(100):
        small.take(str(n), at=0)
    assert len(small._buckets) == 3


def test_the_command_line_keeps_accounts(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.db").touch()
    run = CliRunner().invoke
    (tmp_path / "ledger.db").unlink()
    made = run(cli, ["people", "add", "Ada", "--role", "admin", "--ledger", "l.db"],
               input=PASSWORD + "\n")  # fmt: skip
    assert made.exit_code == 0, made.output
    assert "Ada\tadmin\topen" in run(cli, ["people", "list", "--ledger", "l.db"]).output
    refused = run(cli, ["people", "add", "Bo", "--role", "king", "--ledger", "l.db"])
    assert isinstance(refused.exception, ServeError)
    assert "reader, analyst, admin" in str(refused.exception)


def test_the_command_line_refuses_to_serve_others_without_accounts(tmp_path: Path) -> None:
    refused = CliRunner().invoke(cli, ["serve", str(tmp_path / "l.db"), "--host", "0.0.0.0"])
    assert isinstance(refused.exception, ServeError)
    assert "nobody has an account" in str(refused.exception)
