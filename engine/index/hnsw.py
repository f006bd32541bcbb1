"""Approximate search that adding never keeps waiting: a graph, and exactly what is not in it yet.

A vector is on the shelf and found, by a matrix product, once it is added; `settle` brings it into
the graph, one at a time between searches. A graph that has to grow is built anew aside and swapped
in; so are shelf and graph once much on them was replaced. Small libraries need no graph at all. See
docs/decisions/index-at-scale.md.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

import numpy as np

from engine.index.base import Ids, Rows, Similarities, Vectors
from engine.index.graph import Graph, GraphFile
from engine.index.holding import Holding
from engine.index.limits import Limits
from engine.index.seal import Checksums, Seal, checksum
from engine.index.shelf import NOBODY, Shelf

log = logging.getLogger(__name__)

IDS, VECTORS, GRAPH = "ids.i64", "vectors.f32", "graph.hnsw"
SLICE: Final = 512


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
        self._holding = Holding(shelf or Shelf(dimension), limits or Limits(), stored=stored)
        self._writing = threading.Lock()
        self._settling = threading.Lock()

    def __len__(self) -> int:
        return self._holding.shelf.held

    @property
    def ids(self) -> Ids:
        """The ids it has a vector for, in no order."""
        ids = self._holding.shelf.ids
        held: Ids = ids[ids != NOBODY]
        return held

    @property
    def rows(self) -> int:
        """How many vectors it keeps, those that count no more included."""
        return len(self._holding.shelf)

    @property
    def settled(self) -> int:
        """Up to which row there is a graph, in memory or still on disk."""
        return self._holding.settled

    @property
    def on_disk(self) -> bool:
        """Whether there is a graph that was not read yet."""
        return self._holding.stored is not None and self._holding.graph is None

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Put in vectors (n, d) under `ids` (n,)."""
        with self._writing:
            self._hide(self._holding.shelf.append(ids, vectors))

    def remove(self, ids: Ids) -> None:
        """Take vectors out."""
        with self._writing:
            self._hide(self._holding.shelf.remove(ids))

    def search(
        self, vector: Vectors, count: int, among: Ids | None = None
    ) -> tuple[Ids, Similarities]:
        """The (nearly always) `count` nearest ids and their cosines."""
        return self._holding.search(vector, count, among)

    def settle(self, cancelled: Callable[[], bool] = lambda: False, *, load: bool = True) -> None:
        """Bring what was added into the graph, and drop what was replaced, while searches go on.

        A saved graph is read for it; without `load` only if much was added, since hnswlib keeps
        the interpreter to itself meanwhile. Returns at once if another thread is at it.
        """
        if not self._settling.acquire(blocking=False):
            return
        try:
            if self._holding.wasteful:
                self._move(cancelled)
            if load or self._holding.unsettled:
                self._take_from_disk()
            while self._holding.unsettled and not cancelled():
                holding = self._holding
                if holding.graph and holding.graph.room:
                    self._settle_one(holding.graph, holding.in_graph)
                elif len(holding.shelf) >= 2 * holding.settled:
                    self._build(cancelled)
                else:
                    return
        finally:
            self._settling.release()

    def save(self, folder: Path) -> tuple[Checksums, int]:
        """Write it into a folder; returns what to seal, and up to which row the graph there got.

        Nothing may be added or removed meanwhile.
        """
        holding = self._holding
        with (folder / IDS).open("wb") as ids, (folder / VECTORS).open("wb") as vectors:
            holding.shelf.write(ids, vectors)
        checksums = {name: checksum(folder / name) for name in (IDS, VECTORS)}
        graph = _written(holding, folder / GRAPH)
        if not graph:
            return checksums, 0
        with self._writing:
            if self._holding.shelf is holding.shelf:
                self._holding = replace(self._holding, stored=graph)
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

    def _hide(self, rows: Rows) -> None:
        rows = rows[rows < self._holding.in_graph]
        if self._holding.graph and len(rows):
            self._holding.graph.hide(rows)

    def _take_over(self, graph: Graph, settled: int) -> None:
        """Search from now on in a graph of the first `settled` rows, however old."""
        with self._writing:
            _hide_dead(graph, settled, self._holding.shelf)
            self._holding = replace(self._holding, graph=graph, in_graph=settled)

    def _take_from_disk(self) -> None:
        """Load the graph that was saved, with room for as many again."""
        stored = self._holding.stored
        if stored and not self._holding.graph:
            try:
                graph = stored.load(self._dimension, 2 * self.rows)
                self._take_over(graph, stored.settled)
            except (OSError, RuntimeError, ValueError) as error:
                log.warning("The graph of the index cannot be read and is built anew: %s", error)
                with self._writing:
                    self._holding = replace(self._holding, stored=None)

    def _settle_one(self, graph: Graph, row: int) -> None:
        with self._writing:
            shelf = self._holding.shelf
            if shelf.ids[row] != NOBODY:
                graph.add(np.array([row]), shelf.vectors(row, row + 1))
            self._holding = replace(self._holding, in_graph=row + 1)

    def _build(self, cancelled: Callable[[], bool]) -> None:
        """A graph of all, aside; as far as it gets, if that is farther."""
        graph, built = _graph_of(self._holding.shelf, cancelled)
        if built > self.settled:
            self._take_over(graph, built)

    def _move(self, cancelled: Callable[[], bool]) -> None:
        """What still counts to a new shelf, aside, with a graph of its own; all or nothing."""
        old = self._holding
        with self._writing:
            ids = old.shelf.ids.copy()
        log.info("Leaving behind %d replaced vectors", np.count_nonzero(ids == NOBODY))
        new = Holding(old.shelf.living(ids), old.limits)
        if new.unsettled:
            graph, built = _graph_of(new.shelf, cancelled)
            new = replace(new, graph=graph, in_graph=built)
        if cancelled():
            return
        with self._writing:
            new.shelf.follow(old.shelf, ids)
            if new.graph:
                _hide_dead(new.graph, new.in_graph, new.shelf)
            self._holding = new


def _graph_of(shelf: Shelf, cancelled: Callable[[], bool]) -> tuple[Graph, int]:
    """A graph with room for as many rows again, and how many it got to before `cancelled`."""
    stop = len(shelf)
    graph = Graph.empty(shelf.dimension, 2 * stop)
    log.info("Building the index of %d vectors", stop)
    built = 0
    while built < stop and not cancelled():
        until = min(built + SLICE, stop)
        rows = np.arange(built, until)[shelf.ids[built:until] != NOBODY]
        if len(rows):
            vectors = shelf.vectors(built, until)[rows - built]
            graph.add(rows, vectors, threads=os.cpu_count() or 1)
        built = until
    return graph, built


def _hide_dead(graph: Graph, settled: int, shelf: Shelf) -> None:
    graph.hide(np.flatnonzero(shelf.ids[:settled] == NOBODY))


def _written(holding: Holding, path: Path) -> GraphFile | None:
    """The holding's graph, if it has one, in that file."""
    if holding.stored and holding.stored.settled == holding.settled:
        return holding.stored.put(path)
    if not holding.graph:
        return None
    holding.graph.save(path)
    return GraphFile(path, holding.in_graph, checksum(path))
