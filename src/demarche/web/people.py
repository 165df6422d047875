"""Accounts, tokens, saved searches, what one has looked at, and the audit log.

They lie in the ledger's own database where that is PostgreSQL, and in a file of their own beside a
SQLite ledger, so that noting what somebody looked at never waits for a batch being written.
Passwords are kept as argon2id hashes, tokens as SHA-256 of 32 random bytes.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from demarche.web.settings import ServeError

Role = Literal["reader", "analyst", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""reader: looks, searches, saves searches; analyst: also adds and corrects; admin: also people."""

_META = sa.MetaData()
_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _table(name: str, *columns: sa.Column[Any], **options: Any) -> sa.Table:
    return sa.Table(f"web_{name}", _META, *columns, **options)


def _text(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=options.pop("nullable", False), **options)


_table("settings", _text("name", primary_key=True), _text("value"))
_table(
    "people",
    sa.Column("id", _KEY, primary_key=True),
    _text("name"),
    _text("folded", unique=True),
    _text("password"),
    _text("role"),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("session", sa.Integer, nullable=False),
    _text("created"),
)
_table(
    "tokens",
    sa.Column("id", _KEY, primary_key=True),
    sa.Column("person", _KEY, nullable=False, index=True),
    _text("name"),
    _text("hash", unique=True),
    _text("created"),
    _text("used", nullable=True),
)
_table(
    "searches",
    sa.Column("id", _KEY, primary_key=True),
    sa.Column("person", _KEY, nullable=False, index=True),
    _text("name"),
    _text("query"),
    _text("key", unique=True),
    _text("hook", nullable=True),
    _text("hook_secret", nullable=True),
    sa.Column("hook_since", _KEY, nullable=False),
    _text("hook_state"),
    sa.Column("hook_tries", sa.Integer, nullable=False, server_default="0"),
    _text("hook_next", server_default=""),
    _text("created"),
)
_table(
    "looked",
    sa.Column("person", _KEY, primary_key=True, autoincrement=False),
    _text("claim", primary_key=True),
    _text("at"),
    _text("state"),
)
_table(
    "audit",
    sa.Column("id", _KEY, primary_key=True),
    _text("at"),
    _text("who"),
    _text("action"),
    _text("target"),
    _text("detail"),
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the application; id 0 is the single user of a loopback server."""

    id: int
    name: str
    role: Role
    session: int = 1
    active: bool = True
    created: str = ""

    def may(self, role: Role) -> bool:
        """Whether this person has at least the rights of `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


SINGLE = Person(0, "you", "admin")


def now() -> str:
    """This moment, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def people_engine(ledger: sa.Engine) -> sa.Engine:
    """Where people are kept for a ledger: its own database, or a file beside a SQLite one."""
    path = ledger.url.database
    if ledger.dialect.name != "sqlite" or not path or path == ":memory:":
        return ledger
    engine = sa.create_engine(f"sqlite:///{path}.people")

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA busy_timeout=5000")

    return engine


class People:
    """The accounts and what belongs to them. Safe to use from several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        _META.create_all(engine)
        _add_new_columns(engine)
        if engine.dialect.name == "sqlite" and engine.url.database:
            os.chmod(engine.url.database, 0o600)  # noqa: PTH101 - hashes and keys lie in it
        self._run(
            "INSERT INTO web_settings VALUES('secret', :secret) ON CONFLICT DO NOTHING",
            secret=secrets.token_hex(32),
        )
        self.secret = bytes.fromhex(
            self._rows("SELECT value FROM web_settings WHERE name='secret'")[0]["value"]
        )

    def _rows(self, sql: str, **values: Any) -> Sequence[Row]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(sa.text(sql), values).mappings()]

    def _run(self, sql: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(sql), values)

    # people -----------------------------------------------------------------------------------

    def count(self) -> int:
        """How many active accounts there are."""
        return int(self._rows("SELECT count(*) AS n FROM web_people WHERE active")[0]["n"])

    def add(self, name: str, password: str, role: Role) -> Person:
        """Make an account. Raises ServeError for a name in use or a weak password."""
        from argon2 import PasswordHasher

        check_password(name, password)
        if not name.strip() or len(name) > 80:
            raise ServeError("an account needs a name of 1 to 80 characters")
        try:
            self._run(
                "INSERT INTO web_people(name, folded, password, role, active, session, created)"
                " VALUES(:name, :folded, :password, :role, true, 1, :now)",
                name=name.strip(), folded=name.strip().casefold(), role=role,
                password=PasswordHasher().hash(password), now=now(),
            )  # fmt: skip
        except IntegrityError:
            raise ServeError(f"{name} has an account already", "take another name") from None
        return next(p for p in self.all() if p.name == name.strip())

    def all(self) -> list[Person]:
        """All accounts, by name."""
        return [_person(row) for row in self._rows("SELECT * FROM web_people ORDER BY folded")]

    def get(self, person: int) -> Person | None:
        """An active account by its id."""
        rows = self._rows("SELECT * FROM web_people WHERE id=:id AND active", id=person)
        return _person(rows[0]) if rows else None

    def change(self, person: int, *, role: Role | None = None, active: bool | None = None) -> None:
        """Give another role, close or open an account. The last admin cannot be taken away."""
        admins = [p.id for p in self.all() if p.role == "admin" and p.active]
        if admins == [person] and (active is False or (role and role != "admin")):
            raise ServeError("the last admin cannot be taken away", "make another admin first")
        if role is not None:
            self._run("UPDATE web_people SET role=:role WHERE id=:id", role=role, id=person)
        if active is not None:
            self._run(
                "UPDATE web_people SET active=:active, session=session+1 WHERE id=:id",
                active=active, id=person,
            )  # fmt: skip

    def set_password(self, person: int, password: str) -> None:
        """Another password; ends all sessions of that person."""
        from argon2 import PasswordHasher

        known = self.get(person)
        check_password(known.name if known else "", password)
        self._run(
            "UPDATE web_people SET password=:password, session=session+1 WHERE id=:id",
            password=PasswordHasher().hash(password), id=person,
        )  # fmt: skip

    def log_in(self, name: str, password: str) -> Person | None:
        """The person with that name and password; takes as long for a name that nobody has."""
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        rows = self._rows(
            "SELECT * FROM web_people WHERE folded=:name AND active", name=name.strip().casefold()
        )
        hasher = PasswordHasher()
        stored = rows[0]["password"] if rows else _decoy()
        try:
            hasher.verify(stored, password)
        except VerificationError:
            return None
        if not rows:
            return None
        if hasher.check_needs_rehash(stored):
            self._run(
                "UPDATE web_people SET password=:password WHERE id=:id",
                password=hasher.hash(password), id=rows[0]["id"],
            )  # fmt: skip
        return _person(rows[0])

    # tokens -----------------------------------------------------------------------------------

    def add_token(self, person: int, name: str) -> str:
        """A new token for the API; shown once, only its hash is kept."""
        token = f"dmr_{secrets.token_urlsafe(32)}"
        self._run(
            "INSERT INTO web_tokens(person, name, hash, created)"
            " VALUES(:person, :name, :hash, :now)",
            person=person, name=name[:80], hash=_hash(token), now=now(),
        )  # fmt: skip
        return token

    def tokens(self, person: int) -> Sequence[Row]:
        """A person's tokens: id, name, created, used."""
        return self._rows(
            "SELECT id, name, created, used FROM web_tokens WHERE person=:person ORDER BY id",
            person=person,
        )

    def drop_token(self, person: int, token: int) -> None:
        """Take a token back."""
        self._run("DELETE FROM web_tokens WHERE id=:id AND person=:person", id=token, person=person)

    def by_token(self, token: str) -> Person | None:
        """The active person whose token this is."""
        rows = self._rows("SELECT * FROM web_tokens WHERE hash=:hash", hash=_hash(token))
        if not rows:
            return None
        today = now()[:13]
        if (rows[0]["used"] or "")[:13] != today:  # at most one write an hour
            self._run("UPDATE web_tokens SET used=:now WHERE id=:id", now=now(), id=rows[0]["id"])
        return SINGLE if rows[0]["person"] == 0 else self.get(rows[0]["person"])

    # saved searches ---------------------------------------------------------------------------

    def save_search(
        self, person: int, name: str, query: str, hook: str | None = None, since: int = 0
    ) -> Row:
        """Keep a search under a name; `hook`: the URL that is told what changes after `since`."""
        key = secrets.token_urlsafe(24)
        self._run(
            "INSERT INTO web_searches(person, name, query, key, hook, hook_secret, hook_since,"
            " hook_state, created)"
            " VALUES(:person, :name, :query, :key, :hook, :secret, :since, '', :now)",
            person=person, name=name[:120], query=query, key=key, hook=hook, since=since, now=now(),
            secret=secrets.token_urlsafe(24) if hook else None,
        )  # fmt: skip
        return self._rows("SELECT * FROM web_searches WHERE key=:key", key=key)[0]

    def searches(self, person: int) -> Sequence[Row]:
        """A person's saved searches."""
        return self._rows(
            "SELECT * FROM web_searches WHERE person=:person ORDER BY name, id", person=person
        )

    def search_by_key(self, key: str) -> Row | None:
        """The search whose feed has this key."""
        rows = self._rows("SELECT * FROM web_searches WHERE key=:key", key=key)
        return rows[0] if rows else None

    def drop_search(self, person: int, search: int) -> bool:
        """Forget a saved search and its feed; False where this person has none of that id."""
        with self.engine.begin() as connection:
            done = connection.execute(
                sa.text("DELETE FROM web_searches WHERE id=:id AND person=:person"),
                {"id": search, "person": person},
            )
        return bool(done.rowcount)

    def hooked(self, at: str, since: int) -> Sequence[Row]:
        """Searches whose webhook is to be told at a time what changed up to `since`.

        Those that were reached last time, or whose next try is due; of people with an account.
        """
        return self._rows(
            "SELECT * FROM web_searches WHERE hook IS NOT NULL AND hook_since < :since"
            " AND hook_next <= :at"
            " AND (person=0 OR person IN (SELECT id FROM web_people WHERE active)) ORDER BY id",
            at=at, since=since,
        )  # fmt: skip

    def hook_done(self, search: int, since: int, state: str) -> None:
        """Note that a webhook was told all up to a change."""
        self._run(
            "UPDATE web_searches SET hook_since=:since, hook_state=:state, hook_tries=0,"
            " hook_next='' WHERE id=:id",
            since=since, state=state, id=search,
        )  # fmt: skip

    def hook_failed(self, search: int, tries: int, again: str, state: str) -> None:
        """Note that a webhook was not reached, and when to try again (ISO 8601, UTC)."""
        self._run(
            "UPDATE web_searches SET hook_tries=:tries, hook_next=:again, hook_state=:state"
            " WHERE id=:id",
            tries=tries, again=again, state=state, id=search,
        )  # fmt: skip

    def hook_retry(self, person: int, search: int) -> bool:
        """Let a webhook be tried at once, from its first try on; False where there is none."""
        with self.engine.begin() as connection:
            done = connection.execute(
                sa.text(
                    "UPDATE web_searches SET hook_tries=0, hook_next='', hook_state=''"
                    " WHERE id=:id AND person=:person AND hook IS NOT NULL"
                ),
                {"id": search, "person": person},
            )
        return bool(done.rowcount)

    # looked at --------------------------------------------------------------------------------

    def last_look(self, person: int, claim: str) -> tuple[str, str] | None:
        """When a person last looked at a claim, and what it looked like then."""
        rows = self._rows(
            "SELECT at, state FROM web_looked WHERE person=:person AND claim=:claim",
            person=person, claim=claim,
        )  # fmt: skip
        return (rows[0]["at"], rows[0]["state"]) if rows else None

    def look(self, person: int, claim: str, state: str) -> None:
        """Note that a person looks at a claim now."""
        self._run(
            "INSERT INTO web_looked VALUES(:person, :claim, :now, :state)"
            " ON CONFLICT(person, claim) DO UPDATE SET at=:now, state=:state",
            person=person, claim=claim, now=now(), state=state,
        )  # fmt: skip

    # audit ------------------------------------------------------------------------------------

    def record(self, who: str, action: str, target: str, detail: str = "") -> None:
        """One line of the audit log; nothing here takes a line away."""
        self._run(
            "INSERT INTO web_audit(at, who, action, target, detail)"
            " VALUES(:now, :who, :action, :target, :detail)",
            now=now(), who=who, action=action, target=target, detail=detail,
        )  # fmt: skip

    def audit(self, before: int | None = None, limit: int = 100) -> Sequence[Row]:
        """The audit log, newest first, from before a line's id."""
        return self._rows(
            "SELECT * FROM web_audit WHERE id < :before ORDER BY id DESC LIMIT :limit",
            before=before or 2**62, limit=limit,
        )  # fmt: skip


def _add_new_columns(engine: sa.Engine) -> None:
    """Bring the tables of an earlier version up to this one: columns are only ever added."""
    known = sa.inspect(engine)
    with engine.begin() as connection:
        for table in _META.sorted_tables:
            there = {column["name"] for column in known.get_columns(table.name)}
            for column in table.columns:
                if column.name not in there:
                    made = sa.schema.CreateColumn(column).compile(dialect=engine.dialect)
                    connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {made}"))


def check_password(name: str, password: str) -> None:
    """Raises ServeError for a password that is short or the name itself (NIST SP 800-63B)."""
    if len(password) < 12:
        raise ServeError("a password has 12 characters or more", "a few words make a good one")
    if len(password) > 1000:
        raise ServeError("a password has at most 1,000 characters")
    if name and name.lower() in password.lower() and len(password) < len(name) + 8:
        raise ServeError("the password must not be the name", "a few words make a good one")


def _person(row: Row) -> Person:
    return Person(
        row["id"], row["name"], row["role"], row["session"], bool(row["active"]), row["created"]
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


_DECOY: list[str] = []


def _decoy() -> str:
    """A hash that no password fits, so that an unknown name takes as long as a known one."""
    if not _DECOY:
        from argon2 import PasswordHasher

        _DECOY.append(PasswordHasher().hash(secrets.token_urlsafe(24)))
    return _DECOY[0]
