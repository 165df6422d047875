"""Adding: paste a text, upload files, give an address; progress while it is read; failures."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from demarche.web.access import form_of, person_of
from demarche.web.jobs import Job
from demarche.web.settings import ServeError
from demarche.web.site import Site, page, site_of

PAGE = 100
_UNSAFE = re.compile(r"[^\w.() -]+")


def add(request: Request) -> Response:
    """The ways to add articles, and what was added lately."""
    site = site_of(request)
    person_of(request, "analyst")
    limit = site.settings.max_upload // 2**20
    return page(request, "add.html", jobs=site.jobs.latest(), limit=limit)


async def start(request: Request) -> Response:
    """Begin to read what was pasted, uploaded or named."""
    site, person = site_of(request), person_of(request, "analyst")
    fields = await form_of(request, site.people, site.settings.max_files)
    way = fields.get("way", "")
    if way == "files":
        job = await _files(request, site, person.name)
    else:
        job = start_job(site, person.name, way, fields)
    site.people.record(person.name, "add", job.what, f"job {job.number}")
    return RedirectResponse(f"/add/{job.number}", status_code=303)


def start_job(site: Site, who: str, way: str, fields: dict[str, str]) -> Job:
    """A job that reads a pasted text, an address or the examples. Raises ServeError."""
    if way == "text":
        if not fields.get("text", "").strip():
            raise ServeError("there is no text", "paste an article")
        names = ("text", "headline", "published", "publisher", "url")
        text = {name: fields[name].strip() for name in names if fields.get(name, "").strip()}
        return site.jobs.add(who, text.get("headline", "a pasted text")[:120], text=text)
    if way == "address":
        address = fields.get("address", "").strip()
        if not address.startswith(("http://", "https://")):
            raise ServeError("an address begins with http:// or https://")
        return site.jobs.add(who, address[:300], sources=(address,))
    if way == "examples":
        from demarche.cli.read import example_path

        return site.jobs.add(who, "the example articles", sources=(example_path(),))
    raise ServeError("nothing to add", "paste a text, choose files or give an address")


async def _files(request: Request, site: Site, who: str) -> Job:
    form = await request.form(max_files=site.settings.max_files)
    uploads = [u for u in form.getlist("files") if isinstance(u, UploadFile) and u.filename]
    if not uploads:
        raise ServeError("no file was chosen")
    folder = site.jobs.folder()
    paths = []
    for number, upload in enumerate(uploads):
        inside = folder / (f"{number:03}" if len(uploads) > 1 else "")
        inside.mkdir(exist_ok=True)
        path = inside / safe_name(upload.filename or "")
        await run_in_threadpool(path.write_bytes, await upload.read())
        paths.append(str(path))
    what = uploads[0].filename or "a file"
    if len(uploads) > 1:
        what = f"{what} and {len(uploads) - 1} more"
    return site.jobs.add(who, what[:200], sources=tuple(paths), folder=str(folder))


def safe_name(name: str) -> str:
    """A file's own name without folders or odd characters; never empty, never hidden."""
    last = re.split(r"[/\\]", name)[-1]
    cleaned = _UNSAFE.sub("_", last).lstrip(". ")[-120:]
    return cleaned or "upload"


def _job(request: Request) -> Job:
    number = request.path_params["job"]
    job = site_of(request).jobs.get(int(number)) if number.isdigit() else None
    if job is None:
        raise HTTPException(404, "this job is not known any more; the server was restarted")
    return job


def job(request: Request) -> Response:
    """How far a job is; the page renews itself, with or without script."""
    person_of(request, "analyst")
    return page(request, "job.html", job=_job(request))


def progress(request: Request) -> Response:
    """The same as JSON, asked for every second by the page."""
    person_of(request, "analyst")
    return JSONResponse(_job(request).view())


def failures(request: Request) -> Response:
    """What could not be read, with the reason."""
    site = site_of(request)
    found = site.store.failures(limit=PAGE, after=request.query_params.get("after"))
    return page(request, "failures.html", rows=found.items, next=found.next)
