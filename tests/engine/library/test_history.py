"""Plays and likes through the library's door: they belong to the track, wherever its file goes."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from mutagen.id3 import ID3, TIT2

from engine.errors import NotFound
from engine.library import Broadcast, Library
from engine.library.replay import learner as replay_learner
from engine.library.replay.learner import ReplayLearner
from engine.types import Change, ImportKind, Origin, Play, Track, TrackState


@pytest.fixture
def music(tmp_path: Path, songs: Path) -> Path:
    return Path(shutil.copytree(songs, tmp_path / "music"))


@pytest.fixture
def library(tmp_path: Path, music: Path, small_model: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", model=small_model) as library:
        library.folders.add(music)
        library.refresh()
        yield library


@pytest.fixture
def track_id(library: Library) -> int:
    """A track that is liked and was played twice."""
    (found,) = [track.id for track in library.tracks.all() if track.path.name == "tiny.mp3"]
    library.history.like([found])
    library.history.played(Play(found, 100.0, 30.0, Origin.RADIO, finished=True))
    library.history.played(Play(found, 200.0, 12.5, Origin.PLAYLIST))
    return found


def the_track(library: Library, track_id: int) -> Track:
    (track,) = library.tracks.of([track_id])
    return track


def standing(track: Track) -> tuple[bool, int, float | None]:
    return track.liked, track.plays, track.last_played


def test_likes_and_plays_are_there_after_opening_it_again(
    library: Library, track_id: int, small_model: Path
) -> None:
    library.close()
    with Library.open(library.home, model=small_model) as again:
        assert standing(the_track(again, track_id)) == (True, 2, 200.0)
        assert again.history.plays() == [
            Play(track_id, 200.0, 12.5, Origin.PLAYLIST, liked=False),
            Play(track_id, 100.0, 30.0, Origin.RADIO, finished=True, liked=False),
        ]


def test_each_write_says_which_tracks_it_changed(library: Library, track_id: int) -> None:
    news: list[Broadcast] = []
    library.subscribe(news.append)
    library.history.like([track_id], liked=False)
    library.history.played(Play(track_id, 300.0, 9.0))
    assert news == [Change(tracks=frozenset({track_id}))] * 2
    assert standing(the_track(library, track_id)) == (False, 3, 300.0)


def test_a_play_of_a_track_that_is_gone_is_refused_and_not_told(library: Library) -> None:
    news: list[Broadcast] = []
    library.subscribe(news.append)
    with pytest.raises(NotFound):
        library.history.played(Play(99, 1.0, 9.0))
    assert not news


def test_they_stay_through_a_move_and_another_title(
    library: Library, music: Path, track_id: int
) -> None:
    (music / "sub").mkdir()
    (music / "tiny.mp3").rename(music / "sub" / "renamed.mp3")
    tags = ID3(music / "sub" / "renamed.mp3")
    tags.add(TIT2(text="Another title"))
    tags.save()
    library.refresh()
    track = the_track(library, track_id)
    assert (track.path.name, track.tags.title) == ("renamed.mp3", "Another title")
    assert standing(track) == (True, 2, 200.0)


def test_they_stay_while_the_file_is_missing_and_when_it_is_back(
    library: Library, music: Path, track_id: int, tmp_path: Path
) -> None:
    (music / "tiny.mp3").rename(tmp_path / "aside.mp3")
    library.refresh()
    track = the_track(library, track_id)
    assert track.state is TrackState.MISSING
    assert standing(track) == (True, 2, 200.0)
    (tmp_path / "aside.mp3").rename(music / "tiny.mp3")
    library.refresh()
    track = the_track(library, track_id)
    assert track.state is TrackState.WAITING
    assert standing(track) == (True, 2, 200.0)


def test_they_stay_with_a_folder_that_is_removed_and_added_again(
    library: Library, music: Path, track_id: int
) -> None:
    (folder,) = library.folders.all()
    library.folders.remove(folder.id)
    assert library.history.plays() == []
    library.folders.add(music)
    library.refresh()
    assert standing(the_track(library, track_id)) == (True, 2, 200.0)
    assert len(library.history.plays()) == 2


def test_they_go_with_the_file_into_another_folder_of_the_library(
    library: Library, music: Path, track_id: int, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    library.folders.add(tmp_path / "other")
    (music / "tiny.mp3").rename(tmp_path / "other" / "tiny.mp3")
    library.refresh()
    track = the_track(library, track_id)
    assert track.path.parent.name == "other"
    assert standing(track) == (True, 2, 200.0)


def test_they_stay_when_the_parent_folder_is_added(
    library: Library, music: Path, track_id: int, tmp_path: Path
) -> None:
    library.folders.add(tmp_path)
    library.refresh()
    track = the_track(library, track_id)
    assert track.path == music / "tiny.mp3"
    assert standing(track) == (True, 2, 200.0)


@pytest.fixture
def scrobbles(library: Library, tmp_path: Path) -> Path:
    """A history of twenty plays, told by another player."""
    track = library.tracks.all()[0]
    named = f'"{track.tags.artist}","{track.tags.title}"'
    rows = (f"{1_700_000_000 + 300 * number},{named}" for number in range(20))
    path = tmp_path / "scrobbles.csv"
    path.write_text("\n".join(["uts,artist,track", *rows]), encoding="utf-8")
    return path


def test_what_was_imported_is_learned_from_soon(
    library: Library, scrobbles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, learned = threading.Event(), threading.Event()
    is_due = ReplayLearner.due

    def due(learner: ReplayLearner) -> bool:
        answer = is_due(learner)
        looked.set()
        return answer

    monkeypatch.setattr(replay_learner, "LEAST", 20)
    monkeypatch.setattr(ReplayLearner, "due", due)
    monkeypatch.setattr(ReplayLearner, "learn", lambda _: learned.set())
    library.start()
    assert looked.wait(60)
    library.imports.take_in(ImportKind.HISTORY, [scrobbles])
    assert learned.wait(60)
