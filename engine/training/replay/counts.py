"""Counts: the chance of a replay where there is too little history for a model to learn from.

Each track has had plays that were followed by another and plays that were not. Their share is a
chance, if few plays are not believed at once: they are added to what is usual for the artist, and
the artist's to what is usual at all, as with a Beta prior. What is long past counts less. A like
counts as a play that was followed by another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.training.replay.history import DAY, History
from engine.training.replay.past import Before, Moments, Past, Things

HALF_LIFE = 180 * DAY
"""After so long a play counts half."""
DOUBT = 4.0
"""So many plays are needed to be believed as much as what is usual."""
USUALLY = 0.5, 2.0
"""What is usual where nothing was ever played, and how many plays that is worth."""


class Counts:
    """Tells of a history what counting makes of it."""

    def __init__(self, history: History) -> None:
        self._history, self._replayed = history, history.outcomes.replayed
        known, of = history.outcomes.known, history.of
        self._all = Past(np.zeros(len(of), np.int64), known)
        self._artists = Past(history.artists[of], known)
        self._tracks = Past(of, known)

    def chances(
        self, tracks: Things, moments: Moments, liked: NDArray[np.floating] | NDArray[np.bool_]
    ) -> NDArray[np.float32]:
        """Of tracks (m,), by their places, at moments (m,); `liked` is 1, 0, or nan: unknown."""
        usual, doubt = USUALLY
        nothing, likes = np.zeros(len(tracks), np.int64), np.nan_to_num(liked.astype(np.float64))
        chances = self._shares(
            self._all.until(nothing, moments), np.full(len(tracks), usual), doubt
        )
        artists = self._history.artists[tracks]
        chances = self._shares(self._artists.until(artists, moments), chances, DOUBT)
        chances = self._shares(self._tracks.until(tracks, moments), chances, DOUBT, likes)
        return chances.astype(np.float32)

    def _shares(
        self,
        before: Before,
        usual: NDArray[np.float64],
        doubt: float,
        more: NDArray[np.float64] | float = 0.0,
    ) -> NDArray[np.float64]:
        """The share of replays, beside `doubt` plays of the usual share and `more` replays."""
        replays = before.fading(self._replayed, HALF_LIFE) + more
        plays = before.fading(np.ones(len(self._replayed)), HALF_LIFE) + more
        return np.asarray((replays + doubt * usual) / (plays + doubt))
