"""Voices to fit weights by: the voices of a library, knowing less than they do.

One that is asked about a playlist knows nothing of it; one that is asked about a session knows
nothing of what came later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np

from engine.catalog.store import Store
from engine.library.blend.own_lists import Kind, OwnList
from engine.library.blend.sources import Gathered, Lookup, newest
from engine.recommend.blend.fondness import Likes, Replay
from engine.recommend.blend.voice import Silent, Voice
from engine.training.replay.counts import Counts
from engine.training.replay.history import History
from engine.types import Signal


class VoicesToFit:
    """As `engine.library.blend.own.Voices`, of which each signal has one."""

    def __init__(
        self,
        now: Mapping[Signal, Callable[[], Voice]],
        company: Gathered,
        lookup: Lookup,
        then: Then,
    ) -> None:
        self._now, self._company, self._lookup, self._then = now, company, lookup, then

    def without(self, lists: Sequence[OwnList]) -> list[Voice]:
        """As `engine.library.blend.own.Voices` has it."""
        own = [each.key for each in lists if each.kind is Kind.OWN]
        imported = [each.key for each in lists if each.kind is Kind.IMPORTED]
        playlists = self._company.playlists_without(own, imported)
        return self._each({
            Signal.PLAYLISTS: playlists,
            Signal.REPLAY: Silent(Signal.REPLAY),
            Signal.LIKES: Silent(Signal.LIKES),
        })  # fmt: skip

    def at(self, moment: float) -> list[Voice]:
        """As `engine.library.blend.own.Voices` has it."""
        liked = newest(self._then.liked(moment))
        return self._each({
            Signal.REPLAY: self._then.replay(moment),
            Signal.LIKES: Likes(liked, self._lookup.vectors),
        })  # fmt: skip

    def _each(self, other: Mapping[Signal, Voice]) -> list[Voice]:
        return [other.get(signal) or self._always[signal] for signal in Signal]

    @cached_property
    def _always(self) -> dict[Signal, Voice]:
        fleeting = Signal.REPLAY, Signal.LIKES
        return {signal: make() for signal, make in self._now.items() if signal not in fleeting}


class Then:
    """What counts would have told of replays at moments of the past, and what was liked."""

    def __init__(self, history: History, store: Store) -> None:
        self._history, self._store = history, store
        self._counts = Counts(history)
        self._usable = np.flatnonzero(history.facts.usable)

    def replay(self, moment: float) -> Replay:
        """The chances of all tracks that can be played, from the plays before a moment."""
        ids = self._history.facts.ids[self._usable]
        liked = np.isin(ids, self.liked(moment))
        moments = np.full(len(ids), moment)
        return Replay(ids, self._counts.chances(self._usable, moments, liked))

    def liked(self, moment: float) -> list[int]:
        """What is liked since before a moment, the newest like first."""
        return self._store.history.liked(before=moment)
