"""Approximate search in a hierarchical navigable small world graph, by hnswlib.

Method: Malkov & Yashunin, "Efficient and robust approximate nearest neighbor search using
Hierarchical Navigable Small World graphs", 2016. hnswlib can crash when a search meets an
insertion, so a lock keeps them apart.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Self

import hnswlib
import numpy as np

from engine.index.base import Ids, Similarities, Vectors

LINKS = 16
BUILD_BREADTH = 200
SEARCH_BREADTH = 200
ROOM = 1_024


class HnswIndex:
    """A graph over unit vectors by inner product; grows as needed."""

    def __init__(self, dimension: int) -> None:
        self._graph = hnswlib.Index(space="ip", dim=dimension)
        self._graph.init_index(ROOM, M=LINKS, ef_construction=BUILD_BREADTH, random_seed=1)
        self._present: set[int] = set()
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path, dimension: int) -> Self:
        """Read a saved graph; raises RuntimeError if it is not one."""
        index = cls(dimension)
        index._graph = hnswlib.Index(space="ip", dim=dimension)
        index._graph.load_index(str(path))
        index._present = set(index._graph.get_ids_list())
        return index

    def save(self, path: Path) -> None:
        """Write the graph whole or not at all. Removed vectors must not be in it: see `tidy`."""
        part = path.with_name(path.name + ".part")
        with self._lock:
            self._graph.save_index(str(part))
        part.replace(path)

    @property
    def tidy(self) -> bool:
        """Whether the graph holds no removed vectors, which a saved one would bring back."""
        return int(self._graph.element_count) == len(self._present)

    def __len__(self) -> int:
        return len(self._present)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Put in vectors (n, d) under `ids` (n,)."""
        with self._lock:
            self._make_room(len(ids))
            for track_id in self._removed(ids):
                self._graph.unmark_deleted(track_id)
            self._graph.add_items(vectors, ids)
            self._present.update(ids.tolist())

    def remove(self, ids: Ids) -> None:
        """Hide vectors from search."""
        with self._lock:
            for track_id in self._present.intersection(ids.tolist()):
                self._graph.mark_deleted(track_id)
                self._present.discard(track_id)

    def search(self, vector: Vectors, count: int) -> tuple[Ids, Similarities]:
        """The (nearly always) `count` nearest ids and their cosines."""
        with self._lock:
            count = min(count, len(self._present))
            if not count:
                return np.empty(0, np.int64), np.empty(0, np.float32)
            self._graph.set_ef(max(SEARCH_BREADTH, 2 * count))
            ids, distances = self._graph.knn_query(vector, k=count, num_threads=1)
        return ids[0].astype(np.int64), 1.0 - distances[0]

    def _make_room(self, more: int) -> None:
        needed = self._graph.element_count + more
        if needed > self._graph.max_elements:
            self._graph.resize_index(max(needed, 2 * self._graph.max_elements))

    def _removed(self, ids: Ids) -> set[int]:
        if self.tidy:
            return set()
        hidden = set(self._graph.get_ids_list()) - self._present
        return hidden.intersection(ids.tolist())
