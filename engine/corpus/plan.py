"""Which songs a corpus has: who plays song number n, on which album, in which style.

The corpus goes round: each round has one artist of each style, and each artist two albums of
four songs; within a round, songs alternate between its artists, so that even a small corpus has
every style. Song n is the same whatever the number of songs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.corpus.names import artist_name, title
from engine.corpus.palette import Album, album
from engine.corpus.styles import STYLES

ALBUMS = 2
"""By each artist."""
SONGS = 4
"""On each album."""


@dataclass(frozen=True, slots=True)
class PlannedSong:
    """One song before it is made."""

    number: int
    seed: int
    artist: str
    record: str
    track: int
    title: str
    album: Album

    def path(self, suffix: str) -> Path:
        """`<Artist>/<Album>/<NN - Title><suffix>`, relative to the corpus."""
        return Path(self.artist, self.record, f"{self.track:02} - {self.title}{suffix}")


def planned(seed: int, number: int) -> PlannedSong:
    """Song `number`, from 0, of the corpus grown from `seed`."""
    round_, place = divmod(number, len(STYLES) * ALBUMS * SONGS)
    turn, seat = divmod(place, len(STYLES))
    order = np.random.default_rng([seed, 0, round_]).permutation(len(STYLES))
    style = STYLES[sorted(STYLES)[int(order[seat])]]
    artist, (record, track) = round_ * len(STYLES) + seat, divmod(turn, SONGS)
    naming = np.random.default_rng([seed, 1, artist, record])
    return PlannedSong(
        number,
        int(np.random.default_rng([seed, 2, number]).integers(2**31)),
        artist_name(artist),
        f"{title(naming)} {'I' * (record + 1)}",
        track + 1,
        title(np.random.default_rng([seed, 3, number])),
        album(
            style,
            np.random.default_rng([seed, 4, artist]),
            np.random.default_rng([seed, 5, artist, record]),
        ),
    )
