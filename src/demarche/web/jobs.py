"""Adding articles in the background: one process that keeps the language pipeline loaded.

Pages stay quick while it reads, a fault in a reader cannot take the server with it, and whatever is
read is in the ledger at once, batch by batch.
"""

import multiprocessing
import queue
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from demarche.web.people import now
from demarche.web.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from demarche.ledger import Store
    from demarche.ledger.run import Summary
    from demarche.model import Document, Failure

Way = Literal["text", "files", "address", "examples"]
MOST_JOBS = 200
_KEPT_FAILURES = 100


@dataclass(slots=True)
class Task:
    """What the reading process is asked: texts to read, or sources (paths, addresses)."""

    number: int
    ledger: str
    origin: str
    text: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    private: bool = False
    folder: str = ""
    """A folder of uploads, taken away afterwards; not shown in names."""


@dataclass(slots=True)
class Job:
    """One thing that was added, and how far it is."""

    number: int
    who: str
    what: str
    state: Literal["waiting", "reading", "done", "failed"] = "waiting"
    read: int = 0
    new: int = 0
    same: int = 0
    claims: int = 0
    events: int = 0
    failed: int = 0
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    message: str = ""
    started: str = ""

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.state in ("done", "failed")

    def view(self) -> dict[str, Any]:
        """The job as JSON shows it."""
        return {
            "id": self.number, "what": self.what, "state": self.state, "read": self.read,
            "new": self.new, "same": self.same, "claims": self.claims, "events": self.events,
            "failed": self.failed, "message": self.message, "started": self.started,
            "failures": [
                {"source": s, "code": c, "message": m} for s, c, m in self.failures
            ],
        }  # fmt: skip


class Jobs:
    """The queue of things to add and the process that reads them, started when first needed."""

    def __init__(self, store: "Store", settings: Settings) -> None:
        self.url = settings.ledger or store.url
        self.private = settings.private
        self._jobs: dict[int, Job] = {}
        self._lock = threading.Lock()
        self._next = 1
        self._context = multiprocessing.get_context("spawn")
        self._process: BaseProcess | None = None
        self._tasks: Any = None
        self._news: Any = None
        self._stopped = threading.Event()

    def folder(self) -> Path:
        """A new folder for uploads."""
        return Path(tempfile.mkdtemp(prefix="demarche-upload-"))

    def add(self, who: str, what: str, **task: Any) -> Job:
        """Queue something to read; see Task for what it may be."""
        with self._lock:
            job = Job(self._next, who, what, started=now())
            self._next += 1
            self._jobs[job.number] = job
            for number in [n for n, j in self._jobs.items() if j.over][:-MOST_JOBS]:
                del self._jobs[number]
            self._start()
            self._tasks.put(Task(job.number, self.url, what, private=self.private, **task))
        return job

    def get(self, number: int) -> Job | None:
        """A job by its number, as it stands."""
        return self._jobs.get(number)

    def latest(self, count: int = 20) -> list[Job]:
        """The newest jobs, newest first."""
        return sorted(self._jobs.values(), key=lambda job: -job.number)[:count]

    def stop(self) -> None:
        """End the reading process; what it has committed is kept."""
        self._stopped.set()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(timeout=5)

    def _start(self) -> None:
        if self._process is not None and self._process.is_alive():
            return
        self._tasks = self._context.Queue()
        self._news = self._context.Queue()
        self._process = self._context.Process(
            target=_reader, args=(self._tasks, self._news), daemon=True
        )
        self._process.start()
        threading.Thread(target=self._listen, args=(self._news, self._process), daemon=True).start()

    def _listen(self, news: Any, process: "BaseProcess") -> None:
        while not self._stopped.is_set():
            try:
                number, values = news.get(timeout=1)
            except queue.Empty:
                if not process.is_alive():
                    self._lost()
                    return
                continue
            job = self._jobs.get(number)
            if job is None:
                continue
            for name, value in values.items():
                if name == "failure":
                    job.failed = max(job.failed, len(job.failures) + 1)
                    if len(job.failures) < _KEPT_FAILURES:
                        job.failures.append(value)
                else:
                    setattr(job, name, value)

    def _lost(self) -> None:
        """The reading process died: say so of what it was at; the next job starts a new one."""
        for job in self._jobs.values():
            if not job.over:
                job.state = "failed"
                job.message = "the reading process ended; what was read before is kept. Try again"


def _reader(tasks: Any, news: Any) -> None:
    """The reading process: one task after another, until the server ends it."""
    while True:
        task: Task = tasks.get()
        news.put((task.number, {"state": "reading"}))
        try:
            news.put((task.number, {**_read(task, news), "state": "done"}))
        except Exception as error:
            news.put((task.number, {"state": "failed", "message": f"{error}"}))
        finally:
            if task.folder:
                shutil.rmtree(task.folder, ignore_errors=True)


def _read(task: Task, news: Any) -> dict[str, Any]:
    from demarche.ledger import open_ledger
    from demarche.ledger.run import add_documents

    def progress(summary: "Summary") -> None:
        news.put((task.number, _figures(summary)))

    with open_ledger(task.ledger) as store:
        summary = add_documents(store, _items(task, news), origin=task.origin, progress=progress)
    return {**_figures(summary), "message": summary.stopped or ""}


def _figures(summary: "Summary") -> dict[str, int]:
    return {
        "read": summary.read, "new": summary.new + summary.recoded, "same": summary.same,
        "claims": summary.claims, "events": summary.events, "failed": summary.failed,
    }  # fmt: skip


def _items(task: Task, news: Any) -> Iterator["Document | Failure"]:
    """What the task names, failures noted on the way; uploads go by the names they came with."""
    import msgspec

    from demarche.errors import DemarcheError
    from demarche.ingest.sources import Options, failure, read_sources
    from demarche.model import Failure

    def all_items() -> Iterator["Document | Failure"]:
        if task.text:
            from demarche.ingest.dates import publication_date
            from demarche.ingest.text import make_document

            fields = dict(task.text)
            try:
                if fields.get("published"):
                    fields["published"] = publication_date(fields["published"]) or ""
                yield make_document(fields.pop("text"), **{k: v for k, v in fields.items() if v})
            except DemarcheError as error:
                yield failure("pasted text", error)
        yield from read_sources(task.sources, Options(private=task.private))

    for item in all_items():
        if isinstance(item, Failure):
            item = msgspec.structs.replace(item, source=_shown(item.source, task.folder))
        elif item.name:
            item = msgspec.structs.replace(item, name=_shown(item.name, task.folder))
        if isinstance(item, Failure):
            news.put((task.number, {"failure": (item.source, item.code, item.message)}))
        yield item


def _shown(name: str, folder: str) -> str:
    """A name without the folder of uploads that it lies in."""
    return re.sub(r"^/?(\d{3}/)?", "", name.removeprefix(folder)) if folder else name
