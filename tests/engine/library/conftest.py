"""A real library that has listened to real files, and what its tests ask of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.library import Broadcast, Library
from engine.types import TrackState


@pytest.fixture(scope="session")
def heard_home(tmp_path_factory: pytest.TempPathFactory, small_model: Path, songs: Path) -> Path:
    """The home of a library that has listened to the music folder beside it."""
    home = tmp_path_factory.mktemp("heard") / "home"
    _fill(home.parent / "music", songs)
    with Library.open(home, model=small_model) as library:
        library.claim()
        library.folders.add(home.parent / "music")
        library.refresh()
        library.analyse()
    return home


@pytest.fixture
def music(heard_home: Path, songs: Path) -> Path:
    """The music folder as it was when it was listened to."""
    return _fill(heard_home.parent / "music", songs)


@pytest.fixture
def library(tmp_path: Path, small_model: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", model=small_model) as library:
        yield library


@pytest.fixture
def heard(heard_home: Path, music: Path, tmp_path: Path, small_model: Path) -> Iterator[Library]:
    """A library that has scanned the folder and listened to it."""
    shutil.copytree(heard_home, tmp_path / "heard")
    with Library.open(tmp_path / "heard", model=small_model) as library:
        library.claim()
        yield library


def _fill(folder: Path, songs: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(songs, folder)
    return folder


class News:
    """Collects what a library broadcasts, and waits for what is expected of it."""

    def __init__(self, library: Library) -> None:
        self.seen: list[Broadcast] = []
        self._came = threading.Condition()
        library.subscribe(self._take)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        with self._came:
            assert self._came.wait_for(condition, seconds), self.seen[-5:]

    def _take(self, news: Broadcast) -> None:
        with self._came:
            self.seen.append(news)
            self._came.notify_all()


def by_name(library: Library) -> dict[str, TrackState]:
    return {track.path.name: track.state for track in library.tracks.all()}


def track_id(library: Library, name: str) -> int:
    return next(track.id for track in library.tracks.all() if track.path.name == name)
