"""The tiny audio files are all there, tiny, and what the script beside them makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data import make_fixtures

SOUND = {
    "tiny.mp3",
    "tiny.flac",
    "tiny.ogg",
    "tiny.opus",
    "tiny_aac.m4a",
    "tiny_alac.m4a",
    "tiny.wav",
    "tiny.aiff",
    "tiny.wma",
    "tiny.wv",
    "silent.ape",
}
BROKEN = {"empty.mp3", "truncated.flac", "truncated.mp3", "mislabelled.mp3"}


def fixtures(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix not in (".py", ".md") and path.is_file()
    }


def test_every_format_and_every_kind_of_broken_file_is_there() -> None:
    assert set(fixtures(make_fixtures.HERE)) == SOUND | BROKEN | {"mislabelled_ogg.mp3"}


def test_every_fixture_is_tiny() -> None:
    sizes = {name: len(data) for name, data in fixtures(make_fixtures.HERE).items()}
    assert {name: size for name, size in sizes.items() if size > 6 * 1024} == {}


def test_the_script_makes_the_same_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed = fixtures(make_fixtures.HERE)
    monkeypatch.setattr(make_fixtures, "HERE", tmp_path)
    make_fixtures.main()
    assert set(fixtures(tmp_path)) == set(committed)
    # Lossless files do not depend on the version of an encoder's arithmetic.
    for name in ("tiny.wav", "tiny.aiff", "silent.ape", "empty.mp3", "mislabelled.mp3"):
        assert fixtures(tmp_path)[name] == committed[name]
