"""Artists of tracks, for the credit that a right artist earns.

The Million Playlist Dataset names the artist of each entry; for bare ids a table beside the
playlists does: a track's id, its artist and its title, tab-separated, without a header, perhaps
packed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.training.plays.reading import Reading
from engine.training.sequence.encoding import Numbers
from engine.training.sequence.lesson import Lesson


def artists_of(lesson: Lesson, table: Path | None) -> Numbers | None:
    """A number for the artist of each row (rows,), -1 where there is none; None without any.

    Raises PlaysError for a table that cannot be used.
    """
    named = named_artists(table) if table else {}
    encoded = lesson.encoded
    numbers: dict[str, int] = {}
    found = np.full(len(lesson.tracks), -1, np.int64)
    for row, track in enumerate(lesson.tracks.tolist()):
        artist = encoded.artists[track] or named.get(encoded.tracks[track], "")
        if artist:
            found[row] = numbers.setdefault(artist, len(numbers))
    return found if numbers else None


def named_artists(table: Path) -> dict[str, str]:
    """The artist of each track that such a table names; raises PlaysError."""
    reading = Reading()
    artists = {}
    for number, line in reading.read(table):
        track, _, rest = line.partition("\t")
        artist = rest.partition("\t")[0].strip()
        if track and artist:
            artists[track] = artist
        else:
            reading.refuse(number, "a track needs its id and its artist")
    return artists
