"""The ASGI application: routes, middleware, errors."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from demarche.errors import DemarcheError
from demarche.web.access import Access, Sessions
from demarche.web.people import People, people_engine
from demarche.web.security import BodyLimit, SecureHeaders
from demarche.web.settings import Settings
from demarche.web.site import ASSETS, Site, page

if TYPE_CHECKING:
    from demarche.ledger import Store

logger = logging.getLogger(__name__)


class _Assets(StaticFiles):
    """Files whose address changes with their content: they may be kept for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if scope.get("query_string"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def create_app(settings: Settings, store: "Store | None" = None) -> Starlette:
    """The application over one ledger; `store` in place of opening `settings.ledger`.

    Raises LedgerError where the ledger cannot be opened.
    """
    from demarche.web.jobs import Jobs

    if store is None:
        from demarche.ledger import open_ledger

        store = open_ledger(settings.ledger)
    people = People(people_engine(store.engine))
    sessions = Sessions(people, https=settings.https, single=settings.single)
    jobs = Jobs(store, settings)
    site = Site(settings, store, people, sessions, jobs)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        from demarche.web.hooks import Hooks

        hooks = Hooks(site)
        hooks.start()
        try:
            yield
        finally:
            hooks.stop()
            jobs.stop()
            site.store.close()

    app = Starlette(
        routes=_routes(),
        lifespan=lifespan,
        middleware=[
            Middleware(SecureHeaders, https=settings.https),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts())),
            Middleware(BodyLimit, limit=settings.max_upload),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=4),
            Middleware(Access, sessions=sessions),
        ],
        exception_handlers={
            HTTPException: _http_error,
            DemarcheError: _our_error,
            Exception: _fault,
        },
    )
    app.state.site = site
    return app


def settle(store: "Store") -> None:
    """Load what the first page would wait for, and spare the collector what stays for good.

    For a process that only serves: objects that live as long as it does are not looked at again,
    which would hold up a page for a tenth of a second now and then.
    """
    import gc

    from demarche.web.pages.actors import country_names
    from demarche.web.site import templates

    templates()
    country_names()
    store.status()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _routes() -> list[BaseRoute]:
    from demarche.web import api
    from demarche.web.pages import (
        actors,
        add,
        articles,
        claims,
        exports,
        grouping,
        mapping,
        people,
        searching,
        today,
    )  # fmt: skip

    return [
        Route("/", today.today),
        Route("/claims", claims.claims),
        Route("/claims.csv", exports.claims_csv),
        Route("/claims/{claim}.csv", exports.positions_csv),
        Route("/claims/{claim}.pdf", exports.claim_pdf),
        Route("/claims/{claim}", claims.claim_page),
        Route("/claims/{claim}/group", grouping.group),
        Route("/claims/{claim}/merge", grouping.merge, methods=["POST"]),
        Route("/claims/{claim}/split", grouping.split, methods=["POST"]),
        Route("/articles", articles.articles),
        Route("/articles/{document}", articles.article),
        Route("/corrections", articles.correct, methods=["POST"]),
        Route("/corrections", articles.corrections),
        Route("/corrections/{correction}/undo", articles.undo, methods=["POST"]),
        Route("/actors", actors.actors),
        Route("/actors/{actor}", actors.actor),
        Route("/dyads/{left}/{right}", actors.dyad),
        Route("/network", actors.network),
        Route("/map", mapping.world),
        Route("/timeline", mapping.timeline),
        Route("/events", mapping.events),
        Route("/events.csv", exports.events_csv),
        Route("/events/{event}", grouping.event_page),
        Route("/search", searching.search),
        Route("/suggest", searching.suggest),
        Route("/searches", searching.searches),
        Route("/searches", searching.save, methods=["POST"]),
        Route("/searches/{search}/drop", searching.drop, methods=["POST"]),
        Route("/searches/{search}/hook", searching.try_hook, methods=["POST"]),
        Route("/feeds/{key}.{format}", searching.feed),
        Route("/add", add.add),
        Route("/add", add.start, methods=["POST"]),
        Route("/add/{job}", add.job),
        Route("/add/{job}/progress", add.progress),
        Route("/failures", add.failures),
        Route("/log-in", people.log_in_page),
        Route("/log-in", people.log_in, methods=["POST"]),
        Route("/log-out", people.log_out, methods=["POST"]),
        Route("/people/me", people.me),
        Route("/people/me/password", people.password, methods=["POST"]),
        Route("/people/me/tokens", people.new_token, methods=["POST"]),
        Route("/people/me/tokens/{token}/drop", people.drop_token, methods=["POST"]),
        Route("/people", people.people),
        Route("/people", people.new_person, methods=["POST"]),
        Route("/people/{person}", people.change_person, methods=["POST"]),
        Route("/audit", people.audit),
        Route("/theme", people.theme, methods=["POST"]),
        Route("/help", people.help_page),
        Route("/health", lambda _: PlainTextResponse("ok\n")),
        Route("/robots.txt", lambda _: PlainTextResponse("User-agent: *\nDisallow: /\n")),
        Mount("/assets", _Assets(directory=ASSETS)),
        *api.routes(),
    ]


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _http_error(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    message = str(getattr(error, "detail", "")) or {404: "there is nothing here"}.get(status, "")
    if _wants_json(request):
        body = {"error": {"code": f"W{status}", "message": message}}
        return JSONResponse(body, status, getattr(error, "headers", None))
    return _problem(request, status, message)


def _our_error(request: Request, error: Exception) -> Response:
    code, message = getattr(error, "code", "D000"), str(error)
    if _wants_json(request):
        return JSONResponse({"error": {"code": code, "message": message}}, 400)
    return _problem(request, 400, f"{code}: {message}")


def _fault(request: Request, error: Exception) -> Response:
    logger.error("fault at %s", request.url.path, exc_info=error)
    message = "a fault of ours; the server's log has the particulars"
    if _wants_json(request):
        return JSONResponse({"error": {"code": "W500", "message": message}}, 500)
    return _problem(request, 500, message)


def _problem(request: Request, status: int, message: str) -> Response:
    title = {403: "Not allowed", 404: "Not found", 405: "Not like this", 413: "Too large",
             429: "Too many requests"}.get(status, "That did not work")  # fmt: skip
    return page(request, "problem.html", status, title=title, message=message, notice="")
