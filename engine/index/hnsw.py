"""Approximate search that adding never keeps waiting: a graph, and exactly what is not in it yet.

A vector is on the shelf and found, by a matrix product, once it is added; `settle` brings it into
the graph, one at a time between searches. A graph that has to grow is built anew aside and swapped
in. Small libraries need no graph at all. See docs/decisions/index-at-scale.md.
"""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from engine.index.base import Ids, Rows, Similarities, Vectors
from engine.index.graph import SEARCH_BREADTH, Graph, GraphFile
from engine.index.seal import Checksums, Seal, checksum
from engine.index.shelf import NOBODY, Shelf

log = logging.getLogger(__name__)

IDS, VECTORS, GRAPH = "ids.i64", "vectors.f32", "graph.hnsw"
SLICE: Final = 512


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on which way of searching is the quicker one, as measured."""

    rows_a_step: int = 75
    """A step of a search in the graph takes as long as so many rows of the product."""
    fresh: int = 2_000
    """Rows beside a graph that are left to the product."""
    few: int = 30_000
    """Ids up to which looking among them is a product over just these."""

    @property
    def without_graph(self) -> int:
        """Rows up to which no graph is quicker than the product."""
        return SEARCH_BREADTH * self.rows_a_step


class HnswIndex:
    """Unit vectors of one dimension, found by cosine."""

    def __init__(
        self,
        dimension: int,
        *,
        shelf: Shelf | None = None,
        stored: GraphFile | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._dimension = dimension
        self._shelf = shelf or Shelf(dimension)
        self._limits = limits or Limits()
        self._graph: tuple[Graph | None, int] = (None, 0)  # and up to which row it got
        self._stored = stored
        self._writing = threading.Lock()
        self._settling = threading.Lock()

    def __len__(self) -> int:
        return self._shelf.held

    @property
    def ids(self) -> Ids:
        """The ids it has a vector for, in no order."""
        ids = self._shelf.ids
        held: Ids = ids[ids != NOBODY]
        return held

    @property
    def rows(self) -> int:
        """How many vectors it keeps, those that count no more included."""
        return len(self._shelf)

    @property
    def settled(self) -> int:
        """Up to which row there is a graph, in memory or still on disk."""
        graph, settled = self._graph
        return settled if graph or not self._stored else self._stored.settled

    @property
    def unsettled(self) -> bool:
        """Whether so much is fresh that the graph should have it."""
        limit = self._limits.fresh if self.settled else self._limits.without_graph
        return len(self._shelf) - self.settled > limit

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Put in vectors (n, d) under `ids` (n,)."""
        with self._writing:
            self._hide(self._shelf.append(ids, vectors))

    def remove(self, ids: Ids) -> None:
        """Take vectors out."""
        with self._writing:
            self._hide(self._shelf.remove(ids))

    def search(
        self, vector: Vectors, count: int, among: Ids | None = None
    ) -> tuple[Ids, Similarities]:
        """The (nearly always) `count` nearest ids and their cosines."""
        rows, similarities = (
            self._nearest(vector, count)
            if among is None
            else self._nearest_of(vector, count, self._shelf.rows(among))
        )
        ids = self._shelf.ids[rows]
        known = ids != NOBODY
        return ids[known], similarities[known]

    @property
    def on_disk(self) -> bool:
        """Whether there is a graph that was not read yet."""
        return self._stored is not None and self._graph[0] is None

    def settle(self, cancelled: Callable[[], bool] = lambda: False, *, load: bool = True) -> None:
        """Bring what was added into the graph, while searches go on.

        A saved graph is read for it; without `load` only if much was added, since hnswlib keeps
        the interpreter to itself meanwhile. Returns at once if another thread is at it.
        """
        if not self._settling.acquire(blocking=False):
            return
        try:
            if load or self.unsettled:
                self._take_from_disk()
            while self.unsettled and not cancelled():
                graph, settled = self._graph
                if graph and graph.room:
                    self._settle_one(graph, settled)
                elif len(self._shelf) >= 2 * settled:
                    self._build(cancelled)
                else:
                    return
        finally:
            self._settling.release()

    def save(self, folder: Path) -> tuple[Checksums, int]:
        """Write it into a folder; returns what to seal, and up to which row the graph there got.

        Nothing may be added or removed meanwhile.
        """
        with (folder / IDS).open("wb") as ids, (folder / VECTORS).open("wb") as vectors:
            self._shelf.write(ids, vectors)
        checksums = {name: checksum(folder / name) for name in (IDS, VECTORS)}
        graph = self._store_graph(folder / GRAPH)
        if not graph:
            return checksums, 0
        return {**checksums, GRAPH: graph.checksum}, graph.settled

    @classmethod
    def open(
        cls, folder: Path, dimension: int, settled: int, seal: Seal, limits: Limits | None = None
    ) -> Self:
        """Read a sealed folder, all but the graph; raises OSError or ValueError."""
        seal.check(folder / IDS)
        seal.check(folder / VECTORS)
        shelf = Shelf.read(folder / IDS, folder / VECTORS, dimension)
        graph = seal.checksums.get(GRAPH)
        stored = None if graph is None else GraphFile(folder / GRAPH, settled, graph)
        return cls(dimension, shelf=shelf, stored=stored, limits=limits)

    def _nearest(self, vector: Vectors, count: int) -> tuple[Rows, Similarities]:
        """Rows that have lost their ids meanwhile may be among them."""
        graph, settled = self._graph
        stop = len(self._shelf)
        if not graph or self._limits.rows_a_step * count > stop:
            return self._shelf.nearest(vector, count, 0, stop)
        found = graph.search(vector, count)
        if not found:
            return self._shelf.nearest(vector, count, 0, stop)
        fresh = self._shelf.nearest(vector, count, settled, stop)
        before = found[0] < settled
        rows = np.concatenate([found[0][before], fresh[0]])
        similarities = np.concatenate([found[1][before], fresh[1]])
        best = np.argsort(-similarities, kind="stable")[:count]
        return rows[best], similarities[best]

    def _nearest_of(self, vector: Vectors, count: int, wanted: Rows) -> tuple[Rows, Similarities]:
        """A few by their own product; of many, those that the nearest of all are among."""
        if len(wanted) <= self._limits.few:
            return self._shelf.nearest_of(vector, count, wanted)
        stop = max(len(self._shelf), int(wanted[-1]) + 1)
        breadth = math.ceil(2 * count * stop / len(wanted))
        if breadth * self._limits.rows_a_step < stop:
            rows, similarities = self._nearest(vector, breadth)
            places = np.searchsorted(wanted, rows)
            among = wanted[np.minimum(places, len(wanted) - 1)] == rows
            if np.count_nonzero(among) >= count:
                return rows[among][:count], similarities[among][:count]
        return self._shelf.nearest(vector, count, 0, stop, wanted)

    def _hide(self, rows: Rows) -> None:
        graph, settled = self._graph
        rows = rows[rows < settled]
        if graph and len(rows):
            graph.hide(rows)

    def _take_over(self, graph: Graph, settled: int) -> None:
        """Search from now on in a graph of the first `settled` rows, however old."""
        with self._writing:
            graph.hide(np.flatnonzero(self._shelf.ids[:settled] == NOBODY))
            self._graph = graph, settled

    def _take_from_disk(self) -> None:
        """Load the graph that was saved, with room for as many again."""
        if self._stored and not self._graph[0]:
            try:
                graph = self._stored.load(self._dimension, 2 * len(self._shelf))
                self._take_over(graph, self._stored.settled)
            except (OSError, RuntimeError, ValueError) as error:
                log.warning("The graph of the index cannot be read and is built anew: %s", error)
                self._stored = None

    def _store_graph(self, path: Path) -> GraphFile | None:
        """Put the graph, if there is one, into that file."""
        graph, settled = self._graph
        if self._stored and self._stored.settled == self.settled:
            self._stored = self._stored.put(path)
        elif graph:
            graph.save(path)
            self._stored = GraphFile(path, settled, checksum(path))
        return self._stored

    def _settle_one(self, graph: Graph, row: int) -> None:
        with self._writing:
            if self._shelf.ids[row] != NOBODY:
                graph.add(np.array([row]), self._shelf.vectors(row, row + 1))
            self._graph = graph, row + 1

    def _build(self, cancelled: Callable[[], bool]) -> None:
        """A graph with room for as many again, aside; as far as it gets, if that is farther."""
        stop = len(self._shelf)
        graph = Graph.empty(self._dimension, 2 * stop)
        log.info("Building the index of %d vectors", stop)
        built = 0
        while built < stop and not cancelled():
            until = min(built + SLICE, stop)
            rows = np.arange(built, until)[self._shelf.ids[built:until] != NOBODY]
            if len(rows):
                vectors = self._shelf.vectors(built, until)[rows - built]
                graph.add(rows, vectors, threads=os.cpu_count() or 1)
            built = until
        if built > self.settled:
            self._take_over(graph, built)
