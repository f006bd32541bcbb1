"""Chances of a replay through the library's door."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.library import Library
from engine.types import Chances, Play, PlaylistEntry, PlaylistLength, Track

DAY = 86_400.0


@pytest.fixture
def library(tmp_path: Path, songs: Path, small_model: Path) -> Iterator[Library]:
    music = Path(shutil.copytree(songs, tmp_path / "music"))
    with Library.open(tmp_path / "home", model=small_model) as library:
        library.folders.add(music)
        library.refresh()
        yield library


def told(chances: Chances, *ids: int) -> dict[int, float]:
    """All chances by track, or those of some."""
    found = dict(zip(chances.ids.tolist(), chances.chances.tolist(), strict=True))
    return {track_id: found[track_id] for track_id in ids or found}


def playing(library: Library, track_id: int, *days_ago: float, finished: bool = True) -> None:
    for days in days_ago:
        library.history.played(Play(track_id, time.time() - days * DAY, 100.0, finished=finished))


def test_an_empty_library_has_no_chances(tmp_path: Path, small_model: Path) -> None:
    with Library.open(tmp_path, model=small_model) as library:
        assert told(library.history.replay_chances()) == {}


def test_without_history_all_tracks_are_alike(library: Library) -> None:
    chances = library.history.replay_chances()
    assert not chances.learned
    assert set(told(chances)) == {track.id for track in library.tracks.all()}
    assert set(told(chances).values()) == {0.5}


def test_what_is_come_back_to_has_the_better_chance(library: Library) -> None:
    one, other, *_ = [track.id for track in library.tracks.all()]
    playing(library, one, 100, 95, 90, 85, 80)
    playing(library, other, 99, 60, finished=False)
    chances = told(library.history.replay_chances())
    assert chances[one] > chances[other]


def test_chances_are_kept_until_something_was_played(library: Library) -> None:
    one, *_ = [track.id for track in library.tracks.all()]
    before = library.history.replay_chances()
    assert library.history.replay_chances() is before
    playing(library, one, 50, 45)
    after = library.history.replay_chances()
    assert after is not before
    library.history.like([one])
    assert told(library.history.replay_chances())[one] > told(after)[one]


def test_what_cannot_be_played_has_no_chance(library: Library, tmp_path: Path) -> None:
    one = library.tracks.all()[0]
    one.path.unlink()
    library.refresh()
    assert one.id not in told(library.history.replay_chances())


@pytest.mark.parametrize("build", ["radio", "more_like", "continued"])
def test_what_is_built_from_nearness_can_ask_for_chances(
    library: Library, monkeypatch: pytest.MonkeyPatch, build: str
) -> None:
    one, other, *_ = [track.id for track in library.tracks.all()]
    playing(library, one, 100, 95, 90, 85, 80)
    asked: dict[int, float] = {}

    def built(
        around: object, seeds: object, length: object, chances: Callable[..., dict[int, float]]
    ) -> list[Track]:
        asked.update(chances([one, other]))
        return []

    builder = "radio" if build == "radio" else "more_like"
    monkeypatch.setattr(f"engine.library.recommender.{builder}", built)
    length = PlaylistLength(tracks=5)
    if build == "radio":
        library.recommender.radio(one, length)
    elif build == "more_like":
        library.recommender.more_like([one], length)
    else:
        playlist = library.playlists.create("Mine", [PlaylistEntry(one)])
        library.recommender.continued(playlist.id, length)
    assert asked == told(library.history.replay_chances(), one, other)
