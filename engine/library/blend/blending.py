"""Blending: the signals of one library, asked together under the weights that count now."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.index.base import Ids
from engine.library.blend.own import FEWEST, OwnBlend
from engine.library.blend.own_lists import LEAST, OwnLists
from engine.library.blend.voices import LibraryVoices
from engine.library.heard_tags import HeardTags
from engine.library.neighbourhood import Neighbourhood
from engine.recommend.blend.blend import Blend
from engine.recommend.blend.default import shipped
from engine.recommend.blend.words import Known, beside, words
from engine.recommend.sessions import sessions
from engine.recommend.surroundings import Surroundings
from engine.types import Change, Mix, Neighbour, Signal, Weights

if TYPE_CHECKING:
    from engine.library.blend.voices_to_fit import VoicesToFit
    from engine.library.replay.chances import ReplayChances

log = logging.getLogger(__name__)

PAUSE: Final = 0.03
"""Seconds between two questions in the background, for the window."""
SILENT: Final = {
    Signal.SOUND: "Nothing was listened to yet",
    Signal.TAGS: "No tags were heard, and no file names its genre",
    Signal.PLAYLISTS: "You have no playlist yet, and none was imported",
    Signal.LISTENERS: "Nobody's listening was imported yet",
    Signal.REPLAY: "Nothing was played yet",
    Signal.LIKES: "You like no track yet",
}
"""Why a signal has nothing to say."""


_TOO_FEW: Final = (
    f"It takes {FEWEST} playlists, imported playlists or times of listening of at least {LEAST} "
    "tracks each."
)


class Blending:
    """All methods may be called from any thread."""

    def __init__(
        self,
        store: Store,
        neighbourhood: Neighbourhood,
        heard_tags: HeardTags,
        chances: Callable[[], ReplayChances],
        own: Path,
        tell: Callable[[Change], None],
    ) -> None:
        """`own` is the file of weights that were fitted to this library."""
        self._store, self._neighbourhood, self._heard_tags = store, neighbourhood, heard_tags
        self._chances = chances
        self._voices = LibraryVoices(store, heard_tags, chances)
        self._own, self._tell = OwnBlend(own), tell
        self._closing = threading.Event()
        self._fitting: threading.Thread | None = None

    def heard(self, news: object) -> None:
        """Take note of what the library broadcasts."""
        if isinstance(news, Change) and news.playlists:
            self._voices.playlists_changed()

    def prepare(self) -> None:
        """Read in the background what questions need, and fit weights if there is much new."""
        busy = self._fitting and self._fitting.is_alive()
        if not busy and not self._closing.is_set():
            self._fitting = threading.Thread(target=self._prepare, name="blend", daemon=True)
            self._fitting.start()

    def close(self) -> None:
        """Stop what goes on in the background."""
        self._closing.set()
        if self._fitting:
            self._fitting.join()
        self._voices.past.close()

    def fit(self, cancelled: Callable[[], bool]) -> Mix:
        """Fit weights to the lists of this library, which count if they are better.

        Raises NearfieldError if there are too few lists, Cancelled.
        """
        lists = self._lists()
        if len(lists) < FEWEST:
            raise NearfieldError("There is too little to fit weights to", _TOO_FEW)
        self._fit(lists, cancelled)
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
        lookup = self._voices.lookup()
        ways = self._voices.now(around.index, lookup, () if without is None else (without,))
        counting = [s for s in Signal if s is Signal.SOUND or weights.of(s) > 0]  # sound finds
        blend = Blend([ways[signal]() for signal in counting], weights)
        return around.blended(blend, lookup.vector)

    def explained(self, seeds: Collection[int], neighbours: Sequence[Neighbour]) -> list[Neighbour]:
        """The same neighbours of some tracks, with what speaks for them beside sound and tags."""
        if not any(near.shares for near in neighbours):
            return list(neighbours)
        lists = beside(self._voices.company().own.values(), seeds)
        explained = []
        for near in neighbours:
            shared = sum(near.track.id in each for each in lists)
            known = Known(shared, near.track.liked)
            reasons = (*words(near.shares, known), *near.reasons)
            explained.append(replace(near, reasons=reasons))
        return explained

    def _weights(self) -> Weights:
        return self._store.settings.weights() or self._fitted()

    def _fitted(self) -> Weights:
        return self._own.weights() or shipped()

    def _prepare(self) -> None:
        try:
            self._voices.past.voice()
            lists = self._lists()
            if self._own.due(lists):
                self._fit(lists, partial(self._closing.wait, PAUSE))
        except NearfieldError as error:  # whoever asks will be told
            log.info("The blend was not prepared: %s", error)

    def _fit(self, lists: OwnLists, cancelled: Callable[[], bool]) -> None:
        tracks, before = (
            partial(self._store.tracks, self._store.embeddings.serving()),
            self._fitted(),
        )
        self._own.fit(lists, tracks, self._voices_to_fit(), shipped(), cancelled)
        if self._fitted() != before:
            self._tell(Change(mix=True))

    def _voices_to_fit(self) -> VoicesToFit:
        from engine.library.blend.voices_to_fit import Then, VoicesToFit

        lookup = self._voices.lookup()
        now = self._voices.now(self._neighbourhood.around().index, lookup)
        then = Then(self._chances().history(), self._store)
        return VoicesToFit(now, self._voices.company(), lookup, then)

    def _lists(self) -> OwnLists:
        """All that weights can be fitted to."""
        company, history = self._voices.company(), self._chances().history()
        imported = company.imported if self._store.imports.sources() else None
        return OwnLists(company.own, imported, sessions(history.log, history.facts))

    def _speaks(self, signal: Signal) -> bool:
        """Whether a signal knows anything of any track."""
        store = self._store
        match signal:
            case Signal.SOUND:
                return len(self._neighbourhood) > 0
            case Signal.TAGS:
                return bool(self._heard_tags.names()) or store.parts.any_genre()
            case Signal.PLAYLISTS:
                return len(self._voices.company().playlists.ids) > 0
            case Signal.LISTENERS:
                return len(self._voices.company().listeners.ids) > 0
            case Signal.REPLAY:
                return bool(store.history.plays(1))
            case Signal.LIKES:
                return bool(store.history.liked())
