"""The blend of one's own: weights fitted to the lists of a library, if that answers better.

A part of each list is hidden, and asked for by what is given of it; what other playlists tell is
learned without those of its fold. The fitted weights are kept beside those that came with the
program, and count only where they answered held-out lists better, beyond what chance explains.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from engine.errors import Cancelled, ModelError
from engine.library.blend.own_lists import Kind, OwnList, OwnLists, Parted
from engine.recommend.blend.asking import BEFORE, FITTED, FOLDS, ahead, held_out, question
from engine.recommend.blend.default import read_weights, write_weights
from engine.recommend.blend.fusion import Heed, Question, fitted
from engine.recommend.blend.voice import Voice
from engine.types import Signal, Track, Weights

log = logging.getLogger(__name__)

FEWEST: Final = 20
"""Lists without which nothing is fitted: of fewer, chance makes any weights look better."""
GROWTH: Final = 0.2
"""By how much of their number lists of a kind have to grow to be looked at again."""

Tracks = Callable[[Sequence[int]], list[Track]]
"""Looks up tracks by their ids."""


class Voices(Protocol):
    """All voices of a library, one for each signal in its order."""

    def without(self, lists: Sequence[OwnList]) -> Sequence[Voice]:
        """To be asked about these playlists: of which they know nothing.

        Silent about replays and likes: one plays and likes what one put in a playlist.
        """
        ...

    def at(self, moment: float) -> Sequence[Voice]:
        """To be asked about a session: they know of replays and likes what was known then."""
        ...


@dataclass(frozen=True, slots=True)
class OwnBlend:
    """What is kept of it, in one file."""

    path: Path

    def weights(self) -> Weights | None:
        """Those that were better; None if there are none, or the file is none of ours."""
        if not self.path.exists():
            return None
        try:
            if not self._told()["better"]:
                return None
            return read_weights(self.path)
        except (OSError, ValueError, KeyError, TypeError, ModelError) as error:
            log.warning("The weights of the own blend are left alone: %s", error)
            return None

    def due(self, lists: OwnLists) -> bool:
        """Whether there are enough lists to ask about, and many that are new."""
        if len(lists) < FEWEST:
            return False
        counts = lists.counts()
        try:
            before = {kind: int(self._told()["lists"][kind.value]) for kind in Kind}
        except (OSError, ValueError, KeyError, TypeError):
            return True
        return any(abs(counts[kind] - before[kind]) > GROWTH * before[kind] for kind in Kind)

    def fit(
        self,
        lists: OwnLists,
        tracks: Tracks,
        voices: Voices,
        before: Weights,
        cancelled: Callable[[], bool],
    ) -> None:
        """Fit, and keep what came of it: it counts if it is better than `before`.

        Raises Cancelled.
        """

        def heed() -> None:
            if cancelled():
                raise Cancelled("The blend was not fitted")

        asked = questions(lists, tracks, voices, heed)
        signals, gain = tuple(Signal), (0.0, 0.0, 0.0)
        if len(asked) >= FEWEST:
            each = np.arange(len(asked))
            gains = held_out(asked, each, signals, before, heed)
            gain = ahead(gains[FITTED], gains[BEFORE], each)
        told = {
            "better": gain[1] > 0,
            "lists": {kind.value: count for kind, count in lists.counts().items()},
            "questions": len(asked),
            "gain": [round(figure, 4) for figure in gain],
        }
        write_weights(self.path, fitted(asked, signals, before, heed), told)

    def _told(self) -> Any:
        return json.loads(self.path.read_text(encoding="utf-8"))


def questions(lists: OwnLists, tracks: Tracks, voices: Voices, heed: Heed) -> list[Question]:
    """A question about each list of a sample."""
    asked, made = lists.sample(), []
    for fold in range(FOLDS):
        of_fold = asked[fold::FOLDS]
        speaking = voices.without([each for each in of_fold if each.kind is not Kind.SESSION])
        for each in of_fold:
            heed()
            if (parted := each.parted(tracks)) is not None:
                made.append(_question(parted, speaking, voices))
    return made


def _question(parted: Parted, speaking: Sequence[Voice], voices: Voices) -> Question:
    if parted.moment is not None:
        speaking = voices.at(parted.moment)
    return question(speaking, parted.given, parted.hidden, parted.worth)
