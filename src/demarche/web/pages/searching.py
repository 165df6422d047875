"""Search with suggestions; saved searches; their feeds."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from demarche.ledger import Query
from demarche.plover import TYPES
from demarche.web.access import form_of, person_of
from demarche.web.feeds import atom, rss
from demarche.web.filters import Filters
from demarche.web.pages.claims import claim_words, list_words, names_for
from demarche.web.pages.people import back
from demarche.web.people import Person, Row
from demarche.web.settings import ServeError
from demarche.web.site import Site, page, site_of

PAGE = 25


def search(request: Request) -> Response:
    """Claims, actors and passages with these words, best first."""
    site = site_of(request)
    words = request.query_params.get("q", "").strip()[:200]
    if not words:
        return page(request, "search.html", words="", hits=[], next=None, most=None, people=[],
                    rows=[], filters=Filters(), **list_words())  # fmt: skip
    after = request.query_params.get("after")
    found = site.store.search(words, limit=PAGE, after=after)
    people = [] if after else site.store.actors(words=words, limit=8).items
    rows = []
    if not after:
        papers = tuple(dict.fromkeys(hit.document.id for hit in found.items))
        rows = site.store.claims(Query(document=papers), limit=6).items if papers else []
    names = names_for(site, [row.record for row in rows])
    return page(
        request, "search.html", words=words, find=words, hits=found.items, next=found.next,
        most=found.most, people=people, rows=rows, filters=Filters(), **list_words(names),
    )  # fmt: skip


def suggest(request: Request) -> Response:
    """What one may mean by the first letters: actors, types of event. For the search boxes."""
    site = site_of(request)
    words = request.query_params.get("q", "").strip()[:60]
    if len(words) < 2:
        return JSONResponse([])
    found = [
        {"label": row.record.name, "note": row.record.code, "value": row.record.id,
         "href": f"/actors/{row.record.id}"}
        for row in site.store.actors(words=words, limit=7).items
    ]  # fmt: skip
    kinds = [kind for kind in TYPES if kind.lower().startswith(words.lower())][:2]
    found += [
        {"label": kind.lower(), "note": "type of event", "value": kind,
         "href": f"/claims?type={kind}"}
        for kind in kinds
    ]  # fmt: skip
    return JSONResponse(found)


def searches(request: Request) -> Response:
    """One's saved searches with their feeds, and the form to save another."""
    site, person = site_of(request), person_of(request)
    filters = Filters.of(request.query_params)
    saved = [
        (row, Filters.of(dict(_pairs(row["query"])))) for row in site.people.searches(person.id)
    ]
    return page(request, "searches.html", saved=saved, filters=filters,
                base=str(request.base_url).rstrip("/"))  # fmt: skip


def _pairs(query: str) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    return parse_qsl(query)


async def save(request: Request) -> Response:
    """Save a search, with a webhook if one is wanted."""
    site, person = site_of(request), person_of(request)
    row = save_search(site, person, await form_of(request, site.people))
    return back("/searches", f"“{row['name']}” is saved.")


def save_search(site: Site, person: Person, fields: Mapping[str, str]) -> Row:
    """Keep the filters in some fields under their `name`. Raises ServeError."""
    filters = Filters.of(fields)
    name = fields.get("name", "").strip()
    hook = fields.get("hook", "").strip() or None
    if not name:
        raise ServeError("a saved search needs a name")
    if hook and not hook.startswith(("https://", "http://")):
        raise ServeError("a webhook is an address that begins with https://")
    query = filters.address().lstrip("?")
    row = site.people.save_search(person.id, name, query, hook, site.store.seq())
    site.people.record(person.name, "search saved", name, filters.address())
    return row


async def try_hook(request: Request) -> Response:
    """Try a webhook again now, whatever was waited for."""
    site, person = site_of(request), person_of(request)
    await form_of(request, site.people)
    number = request.path_params["search"]
    if not (number.isdigit() and site.people.hook_retry(person.id, int(number))):
        raise HTTPException(404, "you have no saved search with a webhook of this number")
    return back("/searches", "The webhook is tried again within ten seconds.")


async def drop(request: Request) -> Response:
    """Forget a saved search."""
    site, person = site_of(request), person_of(request)
    await form_of(request, site.people)
    number = request.path_params["search"]
    if number.isdigit():
        site.people.drop_search(person.id, int(number))
    return back("/searches", "The search is gone, and its feed with it.")


def feed(request: Request) -> Response:
    """The claims of a saved search as RSS or Atom; the key in the address is the permission."""
    site = site_of(request)
    saved = site.people.search_by_key(request.path_params["key"])
    if saved is None:
        raise HTTPException(404, "no feed has this key; the search may have been dropped")
    filters = Filters.of(dict(_pairs(saved["query"])))
    rows = site.store.claims(filters.query("claims"), order="changed", limit=50).items
    names = names_for(site, [row.record for row in rows])
    base = str(request.base_url).rstrip("/")
    kind = request.path_params["format"]
    if kind not in ("rss", "atom"):
        raise HTTPException(404, "a feed is .rss or .atom")
    make = rss if kind == "rss" else atom
    body = make(saved["name"], f"{base}{request.url.path}", base, rows, names, claim_words)
    headers = {"ETag": f'"{site.store.seq()}-{len(body)}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=f"application/{kind}+xml; charset=utf-8", headers=headers)
