"""The tracks a model has yet to hear, read from the store."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Iterable

from engine.analysis.job import Job
from engine.catalog.store import Store

STRETCH = 200
"""Tracks whose files are looked up at once."""
LOOK_SECONDS = 5.0
"""How often it looks for tracks that came up meanwhile."""


class DueTracks:
    """Each due track once for each sound it has, and those that become due meanwhile.

    They come in an order that is mixed but always the same: what has been heard is then a sample
    of the whole library from early on, and so is the time it took.
    """

    def __init__(self, store: Store, model_id: str) -> None:
        self._store, self._model_id = store, model_id
        self._dice = random.Random(0)
        self._waiting: deque[int] = deque()
        self._ahead: deque[Job] = deque()
        self._handed_out: dict[int, str] = {}
        self._reached = 0
        self._looked = -LOOK_SECONDS

    def next(self) -> Job | None:
        """The next track, or None while there is none."""
        if not self._ahead and not self._read():
            return None
        job = self._ahead.popleft()
        self._handed_out[job.track_id] = job.identity
        return job

    def look_again(self) -> bool:
        """At first, and once all were handed out: whether some are due, with a new sound too."""
        self._look(after=0)
        return self._read()

    def give_back(self, jobs: Iterable[Job]) -> None:
        """Put tracks that were handed out in front again."""
        self._ahead.extendleft(jobs)

    def count(self) -> int:
        """How many are left to hand out, as far as it has looked."""
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._look(after=self._reached)
        return len(self._waiting) + len(self._ahead)

    def _look(self, after: int) -> None:
        found = self._store.embeddings.due(self._model_id, after, limit=-1)
        self._looked = time.monotonic()
        self._reached = max(self._reached, found[-1] if found else 0)
        self._dice.shuffle(found)
        self._waiting.extend(found)

    def _read(self) -> bool:
        """Look up the next tracks that are still to be handed out; whether there were any."""
        while self._waiting and not self._ahead:
            taken = [self._waiting.popleft() for _ in range(min(STRETCH, len(self._waiting)))]
            self._ahead.extend(
                Job(track.id, track.identity, track.path)
                for track in self._store.tracks(self._model_id, taken)
                if self._handed_out.get(track.id) != track.identity
            )
        return bool(self._ahead)
