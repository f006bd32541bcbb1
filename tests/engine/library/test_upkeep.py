"""The background on real files: it follows what happens on disk, and waits when it is told to."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.library import Library
from engine.types import Activity, Progress, TrackState
from tests.engine.library.conftest import News, by_name

DATA = Path(__file__).parents[2] / "data"


def test_the_background_follows_what_happens_on_disk(library: Library, music: Path) -> None:
    news = News(library)
    library.start()
    library.folders.add(music)
    news.wait_for(lambda: set(by_name(library).values()) == {TrackState.READY})
    assert len(library.tracks.all()) == 6
    (music / "tiny.ogg").unlink()
    (music / "tiny.wav").rename(music / "moved.wav")
    news.wait_for(lambda: by_name(library).get("tiny.ogg") is TrackState.MISSING)
    news.wait_for(lambda: by_name(library).get("moved.wav") is TrackState.READY)
    shutil.copy(DATA / "tiny.ogg", music / "tiny.ogg")
    news.wait_for(lambda: by_name(library).get("tiny.ogg") is TrackState.READY)
    news.wait_for(lambda: library.progress().activity is Activity.IDLE)


def test_a_burst_of_two_thousand_files_arrives_whole(library: Library, tmp_path: Path) -> None:
    news = News(library)
    library.start()
    library.analysis.pause()
    folder = tmp_path / "burst"
    folder.mkdir()
    library.folders.add(folder)
    (folder / "album").mkdir()
    for number in range(2_000):
        _write_distinct_flac(folder / "album" / f"{number}.flac", number)
    news.wait_for(lambda: len(library.tracks.all()) == 2_000)
    ids = {track.id for track in library.tracks.all()}
    (folder / "album").rename(folder / "renamed")
    news.wait_for(lambda: all(t.path.parent.name == "renamed" for t in library.tracks.all()))
    assert {track.id for track in library.tracks.all()} == ids
    shutil.rmtree(folder / "renamed")
    news.wait_for(lambda: set(by_name(library).values()) == {TrackState.MISSING})


def _write_distinct_flac(path: Path, number: int) -> None:
    """A FLAC that claims, in its STREAMINFO, the MD5 of a sound of its own."""
    data = bytearray((DATA / "tiny.flac").read_bytes())
    data[26:34] = number.to_bytes(8, "big")
    path.write_bytes(data)


def test_pausing_holds_new_tracks_back(library: Library, music: Path) -> None:
    news = News(library)
    library.start()
    library.analysis.pause()
    library.folders.add(music)
    news.wait_for(lambda: len(by_name(library)) == 6)
    assert library.progress().activity is Activity.PAUSED
    assert set(by_name(library).values()) == {TrackState.WAITING}
    library.analysis.resume()
    news.wait_for(lambda: set(by_name(library).values()) == {TrackState.READY})
    assert any(isinstance(n, Progress) and n.activity is Activity.ANALYSING for n in news.seen)
