"""A run over any number of articles: parts in, shards out, claims across them, totals."""

import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from demarche.scale.engines import PATIENCE, Engine, Local, Ray
from demarche.scale.grouping import group
from demarche.scale.parts import ROWS, Part, Settings, plan
from demarche.scale.shards import Folder, Marker, code_shard, mark

EngineName = Literal["local", "ray"]

_WITH_EVERYTHING = (
    "Officials in Kyiv said on Monday that Russia had fired 20 missiles at a town near Lviv. "
    "The foreign ministry in Moscow denied it and warned that it would expel five diplomats."
)
_NO_ENGLISH = "uno dos tres cuatro cinco seis siete ocho"
"""What the function words cannot tell: the other languages' model decides."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What lies in the complete shards of an output, by their markers."""

    shards: int
    articles: int
    failures: int
    statements: int
    events: int
    words: int
    seconds: float
    """Of one core."""


def make_engine(
    name: EngineName,
    workers: int,
    address: str | None = None,
    patience: float = PATIENCE,
) -> Engine:
    """The engine of that name. Raises ScaleError where it is not installed."""
    return Local(workers, ready) if name == "local" else Ray(workers, ready, address, patience)


def ready() -> None:
    """Load what coding needs, also what is loaded only once a text asks for it.

    Processes that are forked afterwards share it, and their memory takes no step later on.
    """
    from demarche.ingest.text import detect_language, make_document
    from demarche.pipeline import code_documents, prepare

    prepare()
    for _ in code_documents([make_document(_WITH_EVERYTHING, published="2024-01-02")]):
        detect_language(_NO_ENGLISH)
    gc.freeze()


def run(
    sources: Iterable[str],
    output: str,
    engine: Engine,
    settings: Settings | None = None,
    *,
    rows: int = ROWS,
    claims: bool = True,
    progress: Callable[[Marker], None] | None = None,
) -> Totals:
    """Code all sources into shards under `output`, then group their claims.

    What is complete there already, from the same input, settings and version, is kept: a run that
    was killed goes on where it was. `progress` is called with each shard that is complete.

    Raises InputError where a source is not there, ScaleError where the output cannot be written.
    """
    settings = settings or Settings()
    folder = Folder(output)
    folder.clean()
    parts = list(plan(sources, rows))
    todo: list[Part] = []
    for part in parts:
        marker = folder.marker(part.key)
        if marker is not None and marker.fingerprint == mark(part, settings):
            if progress:
                progress(marker)
        else:
            todo.append(part)
    careful = replace(settings, careful="fork" if isinstance(engine, Local) else "spawn")
    for marker in engine.map(
        partial(code_shard, output=output, settings=settings),
        todo,
        again=partial(code_shard, output=output, settings=careful),
    ):
        if progress:
            progress(marker)
    if claims:
        group(output, engine)
    return totals(folder)


def totals(folder: Folder) -> Totals:
    """The sums over all markers in an output."""
    markers = folder.markers()
    return Totals(
        shards=len(markers),
        articles=sum(m.articles for m in markers),
        failures=sum(m.failures for m in markers),
        statements=sum(m.statements for m in markers),
        events=sum(m.events for m in markers),
        words=sum(m.words for m in markers),
        seconds=sum(m.seconds for m in markers),
    )
