"""The app needs no PyTorch: listening, neighbours, playlists and the window go without it."""

from __future__ import annotations

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
from engine.extras import SERVE, TRAINING
from engine.models.weights import shipped
from tests.bare import without

DATA = Path(__file__).parent / "data"


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a Python without the extras, on a machine without a display."""
    return {**without(TRAINING | SERVE, tmp_path), "DISPLAY": "", "WAYLAND_DISPLAY": ""}


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


def test_what_was_learned_of_plays_is_told_without_what_learned_it(
    bare: dict[str, str], tmp_path: Path
) -> None:
    """Nor is scikit-learn imported, which would take a second."""
    program = (
        "import sys, engine.library.replay.learner\n"
        "assert not {'torch', 'lightning', 'sklearn', 'av'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", program], env=bare, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    code, _, errors = run(bare, tmp_path, "rediscover")
    assert (code, "Nothing was played or liked so far" in errors) == (1, True)


def test_doctor_names_what_listens(bare: dict[str, str], tmp_path: Path) -> None:
    code, told, errors = run(bare, tmp_path, "doctor")
    assert code == 0, errors
    assert "onnxruntime" in told


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (("models", "export", "shipped"), "training"),
        (("train", "library"), "training"),
        (("corpus", "styles"), "training"),
        (("serve", "--replay", "replay.safetensors"), "serve"),
    ],
)
def test_a_command_that_needs_an_extra_says_which(
    bare: dict[str, str], tmp_path: Path, command: tuple[str, ...], extra: str
) -> None:
    code, _, errors = run(bare, tmp_path, *command)
    assert code == 1
    assert f"nearfield[{extra}]" in errors


def test_the_extra_is_what_the_program_does_without() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    extras = {
        extra: {re.split(r"[^\w]", name)[0] for name in packages}
        for extra, packages in project["optional-dependencies"].items()
    }
    assert extras == {"training": TRAINING, "serve": SERVE}
