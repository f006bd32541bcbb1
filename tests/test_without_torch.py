"""The app needs no PyTorch: listening, neighbours, playlists and the window go without it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from engine.analysis.torch_model import TorchModel
from engine.audio.decode import decode_excerpts
from engine.catalog.store import Store
from engine.extras import TRAINING
from engine.models.weights import shipped

DATA = Path(__file__).parent / "data"
# Python imports it first in every process, so also in those that listen and decode.
SITE = f"""
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {set(TRAINING)!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a Python on which nothing for training is installed."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(SITE)
    places = [str(site), str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    display = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}
    return {**os.environ, **display, "PYTHONPATH": os.pathsep.join(filter(None, places))}


def run(bare: dict[str, str], folder: Path, *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors of the program, run in `folder`."""
    command = [sys.executable, "-m", "app", "--library", folder / "home", *arguments]
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=bare, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def test_the_whole_job_is_done_with_the_shipped_model(bare: dict[str, str], tmp_path: Path) -> None:
    """Scan, listen, neighbours, a playlist, the window as a picture; vectors as torch has them."""
    music = tmp_path / "music"
    music.mkdir()
    for name in ("tiny.mp3", "tiny.opus"):
        shutil.copy(DATA / name, music)
    code, told, errors = run(bare, tmp_path, music)
    assert code == 0, errors
    assert "What sounds like" in told
    assert (tmp_path / "nearfield-out" / "window.png").exists()

    model = shipped()
    with closing(Store(tmp_path / "home" / "library.db")) as store:
        (track, _) = store.tracks(model.model_id)
        heard = store.embeddings.vector(model.model_id, track.id)
    (exact, _), *_ = TorchModel(model, 1).pooled([decode_excerpts(track.path, model.plan)])
    assert heard == pytest.approx(exact, abs=1e-4)


def test_doctor_names_what_listens(bare: dict[str, str], tmp_path: Path) -> None:
    code, told, errors = run(bare, tmp_path, "doctor")
    assert code == 0, errors
    assert "onnxruntime" in told


@pytest.mark.parametrize(
    "command", [("models", "export", "shipped"), ("train", "library"), ("corpus", "styles")]
)
def test_a_command_that_trains_says_what_is_missing(
    bare: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    code, _, errors = run(bare, tmp_path, *command)
    assert code == 1
    assert "nearfield[training]" in errors


def test_the_extra_is_what_the_program_does_without() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    extra = {re.split(r"[^\w]", name)[0] for name in project["optional-dependencies"]["training"]}
    assert extra == TRAINING
