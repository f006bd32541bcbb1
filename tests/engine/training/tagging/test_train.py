"""From labels and music to weights that the app can use, and from there to a report."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from engine import cli
from engine.audio.encode import write_audio
from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelSettings
from engine.errors import Cancelled, NearfieldError
from engine.models.taggers.flat import K2C1
from engine.models.vocabularies import MSD
from engine.models.weights import ModelFile, load, save
from engine.training.course import Machine
from engine.training.tagging.examination import examine
from engine.training.tagging.recipe import TaggerRecipe
from engine.training.tagging.sources import read_labelled
from engine.training.tagging.train import train_tagger
from engine.training.watch import Watch

RATE = 8_000
QUICK = TaggerRecipe(epochs=2, batch=4, rate=0.01)
CPU = Machine(accelerator="cpu", devices="1")


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight tracks to learn, four to check: hums are rock, hisses ambient; one file is bad."""
    folder = tmp_path_factory.mktemp("labelled")
    random = np.random.default_rng(0)
    time = np.arange(2 * RATE) / RATE
    rows = ["file,tags,artist,split", "bad.flac,rock,artist 0,train"]
    for number in range(12):
        hum = np.sin(2 * np.pi * (150 + 10 * number) * time)
        sound = 0.3 * (hum if number % 2 else random.standard_normal(len(time)))
        write_audio(folder / f"{number}.flac", sound.astype(np.float32), RATE, "flac")
        split = "train" if number < 8 else "validation"
        rows.append(f"{number}.flac,{'rock' if number % 2 else 'ambient'},artist {number},{split}")
    (folder / "bad.flac").write_bytes(b"fLaC")
    (folder / "tags.csv").write_text("\n".join(rows) + "\n")
    return folder / "tags.csv"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mel")


@pytest.fixture(scope="module")
def runs(labels: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two runs of a small training, by the command."""
    output = tmp_path_factory.mktemp("taggers") / "k2c1.safetensors"
    settings = {"runs": 2, "epochs": 2, "batch": 4, "rate": 0.01, "accelerator": "cpu"}
    options = [f"--{name}={value}" for name, value in settings.items()]
    arguments = ["train", "tagger", labels, "-o", output, "--cache", cache, *options, "--json"]
    with contextlib.redirect_stdout(io.StringIO()) as told:
        assert cli.main([str(argument) for argument in arguments]) == 0
    answer = json.loads(told.getvalue())
    (reason,) = answer["left_out"]
    assert "damaged or cut short" in reason
    paths = [Path(path) for path in answer["weights"]]
    assert paths == [output.with_stem("k2c1-1"), output.with_stem("k2c1-2")]
    assert len({ModelFile.read(path).model_id for path in paths}) == 2
    return paths


def test_the_weights_tell_the_tags_and_the_curves_lie_beside_them(runs: list[Path]) -> None:
    model = ModelFile.read(runs[0])
    assert model.tags == ("own/rock", "own/ambient")
    assert (model.architecture, model.plan) == ("k2c1", ExcerptPlan(29.12, 1, 12_000))
    _, scores = load(model)(torch.randn(1, model.plan.samples))
    assert scores.shape == (1, 2)
    with (runs[0].with_suffix("") / "curves.csv").open() as file:
        curves = list(csv.DictReader(file))
    assert len(curves) == 2
    assert float(curves[-1]["loss"]) < float(curves[0]["loss"])


def test_a_stopped_run_goes_on_where_it_was(labels: Path, cache: Path, tmp_path: Path) -> None:
    output = tmp_path / "k2c1.safetensors"
    steps: list[int] = []

    def told(doing: str, done: int, total: int) -> None:
        if doing == "Training":
            steps.append(done)
            if len(steps) == 3:
                raise Cancelled("Stopped")

    with pytest.raises(Cancelled):
        train_tagger(labels, output, recipe=QUICK, cache=cache, machine=CPU, watch=Watch(told))
    assert not output.exists()
    (went_on,) = train_tagger(
        labels, output, recipe=QUICK, cache=cache, machine=CPU, watch=Watch(told)
    )
    assert steps == [1, 2, 3, 3, 4]
    assert [point["epoch"] for point in went_on.fitted.points] == [1, 2]


def test_the_report_tells_runs_tags_and_intervals(
    labels: Path, runs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evaluate", "tagger", str(labels), *map(str, runs)]
    assert cli.main([*arguments, "--part", "validation", "-o", str(tmp_path), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]["k2c1"]
    assert figures["AUC-ROC"]["half"] is not None
    page = (tmp_path / "report.md").read_text()
    assert "4 tracks of 4 artists" in page
    assert "| k2c1 | 2 | " in page
    assert (tmp_path / "report.html").read_text().count("data:image/png;base64,") == 4
    for picture in ("tags-1.png", "roc-1.png", "loss.png", "together.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
    with (tmp_path / "tags.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {(row["weights"], row["tag"]) for row in rows} == {
        (path.name, tag) for path in runs for tag in ("own/rock", "own/ambient")
    }


def test_an_imported_tagger_of_another_vocabulary(labels: Path, tmp_path: Path) -> None:
    """Its last.fm `rock` and `ambient` are the labels' own."""
    torch.manual_seed(0)
    settings = MelSettings(12_000, 512, 256, 96)
    plan = ExcerptPlan(29.12, 1, 12_000)
    network = K2C1(settings, plan.samples, len(MSD)).eval()
    path = tmp_path / "msd.safetensors"
    model = save(
        path,
        network,
        architecture="k2c1",
        dimension=K2C1.DIMENSION,
        plan=plan,
        front_end=settings.as_metadata(),
        tags=MSD,
    )
    examination = examine(read_labelled(labels), [model], part="validation")
    assert set(examination.tags) == {"rock", "ambient"}
    assert set(examination.groups) == {"genres"}
    (system,) = examination.systems
    assert system.scores.shape == (1, 4, 2)
    rock = examination.tags.index("rock")
    assert examination.labels[:, rock].sum() == 2


def test_other_tags_count_as_none_of_these_and_no_tags_as_nothing(
    labels: Path, runs: list[Path], tmp_path: Path
) -> None:
    table = tmp_path / "tags.csv"
    table.write_text("file,tags\n0.flac,ambient\n1.flac,polka\n2.flac,\nbad.flac,ambient\n")
    examination = examine(
        read_labelled(table, labels.parent), [ModelFile.read(runs[0])], part="all"
    )
    assert examination.labels.tolist() == [[True], [False]]
    assert examination.left_out["carries no tag"] == 1
    assert sum("can be decoded" in reason for reason in examination.left_out) == 1
    assert examination.unasked == ("own/polka",)


def test_weights_that_tell_nothing_in_common_are_refused(runs: list[Path], tmp_path: Path) -> None:
    table = tmp_path / "tags.csv"
    table.write_text("".join(f"{number}.flac,polka\n" for number in range(5)))
    with pytest.raises(NearfieldError, match="no tag in common"):
        examine(read_labelled(table), [ModelFile.read(path) for path in runs])


def test_too_little_music(tmp_path: Path) -> None:
    table = tmp_path / "tags.csv"
    table.write_text("".join(f"{number}.flac,rock\n" for number in range(9)))
    with pytest.raises(NearfieldError, match="The file is not there any more"):
        train_tagger(table, tmp_path / "x.safetensors", recipe=QUICK, machine=CPU)
