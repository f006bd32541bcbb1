"""The report beside its rivals, and the file that the challenge asks for."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import cli
from engine.errors import NearfieldError
from engine.training.course import Machine
from engine.training.replay.encoding import EncodedPlays, fit_fields, predict
from engine.training.replay.examination import examine
from engine.training.replay.kkbox import read_kkbox
from engine.training.replay.measures import area
from engine.training.replay.recipe import ReplayRecipe
from engine.training.replay.rivals import fit_rivals
from engine.training.replay.split import Split
from engine.training.replay.train import train_replay

RECIPE = ReplayRecipe(rates=(0.01,), batch=64, epochs=4, hidden=(16, 8))


@pytest.fixture
def models(log: Path, tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "random.safetensors", tmp_path / "time.safetensors"]
    for path, order in zip(paths, ("random", "time"), strict=True):
        recipe = replace(RECIPE, split=order)  # type: ignore[arg-type]
        train_replay(
            read_kkbox(log), path, recipe=recipe, machine=Machine(accelerator="cpu", devices="1")
        )
    return paths


def test_the_rivals_learn_the_rule(log: Path) -> None:
    plays = read_kkbox(log)
    split = Split.of(len(plays), "random")
    fields = fit_fields(plays, split.train)
    encoded = EncodedPlays(plays, fields)
    told = {
        name: predict(tell, encoded, split.test)
        for name, tell in fit_rivals(encoded, fields, split, most=300)
    }
    assert list(told) == ["HistGradientBoosting", "logistic regression"]
    for probabilities in told.values():
        assert area(plays.replayed[split.test], probabilities).value > 0.99


def test_both_splits_are_reported_with_pictures_and_a_submission(
    log: Path, models: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, submission = tmp_path / "report", tmp_path / "told" / "submission.csv"
    options = ["-o", str(report), "--submission", str(submission), "--json"]
    assert cli.main(["evaluate", "replay", str(log), *map(str, models), *options]) == 0
    answer = json.loads(capsys.readouterr().out)
    page = Path(answer["report"]).read_text()
    for told in (
        "`nearfield evaluate replay log random.safetensors time.safetensors`",
        "## A random fifth, as published",
        "## The newest fifth",
        "members.csv tells of 9 of 10 users",
        "level with HistGradientBoosting",
        "cannot be compared",
        "| pop | ",
    ):
        assert told in page
    names = {path.name for path in report.iterdir()}
    assert names == {
        "report.md",
        *(f"{name}-{n}.png" for name in ("calibration", "rates") for n in (1, 2)),
    }
    assert [each["split"] for each in answer["figures"]] == ["random", "time"]
    systems = answer["figures"][0]["systems"]
    assert systems["replay network"]["auc"] > 0.95
    assert systems["the share of replays"]["auc"] == 0.5

    rows = list(csv.DictReader(submission.read_text().splitlines()))
    assert [row["id"] for row in rows] == ["7", "8"]
    assert float(rows[0]["target"]) > 0.5


def test_a_model_of_another_log_is_not_examined(log: Path, models: list[Path]) -> None:
    plays = read_kkbox(log)
    changed = replace(plays, replayed=np.logical_not(plays.replayed))
    with pytest.raises(NearfieldError, match=r"random\.safetensors.*cannot be examined"):
        examine(changed, models)
