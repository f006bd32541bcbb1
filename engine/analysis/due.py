"""The tracks a model has yet to hear, read from the store a stretch at a time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable

from engine.analysis.listener import Job
from engine.catalog.store import Store

STRETCH = 200
RECOUNT_SECONDS = 5.0


class DueTracks:
    """Each due track once, in the order of their ids, and those that become due meanwhile."""

    def __init__(self, store: Store, model_id: str) -> None:
        self._store, self._model_id = store, model_id
        self._ahead: deque[Job] = deque()
        self._handed_out: dict[int, str] = {}
        self._reached = 0
        self._counted_at = -RECOUNT_SECONDS
        self._counted = 0

    def next(self) -> Job | None:
        """The next track, or None while there is none."""
        if not self._ahead:
            self._read_on()
        if not self._ahead:
            return None
        self._counted = max(0, self._counted - 1)
        job = self._ahead.popleft()
        self._handed_out[job.track_id] = job.identity
        return job

    def give_back(self, jobs: Iterable[Job]) -> None:
        """Put tracks that were handed out in front again."""
        self._ahead.extendleft(jobs)

    def count(self) -> int:
        """About how many are left to hand out; counted anew every few seconds."""
        now = time.monotonic()
        if now - self._counted_at >= RECOUNT_SECONDS:
            self._counted_at = now
            due = self._store.embeddings.due(self._model_id, limit=-1)
            self._counted = len(set(due) - self._handed_out.keys())
        return self._counted

    def _read_on(self) -> None:
        """Read the next stretch; past the end, look once from the start for what came up behind."""
        due = self._store.embeddings.due(self._model_id, self._reached, STRETCH)
        if not due and self._reached:
            due = self._store.embeddings.due(self._model_id, 0, -1)
        self._reached = due[-1] if due else self._reached
        tracks = self._store.tracks(self._model_id, due)
        self._ahead.extend(
            Job(track.id, track.identity, track.path)
            for track in tracks
            if self._handed_out.get(track.id) != track.identity  # once for each sound
        )
