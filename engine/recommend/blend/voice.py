"""Voices: what each signal says of tracks beside others, all in the same form.

A voice is asked about seeds and gives an opinion, or none where it knows nothing of them. An
opinion names the tracks it would look at first, and says of any candidates how well they go with
the seeds: from 0 to 1, 1 for what goes with them as well as they do with themselves, and NaN, not
0, where it knows nothing. So a file that is new is judged by its sound alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids
from engine.types import Signal

Scores = NDArray[np.float32]


class Opinion(Protocol):
    """What a voice says about some seeds."""

    def nearest(self, count: int, among: Ids | None) -> Ids:
        """At most so many tracks (n,) that it would look at first, the best first.

        None that it knows nothing of; seeds may be among them. `among` are the only ones to name.
        """
        ...

    def scores(self, candidates: Ids) -> Scores:
        """How well each candidate (c,) goes with the seeds, in 0–1; NaN where nothing is known."""
        ...


class Voice(Protocol):
    """A signal that can be asked."""

    @property
    def signal(self) -> Signal:
        """Which one it is."""
        ...

    def asked(self, seeds: Ids) -> Opinion | None:
        """What it says about tracks (n,), at least one; None if it knows nothing of them."""
        ...


@dataclass(frozen=True, slots=True)
class Silent:
    """A voice that is left out of it."""

    signal: Signal

    def asked(self, seeds: Ids) -> None:
        """Nothing, about whatever."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An opinion on the tracks of a table: ids (t,), ascending, with a score each (t,)."""

    ids: Ids
    told: Scores
    """NaN for a track that nothing is known of."""
    looks: bool = True
    """Whether it names tracks to look at; otherwise it only judges those of others."""

    def nearest(self, count: int, among: Ids | None) -> Ids:
        """Those above 0, the best first; ties stand in the order of their ids."""
        if not self.looks:
            return np.empty(0, np.int64)
        worth = np.nan_to_num(self.told, nan=0.0)
        if among is not None:
            worth = np.where(np.isin(self.ids, among), worth, 0)
        found = np.flatnonzero(worth > 0)
        if len(found) > count:
            least = np.partition(worth[found], -count)[-count]
            found = found[worth[found] >= least]
        return self.ids[found[np.argsort(-worth[found], kind="stable")][:count]]

    def scores(self, candidates: Ids) -> Scores:
        """As the table says; NaN for those that are not in it."""
        rows, known = places(self.ids, candidates)
        told = np.full(len(candidates), np.nan, np.float32)
        told[known] = self.told[rows[known]]
        return told


def places(ids: Ids, wanted: Ids) -> tuple[Ids, NDArray[np.bool_]]:
    """Where each of the wanted (w,) stands in ids (t,), ascending, and whether it does."""
    if not len(ids):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    rows = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return rows.astype(np.int64), np.asarray(ids[rows] == wanted)
