"""The neighbourhood: the index of the model that serves, kept true to the store.

Recommendations look around in it; what the analysis stores is added as it comes. When a new model
has heard everything, it takes over, and its index with it.
"""

from __future__ import annotations

import threading
from pathlib import Path

from engine.catalog.store import Store
from engine.index.cache import CachedIndex
from engine.recommend.surroundings import Surroundings


class Neighbourhood:
    """Opened on first use; all methods may be called from any thread."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store
        self._index: CachedIndex | None = None
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._current().graph)

    def around(self) -> Surroundings:
        """The library seen from its vectors, as they are now."""
        index, store = self._current(), self._store
        return Surroundings(
            index.graph,
            lambda ids: store.tracks(index.model_id, ids),
            lambda track_id: store.embeddings.vector(index.model_id, track_id),
        )

    def catch_up(self) -> None:
        """Take in what was stored since, if the index is open."""
        with self._lock:
            if self._index:
                self._index.catch_up()

    def serve(self, model_id: str) -> None:
        """Let this model serve from now on."""
        with self._lock:
            if self._store.embeddings.serving() != model_id:
                self._store.embeddings.serve(model_id)

    def save(self) -> None:
        """Bring the index up to date and keep it for the next start."""
        with self._lock:
            self._current().save()

    def close(self, *, save: bool) -> None:
        """Let go of the index; `save` keeps it for the next start."""
        with self._lock:
            if self._index and save:
                self._index.save()
            self._index = None

    def _current(self) -> CachedIndex:
        embeddings = self._store.embeddings
        with self._lock:
            serving = embeddings.serving()
            if self._index is None or self._index.model_id != serving:
                dimension = embeddings.dimension(serving)
                self._index = CachedIndex(self._folder, embeddings, serving, dimension)
            self._index.catch_up()
            return self._index
