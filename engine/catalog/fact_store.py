"""What tracks are, in columns: what a model of plays sees of all of them at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.catalog.database import Database
from engine.text import plain
from engine.types import year_of


@dataclass(frozen=True, slots=True)
class Facts:
    """Tracks in columns (n,), by their ids; names as they are compared, empty for none."""

    ids: NDArray[np.int64]
    usable: NDArray[np.bool_]
    """Whether its file is there and can be played."""
    artists: tuple[str, ...]
    albums: tuple[str, ...]
    genres: tuple[str, ...]
    """The first genre of each."""
    years: NDArray[np.float32]
    lengths: NDArray[np.float32]
    """Seconds; nan where it is not known, as with years."""
    liked: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    def taken(self, places: NDArray[np.intp]) -> Facts:
        """Those in some places, which are in ascending order."""
        artists, albums, genres = (
            tuple(names[place] for place in places.tolist())
            for names in (self.artists, self.albums, self.genres)
        )
        return Facts(
            self.ids[places],
            self.usable[places],
            artists,
            albums,
            genres,
            self.years[places],
            self.lengths[places],
            self.liked[places],
        )

    def places(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """Where tracks (m,) stand; -1 for one that is not here."""
        if not len(self):
            return np.full(len(ids), -1)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        return np.where(self.ids[places] == ids, places, -1)


class FactStore:
    """Answers for all tracks of the folders that are in the library, the missing included."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> Facts:
        """All tracks."""
        columns = tuple(list[Any]() for _ in range(9))

        def take(rows: list[tuple[Any, ...]]) -> None:
            for column, values in zip(columns, zip(*rows, strict=True), strict=True):
                column += values

        self._db.read(
            take,
            "SELECT tracks.id, missing IS NULL AND problem = '', artist, album_artist, album,"
            " genres, date, duration, likes.track_id IS NOT NULL FROM tracks"
            " LEFT JOIN likes ON likes.track_id = tracks.id"
            " WHERE +folder_id IN (SELECT id FROM folders WHERE removed IS NULL) AND NOT ignored"
            " ORDER BY tracks.id",
        )
        ids, usable, artists, makers, albums, genres, dates, lengths, liked = columns
        name, album, genre, year = cache(plain), cache(_album), cache(_genre), cache(year_of)
        makers = [*map(_either, makers, artists)]
        return Facts(
            np.array(ids, np.int64),
            np.array(usable, np.bool_),
            tuple(map(name, map(_either, artists, makers))),
            tuple(map(album, makers, albums)),
            tuple(map(genre, genres)),
            np.array([*map(year, dates)], np.float32),
            np.array([seconds or np.nan for seconds in lengths], np.float32),
            np.array(liked, np.bool_),
        )

    def mark(self) -> tuple[int | float | None, ...]:
        """Another one once there are other tracks, or others are missing or liked."""
        (marks,) = self._db.records(
            "SELECT (SELECT max(id) FROM tracks),"
            " (SELECT count(*) FROM tracks WHERE missing IS NULL),"
            " (SELECT total(id) FROM folders WHERE removed IS NULL),"
            " (SELECT count(*) FROM likes), (SELECT max(added) FROM likes)"
        )
        return marks


def _either(one: str, other: str) -> str:
    return one or other


def _album(maker: str, album: str) -> str:
    """One name by two artists is two albums."""
    return f"{plain(maker)}/{plain(album)}" if album else ""


def _genre(text: str) -> str:
    """The first genre of a JSON list."""
    genres = json.loads(text)
    return plain(genres[0]) if genres else ""
