"""Replay chances: how likely each track of the library is to be played again soon.

Told as if every track was started from the library now, so that they can be compared. What was told
of all tracks is kept until something is played, liked or found, or an hour has passed: the hour of
the day is part of a habit.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.catalog.store import Store
from engine.training.replay.counts import Counts
from engine.training.replay.history import History, TagOdds, history_of
from engine.types import Chances

FRESH = 3600.0
"""Seconds for which chances are kept."""

_Mark = tuple[int | float | None, ...]


class ReplayChances:
    """All methods may be called from any thread."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store
        self._lock = threading.Lock()
        self._history: tuple[_Mark, History] | None = None
        self._told: tuple[History, Chances] | None = None

    def all(self) -> Chances:
        """Of every track that can be played."""
        with self._lock:
            history = self._current()
            if self._told is None or self._told[0] is not history:
                self._told = history, self._chances(history, history.facts.ids)
            return self._told[1]

    def of(self, track_ids: Sequence[int]) -> dict[int, float]:
        """Of some tracks; those that cannot be played are left out."""
        with self._lock:
            history = self._current()
            chances = self._chances(history, np.array(track_ids, np.int64))
        return dict(zip(chances.ids.tolist(), chances.chances.tolist(), strict=True))

    def _current(self) -> History:
        """The history as it is now."""
        store, now = self._store, time.time()
        mark = (*store.history.mark(), *store.facts.mark())
        kept = self._history
        if kept is None or kept[0] != mark or not 0 <= now - kept[1].now < FRESH:
            facts = store.facts.all()
            nothing = TagOdds((), np.empty((len(facts), 0), np.float32))
            kept = mark, history_of(facts, nothing, store.history.log(), now)
            self._history = kept
        return kept[1]

    def _chances(
        self, history: History, ids: np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> Chances:
        facts = history.facts
        places = facts.places(ids).astype(np.int64)
        places = places[(places >= 0) & facts.usable[places]]
        moments = np.full(len(places), history.now)
        told = Counts(history).chances(places, moments, facts.liked[places])
        return Chances(facts.ids[places], told, learned=False)
