"""Listeners from a file of plays to recommendations, a report, and several processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.cli import main
from engine.errors import Cancelled, NearfieldError
from engine.models.listeners_file import ListenersFile
from engine.training.curves import read_curves
from engine.training.listeners.examination import examine
from engine.training.listeners.recipe import ListenersRecipe
from engine.training.listeners.train import learn, train_listeners
from engine.training.plays.tally import Tally, read_tally
from engine.training.watch import Watch

RECIPE = ListenersRecipe(dimension=8, rate=0.1, batch=128, epochs=3)
ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"measure": "cosine", "scale": 8.0, "loss": "logistic", "biased": False},
        {"measure": "euclidean", "optimiser": "sgd", "rate": 5.0, "decay": 1e-4, "epochs": 12},
    ],
)
def test_each_crowd_is_recommended_its_own_music(
    tally: Tally, tmp_path: Path, settings: dict[str, object]
) -> None:
    small = {"dimension": 8, "negatives": 4, "rate": 0.1, "batch": 64, "epochs": 6}
    recipe = ListenersRecipe(**{**small, **settings})  # type: ignore[arg-type]
    model, fitted = learn(tally, tmp_path / "listeners.safetensors", recipe)
    assert fitted.points[-1]["loss"] < fitted.points[0]["loss"]
    found = examine(tally, [model]).systems
    assert [system.name for system in found] == ["listeners", "neighbours", "popularity"]
    crowd = np.array([user.startswith("a") for user in tally.users])
    rock = np.array([item.name.startswith("rock") for item in tally.items])
    (lists,) = found[0].runs
    assert (rock[lists.items[:, :10]] == crowd[lists.users, None]).mean() > 0.9
    assert lists.recall(15).mean() > 1.5 * found[2].recall(15).mean()


def test_a_stopped_training_goes_on_to_the_same_tables(tally: Tally, tmp_path: Path) -> None:
    whole, _ = learn(tally, tmp_path / "whole.safetensors", RECIPE)
    steps: list[str] = []
    watch = Watch(lambda doing, *_: steps.append(doing), lambda: len(steps) >= 7)
    with pytest.raises(Cancelled):
        learn(tally, tmp_path / "parts.safetensors", RECIPE, watch=watch)
    parts, _ = learn(tally, tmp_path / "parts.safetensors", RECIPE)
    np.testing.assert_array_equal(parts.space.items, whole.space.items)
    assert parts.model_id == whole.model_id


def test_the_command_trains(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with table.open("a") as file:
        file.write("a1\n")
    weights = tmp_path / "two crowds.safetensors"
    train = ["train", "listeners", str(table), "-o", str(weights), "--dimension", "8"]
    train += ["--rate", "0.1", "--batch", "128", "--epochs", "2", "--runs", "2", "--json"]
    assert main(train) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["users"], said["items"]) == (48, 60)
    assert said["left_out"] == {"the line has 1 columns instead of 3": 1}
    runs = [ListenersFile.read(Path(path)) for path in said["weights"]]
    assert [run.path.stem for run in runs] == ["two crowds-1", "two crowds-2"]
    assert [run.trained_on["seed"] for run in runs] == [0, 1]
    assert said["models"] == [run.model_id for run in runs]
    assert len(set(said["models"])) == 2


def test_too_little_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("a,1\na,2\nb,1\n")
    with pytest.raises(NearfieldError, match="too little to learn from"):
        train_listeners([path], tmp_path / "a.safetensors")


def test_two_processes_take_the_course_of_one(table: Path, tmp_path: Path) -> None:
    tally, _ = read_tally([table])
    _, alone = learn(tally, tmp_path / "alone.safetensors", RECIPE)
    options = ["--devices", "2", "--strategy", "ddp", "--dimension", "8", "--rate", "0.1"]
    output = tmp_path / "together.safetensors"
    done = subprocess.run(
        [sys.executable, "-m", "engine.cli", "train", "listeners", str(table), "-o", str(output),
         *options, "--batch", "128", "--epochs", "3"],
        cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    together = read_curves(output.with_suffix("") / "curves.csv")
    assert len(together) == 3
    for one, both in zip(alone.points, together, strict=True):
        assert both == pytest.approx(dict(one), rel=1e-4)
    assert done.stdout.count("best after epoch") == 1
