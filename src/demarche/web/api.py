"""The JSON API: everything that the pages show. Cursor paging, ETags, rate limits, tokens.

Parameters of the lists are the fields of `demarche.ledger.Query`, each as often as wanted. Answers
are the model's own records; `openapi.py` describes them.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, cast

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from demarche.ledger import Query
from demarche.web.access import person_of
from demarche.web.openapi import document as openapi_document
from demarche.web.pages.grouping import similar
from demarche.web.settings import ServeError
from demarche.web.site import Site, page, site_of

MOST = 500
PLAIN = 50
KINDS = ("claims", "events", "statements", "documents")
_COUNT = ("period", "value", "type", "n")
_SINGLE = ("words", "since", "until")


def routes() -> list[BaseRoute]:
    """The routes of the API."""
    from demarche.web import api_changes as changing

    return [
        Route("/api", _about),
        Route("/api/openapi.json", _openapi),
        Route("/api/status", _answers(_status)),
        Route("/api/claims", _answers(_list("claims"))),
        Route("/api/claims/{id}", _answers(_one("claims"))),
        Route("/api/claims/{id}/history", _answers(_history)),
        Route("/api/claims/{id}/similar", _answers(_similar)),
        Route("/api/claims/{id}/merge", changing.merge, methods=["POST"]),
        Route("/api/claims/{id}/split", changing.split, methods=["POST"]),
        Route("/api/events", _answers(_list("events"))),
        Route("/api/events/{id}", _answers(_one("events"))),
        Route("/api/statements", _answers(_list("statements"))),
        Route("/api/statements/{id}", _answers(_one("statements"))),
        Route("/api/articles", _answers(_list("documents"))),
        Route("/api/articles", changing.add, methods=["POST"]),
        Route("/api/articles/{id}", _answers(_article)),
        Route("/api/actors", _answers(_actors)),
        Route("/api/actors/{id}", _answers(_actor)),
        Route("/api/search", _answers(_search)),
        Route("/api/counts", _answers(_counts)),
        Route("/api/changes", _answers(_changes)),
        Route("/api/failures", _answers(_failures)),
        Route("/api/corrections", _answers(_corrections)),
        Route("/api/corrections", changing.correct, methods=["POST"]),
        Route("/api/jobs/{id}", _answers(_job, fresh=True)),
        Route("/api/searches", _answers(_searches, fresh=True)),
        Route("/api/searches", changing.save, methods=["POST"]),
        Route("/api/searches/{id}", changing.drop, methods=["DELETE"]),
        Route("/api/searches/{id}/hook", changing.try_hook, methods=["POST"]),
    ]


def _answers(
    make: Callable[[Request, Site], Any], fresh: bool = False
) -> Callable[[Request], Response]:
    """An endpoint: rate limit, ETag, JSON. `fresh`: the answer is not one of the ledger's state."""

    def endpoint(request: Request) -> Response:
        site = site_of(request)
        headers = limit(request, site)
        if "Retry-After" in headers:
            return error(429, "W429", "too many requests", headers)
        if not fresh:
            state = f"{site.store.seq()}?{request.url.query}@{request.url.path}"
            headers["ETag"] = f'W/"{hashlib.sha256(state.encode()).hexdigest()[:20]}"'
            if headers["ETag"] in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
        found = make(request, site)
        if found is None:
            return error(404, "W404", "nothing has this id", headers)
        return Response(to_json(found), media_type="application/json", headers=headers)

    return endpoint


def to_json(value: Any) -> bytes:
    """Records, rows and pages as JSON; what has no JSON of its own as text."""
    return msgspec.json.encode(value, enc_hook=str)


def limit(request: Request, site: Site) -> dict[str, str]:
    """Count this call; the RateLimit headers of the IETF's draft, Retry-After when it is over."""
    person = request.state.person
    client = request.client.host if request.client else ""
    key = f"api:{person.id if person else ''}:{client}"
    wait = site.calls.take(key)
    headers = {
        "RateLimit-Limit": str(site.calls.burst),
        "RateLimit-Remaining": str(site.calls.left(key)),
        "RateLimit-Reset": str(max(1, round(site.calls.seconds))),
    }
    if wait:
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def error(status: int, code: str, message: str, headers: dict[str, str]) -> Response:
    """A refusal as the API words it."""
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


def query_of(request: Request) -> Query:
    """The query of a request. Raises ServeError for a parameter that no query has."""
    names = {f.name for f in fields(Query)}
    found: dict[str, Any] = {}
    for name in dict.fromkeys(request.query_params.keys()):
        values = request.query_params.getlist(name)
        if name in ("limit", "after", "order", "total", "by", "period", "types", "kind"):
            continue
        if name not in names:
            raise ServeError(f"no query has {name!r}", f"one of {', '.join(sorted(names))}")
        if name in _SINGLE:
            found[name] = values[-1]
        elif name == "quad":
            found[name] = tuple(int(v) for v in values if v in ("1", "2", "3", "4"))
        else:
            found[name] = tuple(values)
    return Query(**found)


