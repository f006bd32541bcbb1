"""The neighbourhood: the index of the model that serves, kept true to the store.

Recommendations look around in it; what the analysis stores is added as it comes. When a new model
has heard everything, it takes over, and its index with it.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.index.base import Ids
from engine.index.cache import CachedIndex
from engine.recommend.nearness import Nearness, nearness_among
from engine.recommend.surroundings import Surroundings

log = logging.getLogger(__name__)

SAMPLE: Final = 256
"""Tracks from whose pairs is told what is usual: 32,640 of them."""
GROWTH: Final = 0.1
"""By how much of what it was the library has to grow for that to be looked at again."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What words for nearness mean under a model, until a write's number."""

    model_id: str
    good_until: float
    nearness: Nearness


class Neighbourhood:
    """Opened on first use; all methods may be called from any thread.

    Only what needs the index waits for it to be opened.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store
        self._cached: CachedIndex | None = None
        self._nearness: _Kept | None = None
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._preparation: threading.Thread | None = None

    def __len__(self) -> int:
        """How many tracks have a place in it, whether it is open or not."""
        return self._store.embeddings.count(self._store.embeddings.serving())

    def around(self, among: Ids | None = None) -> Surroundings:
        """The library seen from its vectors, as they are now, or only the tracks `among` it."""
        cached, store = self._current(), self._store
        if self._preparation and not self._preparation.is_alive() and cached.index.on_disk:
            self._in_background(load=True)  # until then searches are exact, and slower
        return Surroundings(
            cached.index,
            lambda ids: store.tracks(cached.model_id, ids),
            lambda track_id: store.embeddings.vector(cached.model_id, track_id),
            among,
            nearness=self._told_among,
        )

    def prepare(self) -> None:
        """Open the index in the background, and from now on do there what it needs.

        A saved graph is read once somebody looks around: reading it keeps the window waiting.
        """
        self._in_background(load=False)

    def catch_up(self) -> None:
        """Take in what was stored since, if the index is open."""
        with self._lock:
            cached = self._cached
        if cached:
            cached.catch_up()
            cached.settle(self._closing.is_set, load=False)

    def serve(self, model_id: str) -> bool:
        """Let this model serve from now on; returns whether another did."""
        other = self._store.embeddings.serving() != model_id
        if other:
            self._store.embeddings.serve(model_id)
        return other

    def save(self) -> None:
        """Bring the index up to date and keep it for the next start."""
        cached = self._current()
        cached.settle(self._closing.is_set, load=False)
        cached.save()

    def close(self, *, save: bool) -> None:
        """Let go of the index; `save` keeps it for the next start."""
        with self._lock:
            self._closing.set()
        if self._preparation:
            self._preparation.join()
        with self._lock:
            if self._cached and save:
                self._cached.save()
            self._cached = None

    def _told_among(self) -> Nearness:
        """What words for nearness mean under the model that serves, as the library is now."""
        embeddings = self._store.embeddings
        with self._lock:
            serving, last = embeddings.serving(), embeddings.last_number()
            kept = self._nearness
            if kept is None or kept.model_id != serving or last > kept.good_until:
                told = nearness_among(embeddings.some_vectors(serving, SAMPLE))
                self._nearness = kept = _Kept(serving, last + GROWTH * last, told)
            return kept.nearness

    def _in_background(self, *, load: bool) -> None:
        with self._lock:
            if self._closing.is_set():  # whoever asks is late, and the store may be closed
                return
            self._preparation = threading.Thread(
                target=self._prepare, args=(load,), name="index", daemon=True
            )
            self._preparation.start()

    def _prepare(self, load: bool) -> None:
        try:
            self._current().settle(self._closing.is_set, load=load)
        except NearfieldError as error:  # whoever asks for neighbours will be told
            log.warning("The index cannot be prepared: %s", error)

    def _current(self) -> CachedIndex:
        embeddings = self._store.embeddings
        with self._lock:
            serving = embeddings.serving()
            if self._cached is None or self._cached.model_id != serving:
                dimension = embeddings.dimension(serving)
                self._cached = CachedIndex(self._folder, embeddings, serving, dimension)
            return self._cached
