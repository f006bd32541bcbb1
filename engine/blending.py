"""Blending: the signals of one library, asked together under the weights that count now.

What is made of playlists and of other people's listening is kept until they change; everything else
is read from the store when somebody asks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.heard_tags import HeardTags
from engine.index.base import Ids
from engine.neighbourhood import Neighbourhood
from engine.own_blend import FEWEST, LEAST, OwnBlend
from engine.recommend.blend.blend import Blend
from engine.recommend.blend.default import shipped
from engine.recommend.blend.fondness import Likes, Replay
from engine.recommend.blend.lists import Table, listed, stacked
from engine.recommend.blend.sound import Sound, Vectors
from engine.recommend.blend.tags import Tags
from engine.recommend.blend.together import Together
from engine.recommend.blend.voice import Voice
from engine.recommend.blend.words import Known, beside, words
from engine.recommend.surroundings import Surroundings
from engine.types import Chances, Change, Company, Mix, Neighbour, Signal, Weights

log = logging.getLogger(__name__)

MOST_LIKED: Final = 100
"""Liked tracks that others are compared with: those liked last."""

SILENT: Final = {
    Signal.SOUND: "Nothing was listened to yet",
    Signal.TAGS: "No tags were heard, and no file names its genre",
    Signal.PLAYLISTS: "You have no playlist yet, and none was imported",
    Signal.LISTENERS: "Nobody's listening was imported yet",
    Signal.REPLAY: "Nothing was played yet",
    Signal.LIKES: "You like no track yet",
}
"""Why a signal has nothing to say."""


class Blending:
    """All methods may be called from any thread."""

    def __init__(
        self,
        store: Store,
        neighbourhood: Neighbourhood,
        heard_tags: HeardTags,
        chances: Callable[[], Chances],
        own: Path,
    ) -> None:
        """`own` is the file of weights that were fitted to this library."""
        self._store, self._neighbourhood, self._heard_tags = store, neighbourhood, heard_tags
        self._past = _Past(chances, store)
        self._lock = threading.Lock()
        self._kept: _Company | None = None
        self._changes = 0
        self._own = OwnBlend(own)
        self._closing = threading.Event()
        self._fitting: threading.Thread | None = None

    def heard(self, news: object) -> None:
        """Take note of what the library broadcasts."""
        if isinstance(news, Change) and news.playlists:
            self._changes += 1

    def prepare(self) -> None:
        """Read in the background what questions need, and fit weights if there is much new."""
        if self._fitting is None and not self._closing.is_set():
            self._fitting = threading.Thread(target=self._prepare, name="blend", daemon=True)
            self._fitting.start()

    def close(self) -> None:
        """Stop what goes on in the background."""
        self._closing.set()
        if self._fitting:
            self._fitting.join()
        self._past.close()

    def fit(self, cancelled: Callable[[], bool]) -> Mix:
        """Fit weights to the playlists of this library, which count if they are better.

        Raises NearfieldError if there are too few playlists, Cancelled.
        """
        lists = self._company().own
        if sum(len(tracks) >= LEAST for tracks in lists.values()) < FEWEST:
            message = f"It takes {FEWEST} playlists of at least {LEAST} tracks each."
            raise NearfieldError("There are too few playlists to learn from", message)
        self._own.fit(lists, self._voices_without, shipped(), cancelled)
        return self.mix()

    def mix(self) -> Mix:
        """How recommendations are blended now."""
        silent = tuple((signal, SILENT[signal]) for signal in Signal if not self._speaks(signal))
        own = self._own.weights()
        return Mix(self._weights(), own or shipped(), own is not None, silent)

    def weigh(self, weights: Weights | None) -> None:
        """Let the signals count so from now on; None leaves it to what was fitted."""
        self._store.settings.keep_weights(weights)

    def around(self, among: Ids | None = None, without: int | None = None) -> Surroundings:
        """The library as the blend sees it, or only the tracks `among` it.

        `without` is a playlist that says nothing now: the one that is asked about.
        """
        around, weights = self._neighbourhood.around(among), self._weights()
        if not any(weights.of(signal) for signal in Signal if signal is not Signal.SOUND):
            return around  # no more than it was before there was a blend
        lookup = _Lookup(self._store, self._store.embeddings.serving())
        left_out = frozenset() if without is None else frozenset({without})
        ways = self._ways(around, lookup, left_out)
        counting = [s for s in Signal if s is Signal.SOUND or weights.of(s) > 0]  # sound finds
        blend = Blend([ways[signal]() for signal in counting], weights)
        return around.blended(blend, lookup.vector)

    def explained(self, seeds: Collection[int], neighbours: Sequence[Neighbour]) -> list[Neighbour]:
        """The same neighbours of some tracks, with what speaks for them beside sound and tags."""
        if not any(near.shares for near in neighbours):
            return list(neighbours)
        lists = beside(self._company().own.values(), seeds)
        explained = []
        for near in neighbours:
            shared = sum(near.track.id in each for each in lists)
            known = Known(shared, near.track.liked)
            reasons = (*words(near.shares, known), *near.reasons)
            explained.append(replace(near, reasons=reasons))
        return explained

    def _weights(self) -> Weights:
        return self._store.settings.weights() or self._own.weights() or shipped()

    def _prepare(self) -> None:
        try:
            self._past.voice()
            if self._own.due(self._company().own):
                self.fit(self._closing.is_set)
        except NearfieldError as error:  # whoever asks will be told
            log.info("The blend was not prepared: %s", error)

    def _voices_without(self, playlists: Collection[int]) -> list[Voice]:
        lookup = _Lookup(self._store, self._store.embeddings.serving())
        ways = self._ways(self._neighbourhood.around(), lookup, frozenset(playlists))
        return [way() for way in ways.values()]

    def _ways(
        self, around: Surroundings, lookup: _Lookup, without: frozenset[int]
    ) -> dict[Signal, Callable[[], Voice]]:
        """How to come by each voice, some playlists left out."""
        return {
            Signal.SOUND: lambda: Sound(around.index, lookup.vectors),
            Signal.TAGS: lambda: Tags(self._heard_tags.strengths, lookup.genres),
            Signal.PLAYLISTS: lambda: self._company().playlists_without(without),
            Signal.LISTENERS: lambda: self._company().listeners,
            Signal.REPLAY: self._past.voice,
            Signal.LIKES: lambda: Likes(self._liked(), lookup.vectors),
        }

    def _liked(self) -> Ids:
        return np.array(self._store.history.liked()[:MOST_LIKED], np.int64)

    def _company(self) -> _Company:
        revision = f"{self._store.imports.revision()}.{self._changes}"
        with self._lock:
            if self._kept is None or self._kept.revision != revision:
                self._kept = _Company.of(self._store, revision)
            return self._kept

    def _speaks(self, signal: Signal) -> bool:
        """Whether a signal knows anything of any track."""
        store = self._store
        match signal:
            case Signal.SOUND:
                return len(self._neighbourhood) > 0
            case Signal.TAGS:
                return bool(self._heard_tags.names()) or store.parts.any_genre()
            case Signal.PLAYLISTS:
                return len(self._company().playlists.ids) > 0
            case Signal.LISTENERS:
                return len(self._company().listeners.ids) > 0
            case Signal.REPLAY:
                return bool(store.history.plays(1))
            case Signal.LIKES:
                return bool(store.history.liked())


@dataclass(frozen=True)
class _Company:
    """What is kept of the playlists and of other people's listening; tables once asked for."""

    store: Store
    revision: str
    """Of what was imported, and of the playlists."""
    own: dict[int, frozenset[int]]
    """The tracks of the user's playlists, by id."""

    @classmethod
    def of(cls, store: Store, revision: str) -> _Company:
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

    def playlists_without(self, some: frozenset[int]) -> Together:
        """All playlists but some of the user's."""
        if not some:
            return self.playlists
        others = [tracks for each, tracks in self.own.items() if each not in some]
        return Together.of_playlists(*stacked(listed(others), self.imported))


class _Past:
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


class _Lookup:
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
