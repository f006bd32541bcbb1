"""Sources of the blend: what its voices are made of, read from one library's store.

What is made of lists, and the chances of a replay, is kept; what a question needs of tracks is
looked up once for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.catalog.store import Store
from engine.index.base import Ids
from engine.recommend.blend.fondness import Replay
from engine.recommend.blend.lists import Table, listed, stacked
from engine.recommend.blend.sound import Vectors
from engine.recommend.blend.together import Together
from engine.types import Chances, Company

MOST_LIKED: Final = 100
"""Liked tracks that others are compared with: those liked last."""


@dataclass(frozen=True)
class Gathered:
    """What is kept of the playlists and of other people's listening; tables once asked for."""

    store: Store
    revision: str
    """Of what was imported, and of the playlists."""
    own: dict[int, frozenset[int]]
    """The tracks of the user's playlists, by id."""

    @classmethod
    def of(cls, store: Store, revision: str) -> Gathered:
        """As it is now."""
        made = (each for each in store.playlists.all() if not each.built)
        return cls(store, revision, {each.id: frozenset(each.track_ids) for each in made})

    @cached_property
    def imported(self) -> Table:
        """Other people's playlists."""
        told = self.store.imports.interactions(Company.PLAYLISTS)
        return told.ids, told.lists

    @cached_property
    def playlists(self) -> Together:
        """Everybody's playlists."""
        return Together.of_playlists(*stacked(listed(list(self.own.values())), self.imported))

    @cached_property
    def listeners(self) -> Together:
        """Other people's listening."""
        people = self.store.imports.interactions(Company.LISTENERS)
        return Together.of_listeners(people.ids, people.lists)

    def playlists_without(self, own: Collection[int], imported: Collection[int] = ()) -> Together:
        """All playlists but some of the user's (by id), and some of other people's (by row)."""
        if not own and not imported:
            return self.playlists
        ours = [tracks for each, tracks in self.own.items() if each not in own]
        ids, theirs = self.imported
        kept = np.setdiff1d(np.arange(theirs.shape[0]), list(imported))
        return Together.of_playlists(*stacked(listed(ours), (ids, theirs[kept])))


class Past:
    """Chances of a replay, as they were a moment ago: nobody waits for those of a new play."""

    def __init__(self, chances: Callable[[], Chances], store: Store) -> None:
        self._chances, self._store = chances, store
        self._kept: tuple[object, Replay] | None = None
        self._renewing: threading.Thread | None = None

    def voice(self) -> Replay:
        """The last ones, those that are due being made meanwhile; the first ones are waited for."""
        if self._kept is None:
            self._kept = self._made()
        busy = self._renewing and self._renewing.is_alive()
        if self._kept[0] != self._store.history.mark() and not busy:
            self._renewing = threading.Thread(target=self._renew, name="replay", daemon=True)
            self._renewing.start()
        return self._kept[1]

    def close(self) -> None:
        """Wait for what is being made."""
        if self._renewing:
            self._renewing.join()

    def _renew(self) -> None:
        self._kept = self._made()

    def _made(self) -> tuple[object, Replay]:
        mark, chances = self._store.history.mark(), self._chances()
        return mark, Replay(chances.ids, chances.chances)


class Lookup:
    """Looks up what voices need of tracks, each track once for a question."""

    def __init__(self, store: Store, model_id: str) -> None:
        self._store, self._model_id = store, model_id
        self._vectors: dict[int, Vectors | None] = {}

    def vectors(self, ids: Ids) -> tuple[NDArray[np.bool_], Vectors]:
        """Which of the tracks (n,) were heard, and the vectors of these (heard, d)."""
        wanted = ids.tolist()
        missing = [track_id for track_id in wanted if track_id not in self._vectors]
        self._vectors |= dict.fromkeys(missing)
        self._vectors |= self._store.embeddings.vectors_of(self._model_id, missing)
        found = [self._vectors[track_id] for track_id in wanted]
        known = [vector for vector in found if vector is not None]
        heard = np.array([vector is not None for vector in found], np.bool_)
        return heard, np.stack(known) if known else np.empty((0, 0), np.float32)

    def vector(self, track_id: int) -> Vectors | None:
        """One track's vector (d,), if it was heard."""
        heard, vectors = self.vectors(np.array([track_id], np.int64))
        return vectors[0] if heard[0] else None

    def genres(self, ids: Ids) -> dict[int, frozenset[str]]:
        """The genres that the files name."""
        return self._store.parts.genres_of(ids.tolist())


def newest(liked: Sequence[int]) -> Ids:
    """Those that were liked last (n,)."""
    return np.array(liked[:MOST_LIKED], np.int64)
