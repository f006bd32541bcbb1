"""Tracks are found, and listed at a glance."""

from __future__ import annotations

from pathlib import Path

from engine.library import Library


def test_tracks_are_found_by_path_and_by_words(heard: Library, music: Path) -> None:
    assert [t.path.name for t in heard.tracks.find(str(music / "tiny.mp3"))] == ["tiny.mp3"]
    assert len(heard.tracks.find("TINY nearfield")) == 6
    assert [t.path.name for t in heard.tracks.find("opus tiny")] == ["tiny.opus"]
    assert heard.tracks.find("tiny nobody") == heard.tracks.find("") == []


def test_lines_of_some_tracks_are_as_they_are_now(heard: Library) -> None:
    heard.history.like([2])
    lines = heard.tracks.lines([3, 2, 77])
    assert [lines.track(place) for place in range(len(lines.ids))] == heard.tracks.of(lines.ids)
    assert {track.id: track.liked for track in lines.by_id()} == {2: True, 3: False}
