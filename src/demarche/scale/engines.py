"""Who runs the tasks of a run: processes of this machine, or a Ray cluster.

An engine maps a function over tasks, in any order, with few tasks in flight. A task whose worker
dies is given to `again`, once, which must survive what killed it.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice
from typing import Any, Protocol, TypeVar

from demarche.scale.pool import process_pool
from demarche.scale.shards import ScaleError

T = TypeVar("T")
R = TypeVar("R")

PATIENCE = 60.0
"""Seconds to wait for a free processor of the cluster before one is shared."""

MAX_FAILED = 5
"""Workers of Ray that may fail to start before a run gives up."""


class Engine(Protocol):
    """Maps a function over tasks."""

    def map(
        self, function: Callable[[T], R], tasks: Iterable[T], again: Callable[[T], R]
    ) -> Iterator[R]:
        """Results as they come."""


class Local:
    """Processes of this machine, forked after `prepare`, so that they share what it loads.

    Args:
        workers: how many.
        prepare: loads what the tasks need.
    """

    def __init__(self, workers: int, prepare: Callable[[], object]) -> None:
        self.workers = workers
        self.prepare = prepare

    def map(
        self, function: Callable[[T], R], tasks: Iterable[T], again: Callable[[T], R]
    ) -> Iterator[R]:
        """See `Engine`. The tasks that were in flight when a worker died are run `again`."""
        self.prepare()
        queue = iter(tasks)
        pool = process_pool(self.workers)
        flying: dict[Future[R], T] = {}
        lost: list[T] = []
        try:
            while True:
                for task in islice(queue, self.workers + 1 - len(flying)):
                    _submit(pool, function, task, flying, lost)
                if not flying and not lost:
                    return
                done, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in done:
                    task = flying.pop(future)
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        lost.append(task)
                if lost:
                    lost += flying.values()
                    flying.clear()
                    pool.shutdown(wait=False, cancel_futures=True)
                    pool = process_pool(self.workers)
                    yield from map(again, lost)
                    lost.clear()
        finally:
            # idle workers are waited for: an interpreter that ends meanwhile complains
            pool.shutdown(wait=not flying, cancel_futures=True)


def _submit(
    pool: ProcessPoolExecutor,
    function: Callable[[T], R],
    task: T,
    flying: dict[Future[R], T],
    lost: list[T],
) -> None:
    try:
        flying[pool.submit(function, task)] = task
    except BrokenProcessPool:
        lost.append(task)


class Ray:
    """Actors of a Ray cluster, one a processor, each of which holds what `prepare` loads.

    An actor asks for one processor. Where none is free for `patience` seconds, one actor shares a
    processor instead of waiting for ever: the run is slow then, but goes on.

    Args:
        workers: how many actors.
        prepare: loads what the tasks need, in each actor.
        address: of the cluster; None: `RAY_ADDRESS`, else one of this machine's own.
        patience: seconds.
    """

    def __init__(
        self,
        workers: int,
        prepare: Callable[[], object],
        address: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        try:
            import ray
        except ImportError:
            raise ScaleError("Ray is not installed", "pip install 'demarche[ray]'") from None
        self.ray: Any = ray
        self.workers = workers
        self.prepare = prepare
        self.patience = patience
        if not ray.is_initialized():
            address = address or os.environ.get("RAY_ADDRESS")
            ray.init(
                address=address,
                num_cpus=None if address else workers,
                include_dashboard=False,
                log_to_driver=False,
                configure_logging=False,
            )
        self._worker: Any = ray.remote(_Worker)

    def map(
        self, function: Callable[[T], R], tasks: Iterable[T], again: Callable[[T], R]
    ) -> Iterator[R]:
        """See `Engine`. A dead actor is replaced; its task is run `again` by another."""
        crew = _Crew(self.ray, self._worker, self.prepare, self.workers)
        queue = iter(tasks)
        more = True
        lost: list[T] = []
        flying: dict[Any, tuple[Any, T, bool]] = {}
        try:
            while True:
                while crew.idle and (lost or more):
                    second = bool(lost)
                    task = lost.pop() if lost else next(queue, None)
                    if task is None:
                        more = False
                        break
                    actor = crew.idle.pop()
                    ref = actor.run.remote(again if second else function, task)
                    flying[ref] = actor, task, second
                if not flying and not lost and not more:
                    return
                ref = crew.wait(list(flying), self.patience)
                if ref is None:
                    continue
                actor, task, second = flying.pop(ref)
                try:
                    result = self.ray.get(ref)
                except self.ray.exceptions.RayActorError:
                    if second:
                        raise ScaleError(
                            "a worker died twice over the same part", "see the logs of Ray"
                        ) from None
                    lost.append(task)
                    crew.start()
                    continue
                except self.ray.exceptions.RayTaskError as error:
                    raise error.cause from None
                crew.idle.append(actor)
                yield result
        finally:
            crew.dismiss()


class _Crew:
    """The actors of a run: those that start, and those that wait for work."""

    def __init__(self, ray: Any, worker: Any, prepare: Callable[[], object], size: int) -> None:
        self._ray, self._worker, self._prepare = ray, worker, prepare
        self.idle: list[Any] = []
        self._starting: dict[Any, Any] = {}
        self._all: list[Any] = []
        self._shares = False
        self._failed = 0
        for _ in range(size):
            self.start()

    def start(self, cpus: int = 1) -> None:
        """Ask for one more actor."""
        actor = self._worker.options(num_cpus=cpus, max_restarts=0).remote(self._prepare)
        self._all.append(actor)
        self._starting[actor.ready.remote()] = actor

    def wait(self, flying: list[Any], patience: float) -> Any:
        """A task that is done, or None where an actor has become ready, or none has in time."""
        nothing_runs = not flying and not self._shares
        done, _ = self._ray.wait(
            [*flying, *self._starting], num_returns=1, timeout=patience if nothing_runs else None
        )
        if not done:
            # every processor of the cluster is taken by others
            self._shares = True
            self.start(cpus=0)
            return None
        if done[0] not in self._starting:
            return done[0]
        actor = self._starting.pop(done[0])
        try:
            self._ray.get(done[0])
        except self._ray.exceptions.RayActorError as error:
            self._failed += 1
            if self._failed > MAX_FAILED:
                reason = str(error).strip().splitlines()[-1]
                raise ScaleError(f"no worker starts: {reason}", "see the logs of Ray") from None
            self.start()
            return None
        self.idle.append(actor)
        return None

    def dismiss(self) -> None:
        """End all actors."""
        for actor in self._all:
            with suppress(Exception):
                self._ray.kill(actor)


class _Worker:
    """Holds the weights and the knowledge; runs one task at a time."""

    def __init__(self, prepare: Callable[[], object]) -> None:
        prepare()

    def ready(self) -> None:
        """Answers once all is loaded."""

    def run(self, function: Callable[[T], R], task: T) -> R:
        """Run one task."""
        return function(task)
