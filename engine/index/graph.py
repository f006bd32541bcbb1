"""A hierarchical navigable small world graph over rows of the shelf, by hnswlib.

Method: Malkov & Yashunin, "Efficient and robust approximate nearest neighbor search using
Hierarchical Navigable Small World graphs", 2016. The figures behind the constants are in
docs/decisions/index-at-scale.md.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import hnswlib
import numpy as np

from engine.index.base import Rows, Similarities, Vectors
from engine.index.seal import checksum
from engine.index.turns import Turns

LINKS: Final = 16
BUILD_BREADTH: Final = 100
SEARCH_BREADTH: Final = 200


class Graph:
    """Room for a number of rows that is fixed: making more would copy all of it."""

    def __init__(self, graph: hnswlib.Index) -> None:
        self._graph = graph
        self._turns = Turns()
        self._graph.set_ef(SEARCH_BREADTH)

    @classmethod
    def empty(cls, dimension: int, room: int) -> Self:
        """A graph without rows."""
        graph = hnswlib.Index(space="ip", dim=dimension)
        graph.init_index(room, M=LINKS, ef_construction=BUILD_BREADTH, random_seed=1)
        return cls(graph)

    @classmethod
    def load(cls, path: Path, dimension: int, room: int) -> Self:
        """Read a saved graph; raises RuntimeError if it is not one."""
        graph = hnswlib.Index(space="ip", dim=dimension)
        graph.load_index(str(path), max_elements=room)
        return cls(graph)

    def save(self, path: Path) -> None:
        """Write it to a file; searches go on."""
        with self._turns.searching():
            self._graph.save_index(str(path))

    @property
    def room(self) -> int:
        """How many more rows it can take."""
        return int(self._graph.max_elements - self._graph.element_count)

    def add(self, rows: Rows, vectors: Vectors, threads: int = 1) -> None:
        """Put in rows (n,) with their vectors (n, d); searches wait until it is done."""
        with self._turns.changing():
            self._graph.add_items(vectors, rows, num_threads=threads)

    def hide(self, rows: Rows) -> None:
        """Let searches pass over rows."""
        with self._turns.changing():
            for row in rows.tolist():
                with suppress(RuntimeError):  # it never got in, or is hidden already
                    self._graph.mark_deleted(row)

    def search(self, vector: Vectors, count: int) -> tuple[Rows, Similarities] | None:
        """The (nearly always) nearest rows and their cosines; None if it cannot reach as many."""
        with self._turns.searching():
            try:
                rows, distances = self._graph.knn_query(vector, k=count, num_threads=1)
            except RuntimeError:
                return None
        return rows[0].astype(np.int64), 1.0 - distances[0]


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A graph of the first `settled` rows on disk, and the checksum it has to have."""

    path: Path
    settled: int
    checksum: int

    def load(self, dimension: int, room: int) -> Graph:
        """Read it; raises OSError, RuntimeError or ValueError if it cannot be trusted."""
        if checksum(self.path) != self.checksum:
            raise ValueError("it is damaged")
        return Graph.load(self.path, dimension, room)

    def put(self, path: Path) -> GraphFile:
        """The same file at another place of the disk, without a copy where that can be had."""
        try:
            os.link(self.path, path)
        except OSError:
            shutil.copyfile(self.path, path)
        return replace(self, path=path)
