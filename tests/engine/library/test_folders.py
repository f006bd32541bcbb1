"""Music folders come and go, and are unplugged; nothing of theirs is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import FolderError
from engine.library import Library
from engine.types import TrackState
from tests.engine.conftest import SONGS
from tests.engine.library.conftest import by_name


def test_an_unplugged_folder_loses_nothing(heard: Library, music: Path, tmp_path: Path) -> None:
    music.rename(tmp_path / "elsewhere")
    heard.refresh()
    assert set(by_name(heard).values()) == {TrackState.MISSING}
    assert not heard.folders.all()[0].mounted
    (tmp_path / "elsewhere").rename(music)
    heard.refresh()
    assert heard.analyse().done == 0
    assert by_name(heard) == dict.fromkeys(SONGS, TrackState.READY)


def test_a_removed_folder_comes_back_without_being_heard_again(heard: Library, music: Path) -> None:
    heard.folders.remove(heard.folders.all()[0].id)
    assert heard.tracks.all() == []
    heard.folders.add(music)
    heard.refresh()
    assert heard.analyse().done == 0
    assert by_name(heard) == dict.fromkeys(SONGS, TrackState.READY)


def test_folders_that_cannot_be_used_are_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no such folder"):
        library.folders.add(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(FolderError, match="not a folder"):
        library.folders.add(tmp_path / "file")
    assert library.folders.all() == []


def test_a_folder_inside_another_is_part_of_it(
    library: Library, music: Path, tmp_path: Path
) -> None:
    (music / "rock").mkdir()
    whole = library.folders.add(music)
    assert library.folders.add(music / "rock") == library.folders.add(music) == whole
    (tmp_path / "link").symlink_to(music)
    assert library.folders.add(tmp_path / "link") == whole
    assert library.folders.add(music / "rock" / "..") == whole
    assert library.folders.all() == [whole]


def test_an_empty_folder_is_an_empty_library(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    library.folders.add(tmp_path / "empty")
    assert not library.refresh()
    assert library.analyse().total == 0
    assert (library.tracks.all(), library.status().total) == ([], 0)
