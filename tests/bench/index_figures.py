"""What an index of one size is measured for, in a process of its own so that memory shows.

The index is read from a sealed folder. Every question is timed alone; while tracks are added, one
every few milliseconds as well as without adding, so that both meet the same machine.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from engine.index.base import Ids, Vectors
from engine.index.hnsw import HnswIndex
from engine.index.seal import Seal

NEIGHBOURS = 20
PACE = 0.004
LEAST = 200
"""Searches that are timed while adding, even if the adding is over sooner."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds that half, and 99 of 100, stay below."""

    p50: float
    p99: float

    def __str__(self) -> str:
        return f"{self.p50:.2f} / {self.p99:.2f}"


@dataclass(frozen=True, slots=True)
class Answers:
    """The ids found for each query (q, 20), and how long it took."""

    ids: Ids
    times: Times


@dataclass(frozen=True, slots=True)
class Figures:
    """Times in seconds unless they say otherwise, memory in bytes a vector."""

    rows_loaded: float
    graph_loaded: float
    memory: float
    all: Answers
    among: dict[str, Answers]
    quiet: Times
    adding: Times
    add_rate: float
    add_rate_searched: float


def measure(
    folder: Path, dimension: int, queries: Vectors, parts: dict[str, Ids], added: Vectors
) -> Figures:
    """The figures of the index in a folder; `added` (2n, d) are put in, half while it searches."""
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    seal = Seal.of(folder)
    index = HnswIndex.open(folder, dimension, seal.notes["settled"], seal)
    rows_loaded = time.perf_counter() - began
    index.settle()
    graph_loaded = time.perf_counter() - began - rows_loaded
    memory = (psutil.Process().memory_info().rss - before) / len(index)

    def ask(query: Vectors) -> Ids:
        return index.search(query, NEIGHBOURS)[0]

    found = _answers(ask, queries)
    among = {
        name: _answers(lambda query, ids=ids: index.search(query, NEIGHBOURS, ids)[0], queries)  # type: ignore[misc]
        for name, ids in parts.items()
    }
    first, second = np.split(added, 2)
    quiet = _paced(ask, queries, lambda count: count < 2 * LEAST)
    adding, searched = _while_adding(index, ask, queries, first)
    began, settled = time.perf_counter(), index.settled
    _add(index, second)
    alone = (index.settled - settled or len(second)) / (time.perf_counter() - began)
    return Figures(rows_loaded, graph_loaded, memory, found, among, quiet, adding, alone, searched)


def _while_adding(
    index: HnswIndex, ask: Callable[[Vectors], Ids], queries: Vectors, added: Vectors
) -> tuple[Times, float]:
    """Times of searches while tracks are added, and how many of these were settled a second."""
    settled, began = index.settled, time.perf_counter()
    adder = threading.Thread(target=_add, args=(index, added))
    adder.start()
    times = _paced(ask, queries, lambda count: adder.is_alive() or count < LEAST)
    adder.join()
    return times, (index.settled - settled or len(added)) / (time.perf_counter() - began)


def _add(index: HnswIndex, vectors: Vectors) -> None:
    first = int(index.ids.max()) + 1
    index.add(np.arange(first, first + len(vectors)), vectors)
    index.settle()


def _answers(ask: Callable[[Vectors], Ids], queries: Vectors) -> Answers:
    for query in queries[:20]:
        ask(query)
    seconds, found = [], []
    for query in queries:
        began = time.perf_counter()
        found.append(ask(query))
        seconds.append(time.perf_counter() - began)
    return Answers(np.stack(found), _times(seconds))


def _paced(
    ask: Callable[[Vectors], Ids], queries: Vectors, going_on: Callable[[int], bool]
) -> Times:
    seconds: list[float] = []
    while going_on(len(seconds)):
        began = time.perf_counter()
        ask(queries[len(seconds) % len(queries)])
        seconds.append(time.perf_counter() - began)
        time.sleep(PACE)
    return _times(seconds)


def _times(seconds: Sequence[float]) -> Times:
    milliseconds: NDArray[np.float64] = 1e3 * np.array(seconds)
    return Times(*np.percentile(milliseconds, [50, 99]).tolist())
