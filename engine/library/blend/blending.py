"""Blending: the signals of one library, asked together under the weights that count now.

What is made of playlists and of other people's listening is kept until they change; everything else
is read from the store when somebody asks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.index.base import Ids
from engine.library.blend.own import FEWEST, LEAST, OwnBlend
from engine.library.blend.sources import Gathered, Lookup, Past
from engine.library.heard_tags import HeardTags
from engine.library.neighbourhood import Neighbourhood
from engine.recommend.blend.blend import Blend
from engine.recommend.blend.default import shipped
from engine.recommend.blend.fondness import Likes
from engine.recommend.blend.sound import Sound
from engine.recommend.blend.tags import Tags
from engine.recommend.blend.voice import Voice
from engine.recommend.blend.words import Known, beside, words
from engine.recommend.surroundings import Surroundings
from engine.types import Chances, Change, Mix, Neighbour, Signal, Weights

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
        self._past = Past(chances, store)
        self._lock = threading.Lock()
        self._kept: Gathered | None = None
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
        lookup = Lookup(self._store, self._store.embeddings.serving())
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
        lookup = Lookup(self._store, self._store.embeddings.serving())
        ways = self._ways(self._neighbourhood.around(), lookup, frozenset(playlists))
        return [way() for way in ways.values()]

    def _ways(
        self, around: Surroundings, lookup: Lookup, without: frozenset[int]
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

    def _company(self) -> Gathered:
        revision = f"{self._store.imports.revision()}.{self._changes}"
        with self._lock:
            if self._kept is None or self._kept.revision != revision:
                self._kept = Gathered.of(self._store, revision)
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
