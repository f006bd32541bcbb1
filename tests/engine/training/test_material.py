"""Which recordings belong together, from a manifest or from tags."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import FolderError
from engine.training.material import Recording, folds, groups, read_material


def recording(name: str, artist: str = "", album: str = "", source: str = "") -> Recording:
    return Recording(Path(name), name, artist, album, source)


def test_shared_artists_albums_and_sources_tie_through_others() -> None:
    recordings = [
        recording("a", artist="Ada", source="one"),
        recording("b", artist="Ben", album="First", source="one"),
        recording("c", artist="Ben", album="Second", source="two"),
        recording("d", artist="Cyd", album="First"),
        recording("e"),
    ]
    assert groups(recordings) == [[0, 1, 2], [3], [4]]


def test_folds_keep_groups_whole_and_are_of_like_size() -> None:
    recordings = [recording(f"{n}", artist=f"artist {n % 7}") for n in range(28)]
    dealt = folds(recordings, 3)
    for artist in range(7):
        assert len({dealt[n] for n in range(28) if n % 7 == artist}) == 1
    assert sorted(np.bincount(dealt).tolist()) == [8, 8, 12]


def test_a_manifest_is_read(tmp_path: Path) -> None:
    text = "path,artist,album,source_repo,extra\nB/2.opus,Ben,First,one,x\nA/1.opus,Ada,,two,\n"
    (tmp_path / "manifest.csv").write_text(text)
    assert read_material(tmp_path) == [
        Recording(tmp_path / "A/1.opus", "A/1.opus", "ada", "", "two"),
        Recording(tmp_path / "B/2.opus", "B/2.opus", "ben", "first", "one"),
    ]


def test_a_manifest_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,label\na.wav,dog\n")
    with pytest.raises(FolderError, match=r"manifest\.csv"):
        read_material(tmp_path)


def test_without_a_manifest_tags_tell(songs: Path) -> None:
    found = read_material(songs)
    assert [one.name for one in found] == sorted(path.name for path in songs.iterdir())
    assert all(one.artist for one in found)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderError):
        read_material(tmp_path / "nowhere")
