"""The blend of one's own: weights fitted to the playlists of a library, if that answers better.

A part of each playlist is hidden, and asked for by what remains of it; what other playlists tell is
learned without those of its fold. The fitted weights are kept beside those that came with the
program, and count only where they answered held-out playlists better, beyond what chance explains.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from engine.errors import Cancelled, ModelError
from engine.index.base import Ids
from engine.recommend.blend.asking import BEFORE, FITTED, FOLDS, ahead, held_out, question
from engine.recommend.blend.default import read_weights, write_weights
from engine.recommend.blend.fusion import Question, fitted
from engine.recommend.blend.voice import Voice
from engine.types import Signal, Weights

log = logging.getLogger(__name__)

FEWEST: Final = 20
"""Playlists without which nothing is fitted: of fewer, chance makes any weights look better."""
LEAST: Final = 6
"""Tracks of a playlist that is asked about."""
MOST: Final = 120
"""Playlists that are asked about: an even sample of more."""
GIVEN: Final = 5
"""Tracks of it that are given, at most half of them."""
GROWTH: Final = 0.2
"""By how much of their number playlists have to grow to be looked at again."""

Lists = Mapping[int, Collection[int]]
"""The tracks of playlists, by id."""
VoicesWithout = Callable[[Collection[int]], Sequence[Voice]]
"""All voices, which know nothing of these playlists (by id)."""


@dataclass(frozen=True, slots=True)
class OwnBlend:
    """What is kept of it, in one file."""

    path: Path

    def weights(self) -> Weights | None:
        """Those that were better; None if there are none, or the file is none of ours."""
        if not self.path.exists():
            return None
        try:
            if not json.loads(self.path.read_text(encoding="utf-8"))["better"]:
                return None
            return read_weights(self.path)
        except (OSError, ValueError, KeyError, TypeError, ModelError) as error:
            log.warning("The weights of the own blend are left alone: %s", error)
            return None

    def due(self, lists: Lists) -> bool:
        """Whether there are enough playlists to ask about, and many that are new."""
        count = sum(len(set(tracks)) >= LEAST for tracks in lists.values())
        try:
            before = int(json.loads(self.path.read_text(encoding="utf-8"))["playlists"])
        except (OSError, ValueError, KeyError, TypeError):
            before = 0
        return count >= FEWEST and abs(count - before) > GROWTH * before

    def fit(
        self, lists: Lists, voices: VoicesWithout, before: Weights, cancelled: Callable[[], bool]
    ) -> bool:
        """Fit, and keep what came of it; returns whether it is better than `before`.

        Raises Cancelled.
        """
        asked, of_list = questions(lists, voices, cancelled)
        signals = tuple(Signal)
        groups = np.array(of_list, np.int64)
        gains = held_out(asked, groups, signals, before)
        gain, low, high = ahead(gains[FITTED], gains[BEFORE], groups)
        told = {
            "better": low > 0,
            "playlists": sum(len(set(tracks)) >= LEAST for tracks in lists.values()),
            "questions": len(asked),
            "gain": [round(figure, 4) for figure in (gain, low, high)],
        }
        write_weights(self.path, fitted(asked, signals, before), told)
        return low > 0


def questions(
    lists: Lists, voices: VoicesWithout, cancelled: Callable[[], bool]
) -> tuple[list[Question], list[int]]:
    """A question about each playlist that is long enough, and its fold's voices' answers.

    With the number of the playlist. Raises Cancelled.
    """
    long = [playlist for playlist, tracks in sorted(lists.items()) if len(set(tracks)) >= LEAST]
    asked = long[:: -(-len(long) // MOST)] if long else []
    made: list[Question] = []
    for fold in range(FOLDS):
        of_fold = asked[fold::FOLDS]
        speaking = voices(of_fold)
        for playlist in of_fold:
            if cancelled():
                raise Cancelled("The blend was not fitted")
            made.append(question(speaking, *_parted(lists[playlist], playlist)))
    return made, [number for fold in range(FOLDS) for number in range(len(asked))[fold::FOLDS]]


def _parted(tracks: Collection[int], seed: int) -> tuple[Ids, Ids]:
    """What is given of a playlist, and what is hidden."""
    mixed = np.random.default_rng(seed).permutation(np.unique(np.array(list(tracks), np.int64)))
    given = min(GIVEN, len(mixed) // 2)
    return mixed[:given], mixed[given:]
