"""Playlists as numbers on disk."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.errors import Cancelled, NearfieldError
from engine.training.plays.reading import Reading
from engine.training.sequence.encoding import Encoded, encode
from engine.training.sequence.lesson import Lesson
from engine.training.sequence.listed import Listed
from engine.training.watch import Watch
from tests.engine.training.sequence.toy import write_lists


def lists(folder: Path) -> Path:
    return write_lists(
        folder / "lists.jsonl", [("A", "xyx"), ("B", "z"), ("Ç\ud800", ["y", "\udcff", "x"])]
    )


def test_what_is_encoded(tmp_path: Path) -> None:
    encoded = encode([lists(tmp_path)], tmp_path / "work")
    assert encoded.tracks == ("x", "y", "z", "\udcff")
    assert [encoded.of(number).tolist() for number in range(len(encoded))] == [
        [0, 1],
        [2],
        [1, 3, 0],
    ]
    assert list(encoded.titles()) == ["A", "B", "Ç\ud800"]
    tracks, owners = encoded.gathered(np.array([2, 0]))
    assert tracks.tolist() == [1, 3, 0, 0, 1, 0]
    assert owners.tolist() == [0, 0, 0, 1, 1, 1]
    assert (encoded.name, encoded.told) == ("lists.jsonl", ())


def test_the_same_files_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = lists(tmp_path)
    first = encode([path], tmp_path / "work")
    opened: list[Path] = []

    def nothing(path: Path, reading: Reading) -> Iterator[Listed]:
        opened.append(path)
        return iter(())

    monkeypatch.setattr("engine.training.sequence.encoding.read_playlists", nothing)
    again = encode([path], tmp_path / "work")
    assert (opened, again.tracks) == ([], first.tracks)
    path.write_text(path.read_text() + "\n")
    with pytest.raises(NearfieldError, match="nothing to learn"):
        encode([path], tmp_path / "work")
    assert opened == [path]


def test_stopped_half_way_nothing_half_read_is_used(tmp_path: Path) -> None:
    paths = [lists(tmp_path), write_lists(tmp_path / "more.jsonl", [("D", "w")])]
    seen: list[int] = []

    def cancelled() -> bool:
        seen.append(1)
        return len(seen) == 2

    with pytest.raises(Cancelled):
        encode(paths, tmp_path / "work", Watch(cancelled=cancelled))
    assert len(encode(paths, tmp_path / "work")) == 4


def test_memory_does_not_grow_with_the_playlists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten times the playlists of the same tracks: the same peak, but for two numbers a playlist."""
    monkeypatch.setattr("engine.training.sequence.encoding._HELD", 1 << 10)
    entries = [{"track_uri": f"spotify:track:{n}", "artist_name": "A"} for n in range(50)]
    one = json.dumps({"name": "N", "tracks": entries})
    peaks = []
    for slices in (2, 20):
        folder = tmp_path / str(slices)
        folder.mkdir()
        text = f'{{"info": {{}}, "playlists": [{", ".join([one] * 100)}]}}'
        for number in range(slices):
            (folder / f"mpd.slice.{number}.json").write_text(text)
        tracemalloc.start()
        encoded = encode([folder], folder / "work")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(encoded) == 100 * slices
    assert peaks[1] < 1.02 * peaks[0] + 1800 * 2 * 8


def test_lesson(tmp_path: Path) -> None:
    encoded = encode([lists(tmp_path)], tmp_path / "work")
    lesson = Lesson.of(encoded, np.array([0, 2]), 2)
    assert lesson.tracks.tolist() == [0, 1]
    assert lesson.counts.tolist() == [3, 2]
    assert lesson.rows.tolist() == [0, 1, -1, -1]
    rows, owners = lesson.gathered(np.array([1, 2]))
    assert (rows.tolist(), owners.tolist()) == ([1, 0], [1, 1])
    with pytest.raises(NearfieldError, match="too little"):
        Lesson.of(encoded, np.array([1]), 1)


def test_open(tmp_path: Path) -> None:
    encode([lists(tmp_path)], tmp_path / "work")
    assert Encoded.open(tmp_path / "work").starts.tolist() == [0, 3, 4, 7]
