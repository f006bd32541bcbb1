"""Last.fm 360K: `usersha1-artmbid-artname-plays.tsv`, 17.5 million counts of 359,347 users.

Four columns without a header: the user's name as SHA-1, the artist's MusicBrainz id (often empty),
the artist's name, the number of plays. Nothing is quoted. Source: O. Celma, "Music Recommendation
and Discovery", 2010; ocelma.net/MusicRecommendationDataset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine.models.item import Item
from engine.training.plays.play import Play, count_of
from engine.training.plays.reading import Reading

_USER = re.compile(r"[0-9a-f]{40}")
_COLUMNS = 4


def is_lastfm_360k(path: Path, first: str) -> bool:
    """Whether a file is of this form, by its name or its first line."""
    fields = first.split("\t")
    return "artmbid-artname-plays" in path.name or (
        len(fields) == _COLUMNS and bool(_USER.fullmatch(fields[0]))
    )


def read_lastfm_360k(path: Path, reading: Reading) -> Iterator[Play]:
    """Read the counts; raises PlaysError."""
    for number, line in reading.read(path):
        fields = line.split("\t")
        try:
            yield _play(fields)
        except ValueError as error:
            reading.refuse(number, str(error))


def _play(fields: list[str]) -> Play:
    if len(fields) != _COLUMNS:
        raise ValueError(f"the line has {len(fields)} columns instead of {_COLUMNS}")
    user, artist_id, artist, plays = (field.strip() for field in fields)
    if not _USER.fullmatch(user):
        raise ValueError("the user is not a SHA-1")
    if not artist:
        raise ValueError("the artist has no name")
    return Play(user, Item(artist, artist_id=artist_id), count_of(plays))
