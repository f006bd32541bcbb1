"""Importing from the command line, into a library of real files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import pytest

from engine import cli
from engine.models.weights import ModelFile

Cli = Callable[..., Any]
SCROBBLES = "uts,artist,track\n1700000000,anna,Nude (Live)\n1700000300,Anna,Blue\n"


@pytest.fixture
def nearfield(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Cli:  # fmt: skip
    """A command's exit code and answer, on a library of its own."""
    monkeypatch.setattr("engine.library.library.shipped", lambda: ModelFile.read(small_model))

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main(["--library", str(tmp_path / "home"), *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def song(folder: Path, source: Path, artist: str, title: str) -> None:
    folder.mkdir(exist_ok=True)
    path = Path(shutil.copy(source, folder))
    tags = mutagen.File(path, easy=True)
    tags["artist"], tags["title"] = artist, title
    tags.save()


def test_a_history_and_an_album_that_comes_later(
    nearfield: Cli, tmp_path: Path, songs: Path
) -> None:
    music, scrobbles = tmp_path / "music", tmp_path / "anna.csv"
    song(music, songs / "tiny.mp3", "Anna", "Nude - Live")
    scrobbles.write_text(SCROBBLES)
    assert nearfield("scan", music, "--no-analysis")[0] == 0
    code, out, _ = nearfield("import", "history", scrobbles)
    assert code == 0
    assert "history of anna: anna.csv" in out
    assert "1 of 2 songs in the library, plays: 1" in out
    assert "1 (50.0%) by artist and title" in out
    assert "1× Anna – Blue" in out
    assert "These files were imported before" in nearfield("import", "history", scrobbles)[1]
    assert nearfield("plays")[1].rstrip().endswith("Anna – Nude - Live  (imported)")

    song(music, songs / "tiny.flac", "Anna", "Blue")
    assert nearfield("scan", "--no-analysis")[0] == 0
    played = json.loads(nearfield("plays", "--json")[1])["plays"]
    assert [(play["title"], play["origin"]) for play in played] == [
        ("Blue", "imported"),
        ("Nude - Live", "imported"),
    ]
    (listed,) = json.loads(nearfield("imports", "--json")[1])["imports"]
    assert (listed["songs_found"], listed["plays"]) == (2, 2)
    assert nearfield("imports", "--remove", listed["id"])[1] == "Nothing was imported.\n"
    assert "Nothing was played yet" in nearfield("plays")[1]


def test_what_is_refused_is_told(nearfield: Cli, tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    many.write_text("user,artist,track,time\nx,Anna,Nude,100\ny,Anna,Nude,200\n")
    code, _, told = nearfield("import", "history", many)
    assert code == 1
    assert "tells of 2 listeners. Say which of them is you: x, y" in told
    assert nearfield("import", "history", "--user", "y", many)[0] == 0
    broken = tmp_path / "broken.csv"
    broken.write_text("artist,track,uts\nAnna,Nude,soon\n")
    code, _, told = nearfield("import", "history", broken)
    assert (code, "line 2: the time is neither a number nor a date" in told) == (1, True)
    assert nearfield("imports", "--remove", 99)[0] == 1
    assert nearfield("import", "playlists")[0] == 1
