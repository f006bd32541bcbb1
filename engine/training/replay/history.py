"""The user's own history: what was played, of what, and what became of it.

A play was followed by another if its track was played again, and not skipped, within thirty days.
That is known once it happens, or when the thirty days are over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.catalog.fact_store import Facts
from engine.catalog.history_store import PlayLog
from engine.training.replay.past import Moments, Past, Things

DAY = 86_400.0
HORIZON = 30 * DAY


@dataclass(frozen=True, eq=False)
class History:
    """The plays (n,) of a library's tracks up to a moment."""

    facts: Facts
    log: PlayLog
    now: float

    @cached_property
    def of(self) -> Things:
        """The track of each play, by its place among the facts."""
        return self.facts.places(self.log.tracks).astype(np.int64)

    @cached_property
    def past(self) -> Past:
        """The plays, by track."""
        return Past(self.of, self.log.started)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What became of each play."""
        return outcomes(self.of, self.log.started, self.log.finished)

    @cached_property
    def artists(self) -> Things:
        """The artist of each track, as a number; tracks without have one together."""
        _, numbers = np.unique(np.array(self.facts.artists, np.str_), return_inverse=True)
        return numbers.astype(np.int64)

    def settled(self) -> NDArray[np.intp]:
        """The plays of which it is known what became of them, whatever that was.

        A younger play counts for nothing even if its track was played again already: those that
        were not yet would be missing beside it, and the newest plays would all be replays.
        """
        return np.flatnonzero(self.log.started + HORIZON <= self.now)


def history_of(facts: Facts, log: PlayLog, now: float) -> History:
    """A history without what a clock that was wrong dated into the future."""
    return History(facts, log.taken(np.flatnonzero(log.started <= now)), now)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of plays (n,)."""

    replayed: NDArray[np.bool_]
    """Whether the track was played again in time."""
    known: Moments
    """From when on that is known."""


def outcomes(of: Things, started: Moments, finished: NDArray[np.bool_]) -> Outcomes:
    """What became of plays (n,) of tracks, of which some were finished."""
    order = np.lexsort((started, of))
    places = np.where(finished[order], np.arange(len(order)), len(order))
    # the first finished play from each place on, then the one behind it
    onward = np.append(np.minimum.accumulate(places[::-1])[::-1], len(order))[1:]
    some = onward < len(order)
    later = order[np.where(some, onward, 0)]
    replayed, known = np.zeros(len(of), np.bool_), started + HORIZON
    again = some & (of[later] == of[order]) & (started[later] <= known[order])
    replayed[order] = again
    known[order[again]] = started[later[again]]
    return Outcomes(replayed, known)
