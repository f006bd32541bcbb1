"""The voices of one library, as they speak now.

What is made of playlists and of other people's listening is kept until they change; everything else
is read from the store when somebody asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from engine.catalog.store import Store
from engine.index.base import Index
from engine.library.blend.sources import Gathered, Lookup, Past, newest
from engine.library.heard_tags import HeardTags
from engine.recommend.blend.fondness import Likes
from engine.recommend.blend.sound import Sound
from engine.recommend.blend.tags import Tags
from engine.recommend.blend.voice import Voice
from engine.types import Signal

if TYPE_CHECKING:
    from engine.library.replay.chances import ReplayChances


class LibraryVoices:
    """All methods may be called from any thread."""

    def __init__(
        self,
        store: Store,
        heard_tags: HeardTags,
        chances: Callable[[], ReplayChances],
    ) -> None:
        self.past = Past(lambda: chances().all(), store)
        self._store, self._heard_tags = store, heard_tags
        self._lock = threading.Lock()
        self._kept: Gathered | None = None
        self._changes = 0

    def playlists_changed(self) -> None:
        """Make anew what is made of playlists, when it is asked for."""
        self._changes += 1

    def company(self) -> Gathered:
        """What is made of playlists and of other people's listening."""
        revision = f"{self._store.imports.revision()}.{self._changes}"
        with self._lock:
            if self._kept is None or self._kept.revision != revision:
                self._kept = Gathered.of(self._store, revision)
            return self._kept

    def lookup(self) -> Lookup:
        """For one question, or for many in a row."""
        return Lookup(self._store, self._store.embeddings.serving())

    def now(
        self, index: Index, lookup: Lookup, without: Collection[int] = ()
    ) -> dict[Signal, Callable[[], Voice]]:
        """How to come by each voice, some of the user's playlists left out."""
        return {
            Signal.SOUND: lambda: Sound(index, lookup.vectors),
            Signal.TAGS: lambda: Tags(self._heard_tags.strengths, lookup.genres),
            Signal.PLAYLISTS: lambda: self.company().playlists_without(without),
            Signal.LISTENERS: lambda: self.company().listeners,
            Signal.REPLAY: self.past.voice,
            Signal.LIKES: lambda: Likes(newest(self._store.history.liked()), lookup.vectors),
        }
