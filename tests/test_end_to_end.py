"""The real program, started as a user starts it, on the demo library: from files to a playlist."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.demo import make_demo
from engine.index.exact import ExactIndex
from engine.library import Library
from engine.types import TrackState

NEARFIELD = Path(sys.executable).with_name("nearfield")
Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def demo() -> Path:
    """The demo library of this checkout, made on first use and kept, as `make run` does."""
    return make_demo(Path(__file__).parents[1] / ".nearfield" / "demo-music")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("end-to-end") / "home"


@pytest.fixture(scope="module")
def program(home: Path) -> Program:
    """Runs `nearfield` without a display, in the folder of the library."""
    home.mkdir()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [NEARFIELD, "--library", home, *map(str, arguments)],
            cwd=home.parent,
            env=environment,
            capture_output=True,
            text=True,
            timeout=280,
        )

    return run


@pytest.fixture(scope="module")
def first_run(program: Program, demo: Path) -> subprocess.CompletedProcess[str]:
    return program(demo)


def test_without_a_display_it_does_the_whole_job(
    first_run: subprocess.CompletedProcess[str], home: Path
) -> None:
    assert first_run.returncode == 0, first_run.stderr
    assert first_run.stderr == ""
    assert "No display here" in first_run.stdout
    assert "48 tracks, 48 of them listened to." in first_run.stdout
    assert "What sounds like" in first_run.stdout
    output = home.parent / "nearfield-out"
    for path in (output / "radio.m3u8", output / "window.png"):
        assert str(path) in first_run.stdout


def test_its_playlist_resolves_to_existing_files(
    first_run: subprocess.CompletedProcess[str], home: Path, demo: Path
) -> None:
    lines = (home.parent / "nearfield-out" / "radio.m3u8").read_text().splitlines()
    assert lines[0] == "#EXTM3U"
    paths = [Path(line) for line in lines if not line.startswith("#")]
    assert len(paths) == len(set(paths)) == 25
    assert all(path.is_file() and path.is_relative_to(demo) for path in paths)


def test_its_screenshot_shows_something(
    first_run: subprocess.CompletedProcess[str], home: Path
) -> None:
    with Image.open(home.parent / "nearfield-out" / "window.png") as picture:
        assert picture.width >= 1_000
        colours = picture.convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 500


def test_similar_tracks_are_of_the_same_style_by_ear_alone(
    first_run: subprocess.CompletedProcess[str], home: Path
) -> None:
    """Precision@5 of the style over all tracks, by the vectors and by what a click shows."""
    with Library.open(home) as library:
        styles = {track.id: track.tags.genre for track in library.tracks.all()}
        shown = [
            [styles[neighbour.track.id] for neighbour in library.recommender.similar(track_id, 5)]
            for track_id in styles
        ]
        ids, vectors, _ = library._store.embeddings.vectors(library.status().model_id)
    assert len(set(styles.values())) == 8
    exact = ExactIndex(vectors.shape[1])
    exact.add(ids, vectors)
    heard = [[styles[i] for i in exact.search(v, 6)[0][1:].tolist()] for v in vectors]
    precise = [
        np.mean([style == styles[i] for style in row])
        for i, row in zip(ids.tolist(), heard, strict=True)
    ]
    assert np.mean(precise) >= 0.8
    by_click = [
        np.mean([style == own for style in row])
        for own, row in zip(styles.values(), shown, strict=True)
    ]
    assert np.mean(by_click) >= 0.8


def test_the_command_line_sees_the_same_library(
    first_run: subprocess.CompletedProcess[str], program: Program, home: Path
) -> None:
    def answered(*arguments: object) -> Any:
        done = program(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    status = answered("status")
    assert status["states"] == {str(TrackState.READY): 48}
    assert status["indexed"] == 48
    output = home.parent / "hour.m3u8"
    seed = answered("similar", "a", "-n", 3)["seed"]["path"]
    answered("playlist", seed, "--minutes", 10, "--relative", "-o", output)
    paths = [line for line in output.read_text().splitlines() if not line.startswith("#")]
    assert len(paths) > 8
    assert all((output.parent / path).is_file() and not Path(path).is_absolute() for path in paths)


def test_a_second_run_has_nothing_to_listen_to(
    first_run: subprocess.CompletedProcess[str], program: Program, demo: Path, home: Path
) -> None:
    before = sorted(path.name for path in (home / "index").iterdir())
    again = program(demo)
    assert again.returncode == 0, again.stderr
    assert "48 tracks, 48 of them listened to." in again.stdout
    assert sorted(path.name for path in (home / "index").iterdir()) == before
