"""Code documents in several processes on this machine, in order, in bounded memory.

The knowledge and the weights are loaded before the processes fork, so that they share them. When a
worker dies, its batch is coded again document by document: the one that kills its worker becomes a
Failure, and the run goes on.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Literal, TypeVar

import msgspec

from demarche.model import Coded, Document, Failure
from demarche.pipeline import Clock, code_documents, prepare

T = TypeVar("T")
Method = Literal["fork", "spawn"]
Item = Document | Failure
Result = Coded | Failure

AHEAD = 3
"""Batches a worker that are read ahead: enough to keep it busy, few enough to bound memory."""

BATCH = 16
"""Documents that travel to a worker together."""

Batch = tuple[list[Coded | Failure], dict[str, float]]
"""What a worker gives back: results in order, and seconds by stage."""

_BATCHES: msgspec.msgpack.Decoder[Batch] = msgspec.msgpack.Decoder(Batch)


def code_in_processes(
    documents: Iterable[Item],
    workers: int,
    clock: Clock | None = None,
    parse_all: bool = False,
    method: Method = "fork",
) -> Iterator[Result]:
    """Code documents with `workers` processes; results in the order of the documents."""
    prepare()
    clock = clock or Clock()
    pool = process_pool(workers, method)
    batches = batched(documents, BATCH)
    waiting: deque[tuple[list[Item], Future[bytes]]] = deque()
    try:
        while True:
            while len(waiting) < workers * AHEAD and (batch := next(batches, None)):
                waiting.append((batch, _submit(pool, batch, parse_all)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            try:
                results, spent = _BATCHES.decode(future.result())
                clock.add(spent)
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                pool = process_pool(workers, method)
                waiting = deque((later, _submit(pool, later, parse_all)) for later, _ in waiting)
                results = [_alone(item, parse_all, method) for item in batch]
            yield from results
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def process_pool(workers: int, method: Method = "fork") -> ProcessPoolExecutor:
    """A pool of processes; forked ones share what is loaded, `spawn` is for a host with threads."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method))


def _submit(pool: ProcessPoolExecutor, batch: list[Item], parse_all: bool) -> "Future[bytes]":
    try:
        return pool.submit(_code_batch, msgspec.msgpack.encode(batch), parse_all)
    except BrokenProcessPool as error:
        failed: Future[bytes] = Future()
        failed.set_exception(error)
        return failed


def _code_batch(data: bytes, parse_all: bool) -> bytes:
    """In a worker: code a batch; records travel as MessagePack, which is faster than pickle."""
    batch = msgspec.msgpack.decode(data, type=list[Document | Failure])
    clock = Clock()
    results = list(code_documents(batch, clock=clock, parse_all=parse_all))
    return msgspec.msgpack.encode((results, clock.spent))


def _alone(item: Item, parse_all: bool, method: Method) -> Result:
    """Code one document in a process of its own."""
    with process_pool(1, method) as pool:
        try:
            return _BATCHES.decode(_submit(pool, [item], parse_all).result())[0][0]
        except BrokenProcessPool:
            source = (item.name or item.id) if isinstance(item, Document) else item.source
            return Failure(
                source=source, code="D901", message="its process died, out of memory? Set aside"
            )


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
