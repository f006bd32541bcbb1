"""Exact search by one matrix product: the oracle the approximate index is measured against."""

from __future__ import annotations

import threading

import numpy as np

from engine.index.base import Ids, Similarities, Vectors, top


class ExactIndex:
    """All vectors in one array of shape (n, d)."""

    def __init__(self, dimension: int) -> None:
        self._held = np.empty(0, np.int64), np.empty((0, dimension), np.float32)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held[0])

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Put in vectors (n, d) under `ids` (n,), the newer of two under one id."""
        _, last = np.unique(ids[::-1], return_index=True)
        added = np.sort(len(ids) - 1 - last)
        with self._lock:
            held_ids, held = self._without(ids)
            self._held = (
                np.concatenate([held_ids, ids[added]]),
                np.concatenate([held, vectors[added].astype(np.float32)]),
            )

    def remove(self, ids: Ids) -> None:
        """Take vectors out."""
        with self._lock:
            self._held = self._without(ids)

    def search(
        self, vector: Vectors, count: int, among: Ids | None = None
    ) -> tuple[Ids, Similarities]:
        """The `count` nearest ids and their cosines."""
        ids, vectors = self._held
        if among is not None:
            wanted = np.isin(ids, among)
            ids, vectors = ids[wanted], vectors[wanted]
        similarities = vectors @ vector
        nearest = top(similarities, count)
        return ids[nearest], similarities[nearest]

    def _without(self, ids: Ids) -> tuple[Ids, Vectors]:
        held_ids, held = self._held
        kept = ~np.isin(held_ids, ids)
        return held_ids[kept], held[kept]
