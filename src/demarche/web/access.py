"""Who is asking: sessions in signed cookies, tokens, roles, and limits on log-in and on the API."""

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demarche.web.people import SINGLE, People, Person, Role
from demarche.web.security import form_token, from_our_page

SESSION_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Session:
    """A browser's session: a random name for it, and the person logged in, if any."""

    key: str
    person: Person | None
    fresh: bool = False


class Sessions:
    """Reads and writes the session cookie."""

    def __init__(self, people: People, *, https: bool, single: bool) -> None:
        self.people = people
        self.https = https
        self.single = single
        self.cookie = "__Host-demarche" if https else "demarche"
        self._signer = URLSafeTimedSerializer(people.secret, salt="session")

    def read(self, request: Request) -> Session:
        """The session of a request; a new one without a person where the cookie is none of ours."""
        person: Person | None = SINGLE if self.single else None
        try:
            key, number, version = self._signer.loads(
                request.cookies.get(self.cookie, ""), max_age=SESSION_SECONDS
            )
        except (BadSignature, ValueError, TypeError):
            return Session(secrets.token_urlsafe(18), person, fresh=True)
        if not self.single and number:
            known = self.people.get(number)
            person = known if known and known.session == version else None
        return Session(key, person)

    def write(self, response: Response, session: Session) -> None:
        """Set the cookie of this session."""
        person = session.person
        value = self._signer.dumps(
            [session.key, person.id if person else 0, person.session if person else 0]
        )
        response.set_cookie(
            self.cookie, value, max_age=SESSION_SECONDS, path="/",
            secure=self.https, httponly=True, samesite="lax",
        )  # fmt: skip


class Access:
    """ASGI middleware: finds the person behind a request; turns strangers to the log-in page.

    It sets `request.state.person`, `.session` and `.form_token`. Pages under OPEN need no person;
    the API answers 401 instead of a redirect.
    """

    OPEN = ("/assets/", "/log-in", "/feeds/", "/health", "/robots.txt")

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self.app = app
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the person, then pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        path = scope["path"]
        if path.startswith("/assets/"):
            await self.app(scope, receive, send)
            return
        bearer = request.headers.get("authorization", "")
        if path.startswith("/api/") and bearer.lower().startswith("bearer "):
            person = self.sessions.people.by_token(bearer[7:].strip())
            if person is None:
                await _refused(scope, receive, send, "this token is not known or was taken back")
                return
            session = Session(f"token:{person.id}", person)
            scope.setdefault("state", {})["by_token"] = True
        else:
            session = self.sessions.read(request)
        state = scope.setdefault("state", {})
        state["session"] = session
        state["person"] = session.person
        state["form_token"] = form_token(self.sessions.people.secret, session.key)
        if session.person is None and not path.startswith(self.OPEN):
            if path.startswith("/api/"):
                await _refused(scope, receive, send, "log in, or send a token")
                return
            wanted = path + (f"?{request.url.query}" if request.url.query else "")
            from starlette.responses import RedirectResponse

            where = RedirectResponse(f"/log-in?next={_quoted(wanted)}", 303)
            await where(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and session.fresh:
                carrier = Response()
                self.sessions.write(carrier, session)
                message["headers"] = [
                    *message["headers"],
                    *((k, v) for k, v in carrier.raw_headers if k == b"set-cookie"),
                ]
            await send(message)

        await self.app(scope, receive, with_cookie if session.fresh else send)


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="/")


async def _refused(scope: Scope, receive: Receive, send: Send, message: str) -> None:
    from starlette.responses import JSONResponse

    answer = JSONResponse(
        {"error": {"code": "W401", "message": message}}, 401, {"WWW-Authenticate": "Bearer"}
    )
    await answer(scope, receive, send)


def person_of(request: Request, role: Role = "reader") -> Person:
    """The person behind a request. Raises HTTPException 403 without the rights of `role`."""
    person: Person | None = request.state.person
    if person is None or not person.may(role):
        raise HTTPException(403, f"this needs the rights of an {role}" if role != "reader" else "")
    return person


async def form_of(request: Request, people: People, max_files: int = 0) -> dict[str, str]:
    """The text fields of a form that one of our own pages sent.

    Raises HTTPException 403 for a form from elsewhere or one that has grown old.
    """
    form = await request.form(max_files=max_files, max_fields=200, max_part_size=4 * 2**20)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    if not from_our_page(
        request, people.secret, request.state.session.key, fields.get("form_token", "")
    ):
        raise HTTPException(403, "this form has grown old; go back, reload the page, send it again")
    return fields


class Limiter:
    """A token bucket a key: `burst` at once, then one every `seconds`; forgets idle keys."""

    def __init__(self, burst: int, seconds: float, keys: int = 10_000) -> None:
        self.burst = burst
        self.seconds = seconds
        self.keys = keys
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, at: float | None = None) -> float:
        """Take one; 0 when it was there, else the seconds to wait."""
        at = time.monotonic() if at is None else at
        with self._lock:
            left, since = self._buckets.pop(key, (float(self.burst), at))
            left = min(float(self.burst), left + (at - since) / self.seconds)
            wait = 0.0 if left >= 1 else (1 - left) * self.seconds
            self._buckets[key] = (left - 1 if left >= 1 else left, at)
            while len(self._buckets) > self.keys:
                self._buckets.popitem(last=False)
        return wait

    def left(self, key: str) -> int:
        """How many could be taken now."""
        with self._lock:
            left, since = self._buckets.get(key, (float(self.burst), time.monotonic()))
        return int(min(float(self.burst), left + (time.monotonic() - since) / self.seconds))
