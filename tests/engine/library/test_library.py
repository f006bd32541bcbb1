"""The library through its door, on real files: what the app and the command line rely on."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from mutagen.id3 import ID3, TIT2

from engine.errors import LibraryInUse
from engine.library import LINES, Library
from engine.types import PlaylistEntry, TrackState
from tests.engine.conftest import SONGS
from tests.engine.library.conftest import by_name, track_id

DATA = Path(__file__).parents[2] / "data"


def test_a_folder_becomes_tracks_that_have_neighbours(heard: Library) -> None:
    assert by_name(heard) == dict.fromkeys(SONGS, TrackState.READY)
    assert len(heard.recommender.similar(track_id(heard, "tiny.mp3"))) == 5
    status = heard.status()
    assert (status.total, status.indexed) == (6, 6)
    assert heard.tracks.picture(track_id(heard, "tiny.flac"))


def test_everything_is_there_after_opening_it_again(heard: Library, small_model: Path) -> None:
    playlist = heard.playlists.create("Mine", [PlaylistEntry(track_id(heard, "tiny.mp3"))])
    heard.close()
    with Library.open(heard.home, model=small_model) as again:
        assert by_name(again) == dict.fromkeys(SONGS, TrackState.READY)
        assert again.playlists.all() == [playlist]
        assert again.analyse().done == 0


def test_a_moved_and_retagged_file_is_not_heard_again(heard: Library, music: Path) -> None:
    before = track_id(heard, "tiny.mp3")
    (music / "sub").mkdir()
    (music / "tiny.mp3").rename(music / "sub" / "renamed.mp3")
    tags = ID3(music / "sub" / "renamed.mp3")
    tags.add(TIT2(text="Another title"))
    tags.save()
    heard.refresh()
    assert heard.analyse().done == 0
    (track,) = heard.tracks.of([before])
    assert (track.path.name, track.tags.title) == ("renamed.mp3", "Another title")
    assert track.state is TrackState.READY


def test_a_bad_file_fails_with_a_reason_and_can_be_retried(heard: Library, music: Path) -> None:
    shutil.copy(DATA / "mislabelled.mp3", music / "new.mp3")
    heard.refresh()
    assert heard.analyse().failures == 1
    (failed,) = heard.tracks.of([track_id(heard, "new.mp3")])
    assert (failed.state, failed.reason != "") == (TrackState.FAILED, True)
    heard.retry([failed.id])
    assert heard.tracks.of([failed.id])[0].state is TrackState.WAITING


def test_a_second_instance_is_told_so(library: Library, small_model: Path) -> None:
    library.claim()
    library.claim()
    with (
        Library.open(library.home, model=small_model) as other,
        pytest.raises(LibraryInUse, match="already open"),
    ):
        other.claim()
    library.close()
    with Library.open(library.home, model=small_model) as other:
        other.claim()


def test_a_library_claimed_on_one_thread_is_let_go_on_another(
    tmp_path: Path, small_model: Path
) -> None:
    library = Library.open(tmp_path / "home", model=small_model)
    claiming = threading.Thread(target=library.claim)
    claiming.start()
    claiming.join()
    library.close()
    with Library.open(tmp_path / "home", model=small_model) as again:
        again.claim()


def test_who_keeps_a_library_leaves_its_lines_for_the_next_start(
    heard: Library, small_model: Path
) -> None:
    (heard.home / LINES).unlink()
    with Library.open(heard.home, model=small_model) as visitor:
        visitor.history.like([1])
    assert not (heard.home / LINES).exists()
    before = heard.tracks.all()
    heard.close()
    with Library.open(heard.home, model=small_model) as again:
        again._store.lines = None  # type: ignore[method-assign,assignment] # not to be asked
        assert again.tracks.lines().by_id() == before
        assert again.status().states == {TrackState.READY: len(SONGS)}
