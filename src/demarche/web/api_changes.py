"""The JSON API's calls that change something: a token or our own page, a role, the audit log."""

from collections.abc import Callable
from typing import Any, cast

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from demarche.web.access import person_of
from demarche.web.api import error, limit, search_view, to_json
from demarche.web.pages.add import start_job
from demarche.web.pages.grouping import judge, named_claim, part
from demarche.web.pages.searching import save_search
from demarche.web.people import Person, Role
from demarche.web.settings import ServeError
from demarche.web.site import Site, site_of


def _own_page(request: Request) -> None:
    """Raises ServeError for a browser's request that comes from another site."""
    site = request.headers.get("sec-fetch-site", "none")
    if not getattr(request.state, "by_token", False) and site not in ("same-origin", "none"):
        raise ServeError("this comes from another site", "send a token")


async def _body(request: Request) -> dict[str, Any]:
    """The JSON object of a request that changes something.

    A browser's session alone is not enough unless the page is ours: JSON of another site would need
    a pre-flight, which is never granted. Raises ServeError.
    """
    if request.method == "DELETE":
        _own_page(request)
        return {}
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise ServeError("the body is not JSON", "send Content-Type: application/json")
    _own_page(request)
    try:
        body = msgspec.json.decode(await request.body())
    except msgspec.DecodeError as error:
        raise ServeError(f"the body is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise ServeError("the body is not a JSON object")
    return body


async def _changing(
    request: Request,
    make: Callable[[Site, Person, dict[str, Any]], Any],
    status: int,
    role: Role = "analyst",
) -> Response:
    site, person = site_of(request), person_of(request, role)
    headers = limit(request, site)
    if "Retry-After" in headers:
        return error(429, "W429", "too many requests", headers)
    found = await run_in_threadpool(make, site, person, await _body(request))
    if found is None:
        return error(404, "W404", "nothing has this id", headers)
    return Response(to_json(found), status, media_type="application/json", headers=headers)


async def add(request: Request) -> Response:
    """Read a text or an address: answers 202 with the job."""

    def make(site: Site, person: Person, body: dict[str, Any]) -> Any:
        who = person.name
        texts = {k: v for k, v in body.items() if isinstance(v, str)}
        job = start_job(site, who, "address" if "address" in texts else "text", texts)
        site.people.record(who, "add", job.what, f"job {job.number}")
        return job.view()

    return await _changing(request, make, 202)


async def correct(request: Request) -> Response:
    """Accept, reject or edit a record, or undo a correction: {"undo": id, "reason": ...}."""

    def make(site: Site, person: Person, body: dict[str, Any]) -> Any:
        who = person.name
        reason = str(body.get("reason", ""))
        if "undo" in body:
            made = site.store.undo(body["undo"], by=who, reason=reason)
            site.people.record(who, "undo", f"correction {body['undo']}", reason)
            return made
        try:
            kind, target, action = (str(body[name]) for name in ("kind", "target", "action"))
        except KeyError as error:
            raise ServeError(f"the body lacks {error}") from None
        options = {"edit": body["edit"]} if body.get("edit") else {}
        made = site.store.correct(
            cast(Any, kind), target, cast(Any, action), by=who, reason=reason, **options
        )
        site.people.record(who, f"{action} {kind}", target, reason)
        return made

    return await _changing(request, make, 201)


async def merge(request: Request) -> Response:
    """Say that a claim and another tell of one thing, or not: {"other": id, "verdict": ...}."""

    def make(site: Site, person: Person, body: dict[str, Any]) -> Any:
        verdict, reason = str(body.get("verdict", "same")), str(body.get("reason", ""))
        other = named_claim(str(body.get("other", "")))
        return judge(site, person.name, request.path_params["id"], other, verdict, reason)

    return await _changing(request, make, 201)


async def split(request: Request) -> Response:
    """Part events from a claim: {"events": [ids], "reason": ...}."""

    def make(site: Site, person: Person, body: dict[str, Any]) -> Any:
        events = body.get("events")
        if not isinstance(events, list):
            raise ServeError("the body lacks events", "give a list of ids")
        names, reason = [str(name) for name in events], str(body.get("reason", ""))
        return {"items": part(site, person.name, request.path_params["id"], names, reason)}

    return await _changing(request, make, 201)


async def save(request: Request) -> Response:
    """Save a search: {"name": ..., "hook": address, and the filters of the pages}."""

    def make(site: Site, person: Person, body: dict[str, Any]) -> Any:
        fields = {name: str(value) for name, value in body.items()}
        return search_view(save_search(site, person, fields))

    return await _changing(request, make, 201, "reader")


async def try_hook(request: Request) -> Response:
    """Try the webhook of a saved search again now."""

    def make(site: Site, person: Person, _body: dict[str, Any]) -> Any:
        number = request.path_params["id"]
        done = number.isdigit() and site.people.hook_retry(person.id, int(number))
        return {"id": int(number), "due": "now"} if done else None

    return await _changing(request, make, 202, "reader")


async def drop(request: Request) -> Response:
    """Forget a saved search, its feeds and its webhook."""

    def make(site: Site, person: Person, _body: dict[str, Any]) -> Any:
        number = request.path_params["id"]
        gone = number.isdigit() and site.people.drop_search(person.id, int(number))
        return {"id": int(number), "dropped": True} if gone else None

    return await _changing(request, make, 200, "reader")
