"""A lesson: the playlists that are learned from, and the tracks that stand in enough of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.training.sequence.encoding import Encoded, Numbers

_BLOCK = 4096
"""Playlists that are counted at a time."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Tracks are rows here, in the order of their numbers; the others are left out."""

    encoded: Encoded
    playlists: Numbers
    tracks: Numbers
    """The number of each row's track (rows,)."""
    rows: NDArray[np.int32]
    """The row of each track (tracks,); -1 where it has none."""
    counts: Numbers
    """How often each row stands in the playlists (rows,)."""

    @classmethod
    def of(cls, encoded: Encoded, playlists: Numbers, least: int) -> Self:
        """Learn the tracks that stand in these playlists at least so often.

        Raises NearfieldError if these are fewer than two.
        """
        counts = np.zeros(len(encoded.tracks), np.int64)
        for block in blocks_of(playlists):
            counts += np.bincount(encoded.gathered(block)[0], minlength=len(counts))
        tracks = np.flatnonzero(counts >= max(1, least)).astype(np.int64)
        if len(tracks) < 2:
            message = (
                f"{len(playlists)} playlists have {len(tracks)} tracks that occur {least} times."
            )
            raise NearfieldError("There is too little to learn from", message)
        rows = np.full(len(counts), -1, np.int32)
        rows[tracks] = np.arange(len(tracks), dtype=np.int32)
        return cls(encoded, playlists, tracks, rows, counts[tracks])

    def gathered(self, playlists: Numbers) -> tuple[Numbers, Numbers]:
        """The rows in several playlists, and for each the playlist's place among them."""
        tracks, owners = self.encoded.gathered(playlists)
        rows = self.rows[tracks].astype(np.int64)
        return rows[rows >= 0], owners[rows >= 0]


def blocks_of(playlists: Numbers) -> Iterator[Numbers]:
    """A few thousand at a time, so that memory does not grow with their number."""
    for first in range(0, len(playlists), _BLOCK):
        yield playlists[first : first + _BLOCK]
