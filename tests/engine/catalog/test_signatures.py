"""What is known of a folder by its signature never hides a change."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.catalog import scan as scanning
from engine.catalog.scan import scan
from engine.catalog.store import Store
from engine.catalog.walk import UNSURE, walk
from engine.types import Change, Folder, TrackState
from tests.engine.catalog.scanned import hear, missing, retitle, song, tracks


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Two albums and a single."""
    folder = tmp_path / "Music"
    for number, name in enumerate(("a/1.mp3", "a/2.mp3", "b/deep/1.mp3", "single.mp3")):
        song(folder / name, number)
    return folder


@pytest.fixture
def folder(store: Store, music: Path) -> Folder:
    folder = store.add_folder(music)
    scan(store, folder)
    return folder


@pytest.fixture
def looked_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders whose files were compared since."""
    found: list[str] = []
    known_files = store.known_files

    def note(folder_id: int, directories: list[str] | None = None) -> object:
        found.extend(directories or ())
        return known_files(folder_id, directories)

    monkeypatch.setattr(store, "known_files", note)
    return found


def test_unchanged_folders_are_not_compared(
    store: Store, folder: Folder, music: Path, looked_at: list[str]
) -> None:
    assert not scan(store, folder)
    assert looked_at == []
    song(music / "a" / "3.mp3", 7)
    scan(store, folder)
    assert set(looked_at) == {"a/"}


def retag(music: Path) -> None:
    retitle(music / "a" / "1.mp3", "Another title")


def retag_in_place(music: Path) -> None:
    """To a title just as long, so that only the time tells."""
    retitle(music / "a" / "1.mp3", "Song X")
    status = (music / "a" / "1.mp3").stat()
    os.utime(music / "a" / "1.mp3", ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def add(music: Path) -> None:
    song(music / "b" / "new.mp3", 9)


def remove(music: Path) -> None:
    (music / "b" / "deep" / "1.mp3").unlink()


def remove_folder(music: Path) -> None:
    (music / "b" / "deep" / "1.mp3").unlink()
    (music / "b" / "deep").rmdir()


def move_within(music: Path) -> None:
    (music / "a" / "1.mp3").rename(music / "a" / "one.mp3")


def move_across(music: Path) -> None:
    (music / "a" / "1.mp3").rename(music / "b" / "1.mp3")


def swap(music: Path) -> None:
    (music / "a" / "1.mp3").rename(music / "x")
    (music / "single.mp3").rename(music / "a" / "1.mp3")
    (music / "x").rename(music / "single.mp3")


@pytest.mark.parametrize(
    "change",
    [retag, retag_in_place, add, remove, remove_folder, move_within, move_across, swap],
)
def test_every_change_is_seen_once(
    store: Store, folder: Folder, music: Path, change: Callable[[Path], None], looked_at: list[str]
) -> None:
    change(music)
    assert scan(store, folder)
    looked_at.clear()
    assert not scan(store, folder)
    assert looked_at == []
    expected = {path.relative_to(music).as_posix() for path in music.rglob("*.mp3")}
    assert set(tracks(store)) == expected


def test_a_file_that_is_back_is_seen(
    store: Store, folder: Folder, music: Path, tmp_path: Path
) -> None:
    (music / "a").rename(tmp_path / "away")
    scan(store, folder)
    assert len(missing(store)) == 2
    assert not scan(store, folder)
    (tmp_path / "away").rename(music / "a")
    assert len(scan(store, folder).tracks) == 2
    assert missing(store) == []


def test_a_folder_with_a_problem_is_looked_at_each_time(
    store: Store, folder: Folder, music: Path, looked_at: list[str]
) -> None:
    (music / "a" / "empty.mp3").touch()
    scan(store, folder)
    looked_at.clear()
    assert not scan(store, folder)
    assert set(looked_at) == {"a/"}
    assert store.signatures(folder.id)["a/"] == UNSURE


def test_a_scan_that_is_cancelled_says_nothing_of_the_folders(
    store: Store, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "BATCH", 1)
    folder = store.add_folder(music)
    batches: list[Change] = []
    scan(store, folder, cancelled=lambda: len(batches) > 1, changed=batches.append)
    assert set(store.signatures(folder.id).values()) == {UNSURE}
    scan(store, folder)
    assert len(tracks(store)) == 4


def test_a_track_that_another_folder_took_is_missed_here(
    store: Store, folder: Folder, music: Path, tmp_path: Path
) -> None:
    """It came back to its old place as it was, before that was looked at again."""
    before = tracks(store)["a/1.mp3"]
    other = store.add_folder(tmp_path / "Other")
    (tmp_path / "Other").mkdir()
    (music / "a" / "1.mp3").rename(tmp_path / "Other" / "1.mp3")
    scan(store, other)
    assert tracks(store)["1.mp3"].id == before.id
    (tmp_path / "Other" / "1.mp3").rename(music / "a" / "1.mp3")
    scan(store, folder)
    scan(store, other)
    assert tracks(store)["a/1.mp3"].id == before.id


def test_a_folder_taken_out_and_added_again_is_seen_as_it_is_now(
    store: Store, folder: Folder, music: Path
) -> None:
    before = tracks(store)
    hear(store, *before.values())
    store.remove_folder(folder.id)
    (music / "a" / "1.mp3").unlink()
    song(music / "a" / "9.mp3", 9)
    again = store.add_folder(music)
    scan(store, again)
    after = tracks(store)
    assert set(after) == {"a/2.mp3", "a/9.mp3", "b/deep/1.mp3", "single.mp3"}
    assert after["a/2.mp3"].state is TrackState.READY
    assert missing(store) == [before["a/1.mp3"].tags.title]


def test_a_folder_that_was_taken_in_by_another_is_looked_at_again(
    store: Store, folder: Folder, music: Path, tmp_path: Path
) -> None:
    before = {track.id for track in tracks(store).values()}
    outer = store.add_folder(tmp_path)
    scan(store, outer)
    assert {track.id for track in tracks(store).values()} == before
    store.remove_folder(outer.id)
    scan(store, store.add_folder(music))
    assert {track.id for track in tracks(store).values()} == before


def test_the_order_of_names_on_disk_does_not_matter(tmp_path: Path) -> None:
    names = ["b.mp3", "a.mp3", "c.mp3"]
    for place, order in (("one", names), ("two", names[::-1])):
        (tmp_path / place).mkdir()
        for name in order:
            (tmp_path / place / name).touch()
            os.utime(tmp_path / place / name, ns=(5, 5))
    one, two = (walk(tmp_path / place).signatures[""] for place in ("one", "two"))
    assert one == two
