"""Playlists go out as files and come back, and outlive the folders they came from."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.errors import PlaylistError
from engine.library import Library
from engine.types import Change, PlaylistEntry
from tests.engine.library.conftest import News, track_id

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize("suffix", [".m3u8", ".m3u"])
@pytest.mark.parametrize("relative", [True, False])
def test_an_exported_playlist_resolves_and_comes_back(
    heard: Library, tmp_path: Path, suffix: str, relative: bool
) -> None:
    entries = [PlaylistEntry(track.id) for track in heard.tracks.all()]
    path = heard.playlists.export(entries, tmp_path / f"Mine{suffix}", relative=relative)
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 6
    assert all((path.parent / line).exists() for line in lines)
    assert all(os.path.isabs(line) != relative for line in lines)  # noqa: PTH117
    imported = heard.playlists.take_in(path)
    assert imported.missing == ()
    assert imported.playlist.track_ids == tuple(entry.track_id for entry in entries)


def test_an_import_keeps_what_the_library_does_not_have(
    heard: Library, music: Path, tmp_path: Path
) -> None:
    playlist = music.parent / "Old.m3u8"
    playlist.write_text("#EXTM3U\n#EXTINF:12,Gone\nnot/here.mp3\nmusic/tiny.mp3\n")
    imported = heard.playlists.take_in(playlist)
    assert [Path(location).name for location in imported.missing] == ["here.mp3"]
    assert imported.playlist.track_ids == (track_id(heard, "tiny.mp3"),)
    assert imported.playlist.entries[0].title == "Gone"
    again = heard.playlists.export(imported.playlist.entries, tmp_path / "Again.m3u8")
    assert "not/here.mp3" in again.read_text()


def test_a_missing_entry_finds_its_track_when_the_file_turns_up(
    heard: Library, music: Path
) -> None:
    playlist = music.parent / "Early.m3u8"
    playlist.write_text("music/later.mp3\n")
    assert heard.playlists.take_in(playlist).missing
    shutil.copy(DATA / "tiny.mp3", music / "later.mp3")
    news = News(heard)
    heard.refresh()
    assert heard.playlists.all()[0].track_ids == (track_id(heard, "later.mp3"),)
    assert Change(playlists=True) in news.seen


def test_playlist_entries_outlive_the_folder_they_came_from(heard: Library, music: Path) -> None:
    playlist = heard.playlists.create("Mine", [PlaylistEntry(track_id(heard, "tiny.mp3"))])
    heard.folders.remove(heard.folders.all()[0].id)
    assert heard.playlists.all()[0].entries[0].location == str(music / "tiny.mp3")
    heard.folders.add(music)
    heard.refresh()
    assert heard.playlists.all() == [playlist]


def test_an_export_that_cannot_be_written_says_so(heard: Library, tmp_path: Path) -> None:
    with pytest.raises(PlaylistError):
        heard.playlists.export([], tmp_path / "no" / "such" / "folder.m3u8")