def size(request: Request) -> int:
    """How many are wanted: 1 to 500, 50 where nothing is said."""
    wanted = request.query_params.get("limit", "")
    return max(1, min(MOST, int(wanted))) if wanted.isdigit() else PLAIN


def _list(kind: str) -> Callable[[Request, Site], Any]:
    def make(request: Request, site: Site) -> Any:
        query = query_of(request)
        find = getattr(site.store, kind)
        order = request.query_params.get("order")
        options = {"order": order} if order else {}
        found = find(query, limit=size(request), after=request.query_params.get("after"), **options)
        answer = {"items": found.items, "next": found.next}
        if request.query_params.get("total"):
            answer["total"] = site.store.total(cast(Any, kind), query)
        return answer

    return make


def _one(kind: str) -> Callable[[Request, Site], Any]:
    def make(request: Request, site: Site) -> Any:
        return getattr(site.store, kind[:-1])(request.path_params["id"])

    return make


def _status(request: Request, site: Site) -> Any:
    return replace(site.store.status(), url=str(request.base_url).rstrip("/"))


def _history(request: Request, site: Site) -> Any:
    found = site.store.claim_history(claim=request.path_params["id"], limit=size(request))
    return {"items": found}


def _similar(request: Request, site: Site) -> Any:
    row = site.store.claim(request.path_params["id"], links=False)
    return {"items": similar(site, row.record)} if row else None


def _article(request: Request, site: Site) -> Any:
    return site.store.coded(request.path_params["id"])


def _actors(request: Request, site: Site) -> Any:
    params = request.query_params
    found = site.store.actors(
        words=params.get("words", ""), kind=params.get("kind"), limit=size(request),
        after=params.get("after"),
    )  # fmt: skip
    return {"items": found.items, "next": found.next}


def _actor(request: Request, site: Site) -> Any:
    return site.store.actor(request.path_params["id"])


def _search(request: Request, site: Site) -> Any:
    params = request.query_params
    found = site.store.search(
        params.get("words", ""), limit=size(request), after=params.get("after")
    )
    return {"items": found.items, "next": found.next, "most": found.most}


def _counts(request: Request, site: Site) -> Any:
    params = request.query_params
    kind = params.get("kind", "events")
    if kind not in KINDS:
        raise ServeError(f"no records are called {kind!r}", f"one of {', '.join(KINDS)}")
    found = site.store.counts(
        query_of(request), kind=cast(Any, kind), period=cast(Any, params.get("period")),
        by=cast(Any, params.get("by")), types=bool(params.get("types")), limit=MOST * 20,
    )  # fmt: skip
    return {"items": [{f: getattr(c, f) for f in _COUNT} for c in found]}


def _changes(request: Request, site: Site) -> Any:
    since = request.query_params.get("since", "0")
    found = site.store.changes(
        int(since) if since.isdigit() else since, limit=size(request),
        kinds=tuple(request.query_params.getlist("kind")),
    )  # fmt: skip
    return {"items": found.items, "next": found.next}


def _failures(request: Request, site: Site) -> Any:
    found = site.store.failures(limit=size(request), after=request.query_params.get("after"))
    return {"items": found.items, "next": found.next}


def _corrections(request: Request, site: Site) -> Any:
    found = site.store.corrections(
        limit=size(request), after=request.query_params.get("after"), newest=True
    )
    return {"items": found.items, "next": found.next}


def search_view(row: Mapping[str, Any]) -> dict[str, Any]:
    """A saved search as its owner sees it."""
    return {
        "id": row["id"], "name": row["name"], "query": row["query"], "created": row["created"],
        "atom": f"/feeds/{row['key']}.atom", "rss": f"/feeds/{row['key']}.rss",
        "hook": row["hook"], "hook_secret": row["hook_secret"], "hook_state": row["hook_state"],
        "hook_tries": row["hook_tries"], "hook_next": row["hook_next"] or None,
    }  # fmt: skip


def _searches(request: Request, site: Site) -> Any:
    return {"items": [search_view(row) for row in site.people.searches(person_of(request).id)]}


def _job(request: Request, site: Site) -> Any:
    person_of(request, "analyst")
    number = request.path_params["id"]
    job = site.jobs.get(int(number)) if number.isdigit() else None
    return job.view() if job else None


def _openapi(request: Request) -> Response:
    body = openapi_document(str(request.base_url).rstrip("/"))
    return Response(to_json(body), media_type="application/vnd.oai.openapi+json;version=3.1")


def _about(request: Request) -> Response:
    body = openapi_document(str(request.base_url).rstrip("/"))
    calls = [
        (path, method.upper(), op["summary"], [p["name"] for p in op.get("parameters", ())])
        for path, methods in body["paths"].items()
        for method, op in methods.items()
    ]
    return page(request, "api.html", calls=calls, base=str(request.base_url).rstrip("/"))
