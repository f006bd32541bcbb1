"""Which tracks lie in a part of the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.catalog.store import FileRecord, Store
from engine.types import Tags, Within

FILES = (
    ("Pop/a.mp3", "1994-05-01", ("Rock", "Électronique")),
    ("Pop/Live/b.mp3", "1990", ("hip hop",)),
    ("Pop!/c.mp3", "2001", ("ROCK",)),
    ("Pop-Rock/d.mp3", "", ("Pop Rock",)),
    ("e.mp3", "1999?", ()),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "library.db")
    folder = store.add_folder(tmp_path / "music")
    store.save_files(folder.id, [record(*file) for file in FILES])
    yield store
    store.close()


def record(
    relative: str, date: str, genres: tuple[str, ...], track_id: int | None = None
) -> FileRecord:
    tags = Tags(title=relative, date=date, genres=genres)
    return FileRecord(relative, 1, 1, relative, tags, track_id=track_id)


def names(store: Store, within: Within) -> str:
    tracks = store.tracks("model", store.parts.ids(within).tolist())
    return "".join(sorted(track.path.stem for track in tracks))


@pytest.mark.parametrize(
    ("genre", "found"),
    [
        ("rock", "ac"),
        ("Rock", "ac"),
        ("electronique", "a"),
        ("Hip-Hop", "b"),
        ("pop rock", "d"),
        ("pop", ""),
    ],
)
def test_a_genre_is_met_however_it_is_written(store: Store, genre: str, found: str) -> None:
    assert names(store, Within(genre=genre)) == found


@pytest.mark.parametrize(
    ("decade", "found"), [(1990, "abe"), (2000, "c"), (2010, ""), (199, ""), (0, "")]
)
def test_a_decade_goes_by_the_year_the_date_begins_with(
    store: Store, decade: int, found: str
) -> None:
    assert names(store, Within(decade=decade)) == found


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("music", "abcde"),
        (".", "abcde"),
        ("music/Pop", "ab"),
        ("music/Pop/Live", "b"),
        ("music/Po", ""),
        ("elsewhere", ""),
    ],
)
def test_a_folder_holds_what_lies_below_it(
    store: Store, tmp_path: Path, folder: str, found: str
) -> None:
    assert names(store, Within(folder=tmp_path / folder)) == found


def test_a_track_has_to_meet_all(store: Store, tmp_path: Path) -> None:
    assert names(store, Within("rock", 1990)) == "a"
    assert names(store, Within("rock", 1990, tmp_path / "music/Pop!")) == ""
    assert names(store, Within()) == "abcde"


def test_what_is_missing_or_taken_out_is_not_there(store: Store) -> None:
    store.mark_missing([1])
    assert names(store, Within("rock")) == "c"
    store.remove_folder(1)
    assert names(store, Within("rock")) == ""


def test_a_retagged_track_changes_its_genre(store: Store) -> None:
    store.save_files(1, [record("Pop/a.mp3", "1994", ("Jazz",), track_id=1)])
    assert names(store, Within("jazz")) == "a"
    assert names(store, Within("rock")) == "c"


def test_a_library_from_before_learns_its_genres(tmp_path: Path, store: Store) -> None:
    store._db.execute("DROP TABLE genres")
    store._db.execute("DELETE FROM _sqlite_migrations WHERE name = 'genres'")
    store.close()
    again = Store(tmp_path / "library.db")
    assert names(again, Within("rock")) == "ac"
    again.close()
