"""The history of a library: what was played and liked, and what that says of plays to come."""

from __future__ import annotations

from collections.abc import Iterable

from engine.catalog.store import Store
from engine.library.news import Listener
from engine.library.replay.replays import Replays
from engine.types import Chances, Change, Play


class History:
    """Plays and likes belong to tracks, wherever their files go."""

    def __init__(self, store: Store, replays: Replays, tell: Listener) -> None:
        self._store, self._replays, self._tell = store, replays, tell

    def like(self, track_ids: Iterable[int], liked: bool = True) -> None:
        """Like these tracks, or no longer."""
        ids = frozenset(track_ids)
        self._store.history.like(ids, liked)
        self._tell(Change(tracks=ids))

    def played(self, play: Play) -> None:
        """Remember that a track sounded; raises NotFound."""
        self._store.history.add(play)
        self.gained(frozenset({play.track_id}))

    def plays(self, limit: int = 100) -> list[Play]:
        """What was played, newest first."""
        return self._store.history.plays(limit)

    def replay_chances(self) -> Chances:
        """How likely each track that can be played is to be played again soon."""
        return self._replays.chances().all()

    def gained(self, track_ids: frozenset[int]) -> None:
        """These have plays that they had not before: there may be enough to learn from."""
        self._replays.heard()
        self._tell(Change(tracks=track_ids))
