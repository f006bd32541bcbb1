"""Which heard tags are worth telling: those that say something about a track in this library.

*Electronic* at 0.3 is what every second track of a library may have, *harpsichord* at 0.3 is a
statement. What a tag tells is how far the network's belief lies above what is usual in the
library, as the information gained: the Kullback–Leibler divergence of the two, in nats. The
reasons for this choice are in docs/decisions/heard-tags.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.recommend.tag_set import LogOdds, TidyTag
from engine.types import HeardTag, TagGroup

Scores = NDArray[np.float32]

TELLING: Final = 0.05
"""Nats a tag has to tell to be told."""
FLOOR: Final = 0.07
"""Below this score no tag is told, however rare it is."""
COMMON: Final = 0.2
"""No tag counts as more usual than this, so that a library of piano music still says piano."""
UNKNOWN: Final = 0.05
"""How usual a tag is taken to be while nothing was heard yet,"""
DOUBT: Final = 20
"""and the number of tracks whose evidence weighs as much as that."""
LIKELY: Final = 0.2
"""The likeliest genre is told from here on, even where it is usual."""
HALVINGS: Final = 20
"""How often the place of a bar is halved: to a millionth."""


def usual(heard: LogOdds) -> Scores:
    """The scores (t,) that tags have in the middle of a library, from some of its tracks (n, t)."""
    count = len(heard)
    middle = np.median(heard, axis=0) if count else np.zeros(heard.shape[1])
    prior = _log_odds(np.float32(UNKNOWN))
    shrunk = (count * middle + DOUBT * prior) / (count + DOUBT)
    return np.minimum(_score(shrunk.astype(np.float32)), np.float32(COMMON))


def information(scores: Scores, usually: Scores) -> Scores:
    """The nats that scores (…, t) tell beyond what is usual (t,); 0 where they lie below it."""
    gained = scores * np.log(scores / usually)
    lost = (1 - scores) * np.log((1 - scores) / (1 - usually))
    return np.where(scores > usually, gained + lost, np.float32(0))


class Telling:
    """Tells the tags of a tidy set by what is usual for each."""

    def __init__(self, tags: Sequence[TidyTag], usually: Scores) -> None:
        self._tags, self._usually = tags, usually
        self._bars = _log_odds(_bars(usually))
        self._genres = [place for place, tag in enumerate(tags) if tag.group is TagGroup.GENRES]

    def strengths(self, heard: LogOdds) -> Scores:
        """How telling each tag (…, t) is, in 0–1: see `tags`."""
        telling = np.sqrt(1 - np.exp(-information(_score(heard), self._usually)))
        return np.asarray(telling, np.float32)

    def told(self, heard: LogOdds) -> NDArray[np.bool_]:
        """Which of the tags (n, t) are told of which track."""
        told = heard >= self._bars
        if self._genres:
            likeliest = np.array(self._genres)[heard[:, self._genres].argmax(axis=1)]
            tracks = np.arange(len(heard))
            told[tracks, likeliest] |= heard[tracks, likeliest] >= _log_odds(np.float32(LIKELY))
        return np.asarray(told)

    def tags(self, heard: LogOdds) -> tuple[HeardTag, ...]:
        """The tags told of one track (t,), the most telling first.

        Their scores are the Bretagnolle–Huber bound on how far belief and what is usual differ:
        0 for a tag that tells nothing, towards 1 for one that hardly any other track has.
        """
        telling = self.strengths(heard)
        places: list[int] = np.flatnonzero(self.told(heard[None])[0]).tolist()
        return tuple(
            HeardTag(self._tags[place].name, self._tags[place].group, float(telling[place]))
            for place in sorted(places, key=lambda place: (-telling[place], place))
        )


def _bars(usually: Scores) -> Scores:
    """The scores (t,) from which on tags are told: where they begin to tell enough.

    Above what is usual information only grows, so halving finds the place.
    """
    low, high = usually, np.ones_like(usually)
    for _ in range(HALVINGS):
        middle = np.asarray((low + high) / 2, np.float32)
        enough = information(middle, usually) >= TELLING
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.maximum(high, np.float32(FLOOR))


def _log_odds(scores: Scores | np.float32) -> LogOdds:
    return np.asarray(np.log(scores / (1 - scores)), np.float32)


def _score(log_odds: LogOdds) -> Scores:
    return np.asarray(1 / (1 + np.exp(-log_odds)), np.float32)
