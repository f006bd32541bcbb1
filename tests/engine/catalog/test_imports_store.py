"""What is kept of other people's playlists and listening, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.catalog.import_draft import NUMBER
from engine.catalog.store import FileRecord, Store
from engine.types import Company, Interactions, Tags


@pytest.fixture
def tracks(store: Store) -> list[int]:
    from pathlib import Path

    folder = store.add_folder(Path("/music"))
    names = ("one.mp3", "two.mp3", "three.mp3", "hidden.mp3")
    ids = store.save_files(
        folder.id, [FileRecord(name, 1, 1, name, Tags(title=name)) for name in names]
    )
    store.mark_ignored(ids[3:])
    return ids


def put(
    store: Store,
    kind: Company,
    lists: Sequence[dict[int, int]],
    matches: Sequence[tuple[int, int, str]],
) -> None:
    """Lists of songs (plays by song), and which songs are which tracks, by what means."""
    db = store._db
    cursor = db.execute("INSERT INTO imports VALUES (NULL, ?, 'a', x'', '', 0, '{}')", (kind,))
    songs = {song for plays in lists for song in plays}
    for song in sorted(songs):
        db.execute("INSERT INTO import_songs VALUES (?, ?, '', '', '', '', 1)",
                   (song, cursor.lastrowid))  # fmt: skip
    for plays in lists:
        counts = b"" if kind is Company.PLAYLISTS else bytes(np.array([*plays.values()], NUMBER))
        db.execute("INSERT INTO import_lists VALUES (NULL, ?, '', ?, ?)",
                   (cursor.lastrowid, bytes(np.array([*plays], NUMBER)), counts))  # fmt: skip
    db.execute_many("INSERT INTO import_matches VALUES (?, ?, ?)", matches)


def told(found: Interactions) -> tuple[list[int], list[list[float]]]:
    assert found.ids.dtype == np.int64
    assert found.lists.dtype == np.float32
    return found.ids.tolist(), found.lists.toarray().tolist()


@pytest.mark.parametrize("kind", Company)
def test_without_imports_there_is_no_company(store: Store, kind: Company) -> None:
    found = store.imports.interactions(kind)
    assert (found.ids.shape, found.lists.shape) == ((0,), (0, 0))


def test_a_playlist_has_a_track_once_and_all_its_copies(store: Store, tracks: list[int]) -> None:
    one, two, three, _ = tracks
    matches = [(1, one, "id"), (1, two, "name"), (2, three, "name"), (4, three, "name")]
    put(store, Company.PLAYLISTS, [{1: 1, 3: 1}, {2: 1, 4: 1, 1: 1}, {3: 1, 5: 1}], matches)
    found = told(store.imports.interactions(Company.PLAYLISTS))
    assert found == ([one, two, three], [[1, 1, 0], [1, 1, 1]])
    assert told(store.imports.interactions(Company.LISTENERS)) == ([], [])


def test_plays_of_an_artist_are_spread_over_the_tracks(store: Store, tracks: list[int]) -> None:
    one, two, three, _ = tracks
    matches = [(1, one, "artist"), (1, two, "artist"), (2, two, "name"), (2, three, "name")]
    put(store, Company.LISTENERS, [{1: 7, 2: 3}, {2: 5}], matches)
    found = told(store.imports.interactions(Company.LISTENERS))
    assert found == ([one, two, three], [[3.5, 6.5, 3], [0, 5, 5]])


def test_tracks_out_of_sight_are_no_company(store: Store, tracks: list[int]) -> None:
    put(store, Company.PLAYLISTS, [{1: 1, 2: 1}], [(1, tracks[0], "id"), (2, tracks[3], "id")])
    assert told(store.imports.interactions(Company.PLAYLISTS)) == ([tracks[0]], [[1]])
    store.remove_folder(store.folders()[0].id)
    assert told(store.imports.interactions(Company.PLAYLISTS)) == ([], [])
