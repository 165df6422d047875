"""Logging in, one's own page, everybody's accounts, the audit log, the theme, help."""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from demarche.web.access import Session, form_of, person_of
from demarche.web.people import ROLES, Role
from demarche.web.settings import ServeError
from demarche.web.site import page, site_of


def _inside(address: str) -> str:
    """An address on this site, whatever was sent: never a way to another site."""
    fine = address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address
    return address if fine else "/"


def back(address: str, done: str = "") -> Response:
    """Go on to a page, with a line that says what was done."""
    address, hash_, anchor = _inside(address).partition("#")
    path, _, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("done=")]
    if done:
        kept.append(urlencode({"done": done}))
    return RedirectResponse(
        f"{path}{'?' + '&'.join(kept) if kept else ''}{hash_}{anchor}", status_code=303
    )


def log_in_page(request: Request) -> Response:
    """The form for name and password."""
    if request.state.person is not None:
        return back(request.query_params.get("next", "/"))
    wanted = request.query_params.get("next", "/")
    return page(request, "log_in.html", next=wanted, error="", name="", notice="")


async def log_in(request: Request) -> Response:
    """Check name and password; a new session on success, a wait after too many failures."""
    site = site_of(request)
    fields = await form_of(request, site.people)
    name, wanted = fields.get("name", "")[:80], fields.get("next", "/")
    client = request.client.host if request.client else ""
    wait = max(site.log_ins.take(f"name:{name.casefold()}"), site.log_ins.take(f"from:{client}"))
    if wait:
        error = f"Too many attempts. Wait {int(wait) + 1} seconds, then try again."
        answer = page(request, "log_in.html", 429, next=wanted, error=error, name=name, notice="")
        answer.headers["Retry-After"] = str(int(wait) + 1)
        return answer
    person = await run_in_threadpool(site.people.log_in, name, fields.get("password", ""))
    if person is None:
        site.people.record(name or "?", "log-in failed", client)
        error = "Name and password do not fit together."
        return page(request, "log_in.html", 403, next=wanted, error=error, name=name, notice="")
    site.people.record(person.name, "log-in", client)
    answer = back(wanted)
    import secrets

    site.sessions.write(answer, Session(secrets.token_urlsafe(18), person))
    return answer


async def log_out(request: Request) -> Response:
    """End the session of this browser."""
    site = site_of(request)
    await form_of(request, site.people)
    answer = RedirectResponse("/log-in", status_code=303)
    answer.delete_cookie(
        site.sessions.cookie, path="/", secure=site.settings.https, httponly=True, samesite="lax"
    )
    return answer


def me(request: Request) -> Response:
    """One's own page: password, tokens."""
    site, person = site_of(request), person_of(request)
    return page(request, "me.html", tokens=site.people.tokens(person.id), new_token="",
                single=site.settings.single)  # fmt: skip


async def password(request: Request) -> Response:
    """Change one's own password; the other sessions end."""
    site, person = site_of(request), person_of(request)
    fields = await form_of(request, site.people)
    known = await run_in_threadpool(site.people.log_in, person.name, fields.get("old", ""))
    if known is None:
        raise ServeError("the old password is another one", "nothing was changed")
    await run_in_threadpool(site.people.set_password, person.id, fields.get("new", ""))
    site.people.record(person.name, "password changed", person.name)
    answer = back("/people/me", "The password is changed; other sessions have ended.")
    renewed = site.people.get(person.id)
    site.sessions.write(answer, Session(request.state.session.key, renewed))
    return answer


async def new_token(request: Request) -> Response:
    """Make a token for the API; this page alone shows it."""
    site, person = site_of(request), person_of(request)
    fields = await form_of(request, site.people)
    name = fields.get("name", "").strip() or "token"
    token = site.people.add_token(person.id, name)
    site.people.record(person.name, "token made", name)
    return page(request, "me.html", tokens=site.people.tokens(person.id), new_token=token,
                single=site.settings.single)  # fmt: skip


async def drop_token(request: Request) -> Response:
    """Take one of one's tokens back."""
    site, person = site_of(request), person_of(request)
    await form_of(request, site.people)
    number = request.path_params["token"]
    if number.isdigit():
        site.people.drop_token(person.id, int(number))
        site.people.record(person.name, "token taken back", number)
    return back("/people/me", "The token is taken back.")


def people(request: Request) -> Response:
    """All accounts, for an admin."""
    site = site_of(request)
    person_of(request, "admin")
    return page(request, "people.html", people=site.people.all(), roles=ROLES,
                single=site.settings.single)  # fmt: skip


async def new_person(request: Request) -> Response:
    """Make an account."""
    site, admin = site_of(request), person_of(request, "admin")
    fields = await form_of(request, site.people)
    role: Role = next((r for r in ROLES if r == fields.get("role")), "reader")
    made = await run_in_threadpool(
        site.people.add, fields.get("name", ""), fields.get("password", ""), role
    )
    site.people.record(admin.name, "account made", made.name, role)
    return back("/people", f"{made.name} has an account.")


async def change_person(request: Request) -> Response:
    """Change a role, close or open an account."""
    site, admin = site_of(request), person_of(request, "admin")
    fields = await form_of(request, site.people)
    number = request.path_params["person"]
    known = next((p for p in site.people.all() if str(p.id) == number), None)
    if known is None:
        raise ServeError("nobody has this account")
    role = next((r for r in ROLES if r == fields.get("role")), known.role)
    active = fields.get("active") == "yes"
    site.people.change(known.id, role=role, active=active)
    site.people.record(
        admin.name, "account changed", known.name, f"{role}, {'open' if active else 'closed'}"
    )
    return back("/people", f"{known.name}: {role}, {'open' if active else 'closed'}.")


def audit(request: Request) -> Response:
    """The audit log, for an admin."""
    site = site_of(request)
    person_of(request, "admin")
    before = request.query_params.get("before", "")
    lines = site.people.audit(int(before) if before.isdigit() else None)
    return page(request, "audit.html", lines=lines)


async def theme(request: Request) -> Response:
    """Keep light, dark or the system's choice in a cookie."""
    site = site_of(request)
    fields = await form_of(request, site.people)
    wanted = fields.get("theme")
    answer = back(fields.get("next", "/"))
    if wanted in ("light", "dark"):
        answer.set_cookie("theme", wanted, max_age=31536000, samesite="lax", httponly=True,
                          secure=site.settings.https)  # fmt: skip
    else:
        answer.delete_cookie("theme")
    return answer


def help_page(request: Request) -> Response:
    """What the marks mean, the keys, where the map's borders come from."""
    return page(request, "help.html")
