"""Exact search by one matrix product: the oracle the approximate index is measured against."""

from __future__ import annotations

import threading

import numpy as np

from engine.index.base import Ids, Similarities, Vectors


class ExactIndex:
    """All vectors in one array of shape (n, d)."""

    def __init__(self, dimension: int) -> None:
        self._ids = np.empty(0, np.int64)
        self._vectors = np.empty((0, dimension), np.float32)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Put in vectors (n, d) under `ids` (n,), the newer of two under one id."""
        self.remove(ids)
        with self._lock:
            self._ids = np.concatenate([self._ids, ids])
            self._vectors = np.concatenate([self._vectors, vectors.astype(np.float32)])

    def remove(self, ids: Ids) -> None:
        """Take vectors out."""
        with self._lock:
            kept = ~np.isin(self._ids, ids)
            self._ids, self._vectors = self._ids[kept], self._vectors[kept]

    def search(self, vector: Vectors, count: int) -> tuple[Ids, Similarities]:
        """The `count` nearest ids and their cosines."""
        with self._lock:
            ids, vectors = self._ids, self._vectors
        similarities = vectors @ vector
        nearest = np.argsort(-similarities, kind="stable")[:count]
        return ids[nearest], similarities[nearest]
