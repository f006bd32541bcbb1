from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord, Store
from engine.types import Tags


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "library.db")
    yield store
    store.close()


def added(store: Store, place: Path, *tags: Tags, problem: str = "") -> list[int]:
    folder = store.add_folder(place)
    records = [FileRecord(f"{n}.mp3", 1, 1, str(n), tag, problem) for n, tag in enumerate(tags)]
    return store.save_files(folder.id, records)


def test_names_are_as_they_are_compared(store: Store, tmp_path: Path) -> None:
    beyonce = Tags("a", "Beyoncé", "", "4 (Deluxe)", date="2011-06", genres=("R&B", "Pop"))
    various = Tags("b", "AC/DC", "Various", "4 Deluxe", duration=200.0)
    nameless = Tags("c", album_artist="Air", duration=0.0)
    ids = added(store, tmp_path, beyonce, various, nameless)
    store.history.like(ids[1:2], True)
    facts = store.facts.all()
    assert facts.ids.tolist() == ids
    assert facts.artists == ("beyonce", "ac dc", "air")
    assert facts.albums == ("beyonce/4 deluxe", "various/4 deluxe", "")
    assert facts.genres == ("r b", "", "")
    assert facts.years[0] == 2011
    assert facts.lengths[1] == 200
    assert np.isnan([*facts.years[1:], facts.lengths[0], facts.lengths[2]]).all()
    assert facts.liked.tolist() == [False, True, False]


def test_what_cannot_be_played_is_not_usable(store: Store, tmp_path: Path) -> None:
    good, gone = added(store, tmp_path / "one", Tags("a"), Tags("b"))
    (broken,) = added(store, tmp_path / "two", Tags("c"), problem="no sound in it")
    added(store, tmp_path / "three", Tags("d"))
    store.mark_missing([gone])
    store.remove_folder(3)
    facts = store.facts.all()
    assert facts.ids[facts.usable].tolist() == [good]
    assert facts.ids.tolist() == [good, gone, broken]


def test_tracks_are_found_by_their_ids(store: Store, tmp_path: Path) -> None:
    assert store.facts.all().places(np.array([1, 2])).tolist() == [-1, -1]
    ids = added(store, tmp_path, Tags("a"), Tags("b"))
    assert store.facts.all().places(np.array([99, ids[1], ids[0], -5])).tolist() == [-1, 1, 0, -1]
