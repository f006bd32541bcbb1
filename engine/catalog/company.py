"""Other people's playlists and listeners as one matrix over the tracks of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.catalog.database import Database
from engine.catalog.import_draft import NUMBER
from engine.types import Company, Interactions

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def interactions(database: Database, kind: Company) -> Interactions:
    """The playlists or listeners of all sources; lists of which no track is shown are left out."""
    from scipy.sparse import csr_matrix, vstack

    matches = _matches(database, kind)
    ids, of_track = np.unique(matches[:, 1], return_inverse=True)
    songs, of_song = np.unique(matches[:, 0], return_inverse=True)
    shares = csr_matrix((_shares(matches), (of_song, of_track)), (len(songs), len(ids)))
    parts = [csr_matrix((0, len(ids)), dtype=np.float32)]

    def take(records: list[tuple[bytes, bytes]]) -> None:
        parts.append(_placed(records, songs) @ shares)

    database.read(
        take,
        "SELECT songs, counts FROM import_lists JOIN imports ON imports.id = import_id"
        " WHERE kind = ? ORDER BY import_lists.id",
        (kind.value,),
    )
    lists = vstack(parts, format="csr", dtype=np.float32)
    if kind is Company.PLAYLISTS:
        lists.data[:] = 1
    return Interactions(ids, lists[lists.getnnz(axis=1) > 0])


def _matches(database: Database, kind: Company) -> NDArray[np.int64]:
    """Songs, tracks, and whether only the artist is known (n, 3)."""
    found = database.records(
        "SELECT song_id, track_id, means = 'artist' FROM import_matches"
        " JOIN import_songs ON import_songs.id = song_id JOIN imports ON imports.id = import_id"
        " JOIN tracks ON tracks.id = track_id JOIN folders ON folders.id = folder_id"
        " WHERE kind = ? AND removed IS NULL AND NOT ignored",
        (kind.value,),
    )
    return np.array(found, np.int64).reshape(-1, 3)


def _shares(matches: NDArray[np.int64]) -> NDArray[np.float32]:
    """How much of a song each of its tracks (n,) stands for: all copies for all of it."""
    _, place, tracks = np.unique(matches[:, 0], return_inverse=True, return_counts=True)
    return np.where(matches[:, 2], 1 / tracks[place], 1).astype(np.float32)


def _placed(records: list[tuple[bytes, bytes]], songs: NDArray[np.int64]) -> csr_matrix:
    """How often which of these songs stands in each list (lists, songs); others are left out."""
    from scipy.sparse import csr_matrix

    listed = [np.frombuffer(numbers, NUMBER) for numbers, _ in records]
    counts = [
        np.frombuffer(plays, NUMBER) if plays else np.ones(len(numbers), NUMBER)
        for numbers, (_, plays) in zip(listed, records, strict=True)
    ]
    rows = np.repeat(np.arange(len(records)), [len(numbers) for numbers in listed])
    every = np.concatenate(listed).astype(np.int64)
    places = np.searchsorted(songs, every)
    known = np.isin(every, songs)
    values = np.concatenate(counts).astype(np.float32)
    shape = len(records), len(songs)
    return csr_matrix((values[known], (rows[known], places[known])), shape)
