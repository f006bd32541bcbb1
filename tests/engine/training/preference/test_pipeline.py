"""From a folder to weights, card and attributions, stage by stage and all at once."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine import cli
from engine.audio.mel import MelSettings
from engine.errors import Cancelled, NearfieldError
from engine.library import Library
from engine.models.ear import Ear
from engine.models.embedder import Embedder
from engine.models.weights import ModelFile, load
from engine.training.course import Machine
from engine.training.preference import pipeline
from engine.training.preference.database import PictureReader, PreferenceFile
from engine.training.preference.filter_bank import start_as_filter_bank
from engine.training.preference.fit import Lesson, fit_network
from engine.training.preference.loading import ShuffledRows, TripletRows, train_loader
from engine.training.preference.network import bands_of
from engine.training.preference.pipeline import Settings
from engine.training.preference.recipes import GENTLE, PUBLISHED, Recipe
from engine.training.preference.shared_tags import graph_of_folder
from engine.training.watch import Watch

QUICK = Settings(recipe=replace(GENTLE, steps=4, check_every=2, batch=2, crop=40))
CPU = Machine(accelerator="cpu", devices="1")


@pytest.fixture(scope="module")
def prepared(listened: Path, music: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that waits to be trained on."""
    path = Path(shutil.copy(listened, tmp_path_factory.mktemp("work") / "music.sqlite"))
    pipeline.prepare(path, lambda: graph_of_folder(music), QUICK, Watch())
    return path


@pytest.fixture
def work(prepared: Path, tmp_path: Path) -> Path:
    """The same, for a test to do with as it likes."""
    return Path(shutil.copy(prepared, tmp_path / "music.sqlite"))


def fitted(work: Path, watch: Watch | None = None) -> Lesson:
    return pipeline.train(work, QUICK, machine=CPU, watch=watch)


@pytest.fixture(scope="module")
def lesson(prepared: Path) -> Lesson:
    return fitted(prepared)


def weights(lesson: Lesson) -> Mapping[str, torch.Tensor]:
    return lesson.trained.state_dict()


def test_the_published_recipe_is_the_published_one() -> None:
    assert Recipe("published", learning_rate=0.005) == PUBLISHED
    assert (PUBLISHED.batch, PUBLISHED.graded, PUBLISHED.filter_bank) == (16, False, False)
    assert GENTLE.batch == 16


def test_a_run_leaves_weights_that_can_listen_and_a_card(
    music: Path, prepared: Path, lesson: Lesson, tmp_path: Path
) -> None:
    output = tmp_path / "embedder.safetensors"
    model = pipeline.write_embedder(lesson, output)
    pipeline.report(prepared, lesson, model, QUICK, music, music, Watch())
    assert ModelFile.read(output) == model
    vectors, _ = load(model)(torch.randn(2, 32_000))
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(2))
    card = output.with_suffix(".md").read_text()
    assert model.model_id in card
    assert "| name | gentle |" in card
    assert "In words." in card
    assert (tmp_path / "embedder" / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert "validation_triplets" in (tmp_path / "embedder" / "curves.csv").read_text()


def test_the_weights_that_were_kept_are_those_of_the_best_look(lesson: Lesson) -> None:
    points = lesson.fitted.points
    assert [point["step"] for point in points] == [2, 4]
    best = max(point["validation_triplets"] for point in points)
    assert lesson.fitted.best["validation_triplets"] == best
    before = lesson.before.state_dict()
    assert any((before[name] != tensor).any() for name, tensor in weights(lesson).items())


def test_a_stopped_fit_goes_on_to_the_same_weights(work: Path, lesson: Lesson) -> None:
    steps: list[int] = []
    stop = Watch(lambda doing, done, of: steps.append(done), lambda: len(steps) >= 3)
    with pytest.raises(Cancelled):
        fitted(work, stop)
    steps.clear()
    resumed = fitted(work, Watch(lambda doing, done, of: steps.append(done)))
    assert steps == [3, 4]
    for name, tensor in weights(resumed).items():
        torch.testing.assert_close(tensor, weights(lesson)[name], atol=1e-5, rtol=1e-4)


def test_the_manifest_is_credited(
    music: Path, prepared: Path, lesson: Lesson, tmp_path: Path
) -> None:
    manifest = music / "manifest.csv"
    name = "Artist 00/Album 00/01 - Piece.flac"
    model = pipeline.write_embedder(lesson, tmp_path / "m.safetensors")
    manifest.write_text(f"path,artist,title,licence,source_repo\n{name},Zoë,Hum,CC0-1.0,a/b\n")
    try:
        pipeline.report(prepared, lesson, model, QUICK, music, None, Watch())
    finally:
        manifest.unlink()
    with (tmp_path / "m" / "attribution.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 24
    assert [row["licence"] for row in rows if row["artist"] == "Zoë"] == ["CC0-1.0"]
    assert "| not stated | 23 |" in (tmp_path / "m.md").read_text()


def test_every_row_is_seen_once_a_pass_in_an_order_of_its_own() -> None:
    sampler = ShuffledRows(20, seed=3)
    first = list(sampler)
    sampler.set_epoch(1)
    second = list(sampler)
    assert sorted(first) == list(range(20))
    assert sorted(second) == list(range(20, 40))
    assert [number - 20 for number in second] != first
    again = ShuffledRows(20, seed=3)
    again.set_epoch(1)
    assert list(again) == second


def test_a_row_has_other_crops_in_another_pass(prepared: Path) -> None:
    with PreferenceFile(prepared) as file:
        triplets = file.triplets("train")
    rows = TripletRows(triplets, PictureReader(prepared, 128), crop=50, seed=0)
    assert rows[1].shape == (3, 128, 50)
    torch.testing.assert_close(rows[1], rows[1])
    assert (rows[1] != rows[1 + len(rows)]).any()
    whole = TripletRows(triplets, PictureReader(prepared, 128), crop=None, seed=0)[1]
    assert any((whole[0, :, at : at + 50] == rows[1][0]).all() for at in range(420))


def test_workers_read_the_same_batches(prepared: Path) -> None:
    with PreferenceFile(prepared) as file:
        rows = TripletRows(file.triplets("train"), PictureReader(prepared, 128), crop=50, seed=0)
    alone = next(iter(train_loader(rows, 4, seed=0)))
    torch.testing.assert_close(next(iter(train_loader(rows, 4, seed=0, workers=1))), alone)


def test_the_filter_bank_keeps_the_network_and_spreads_its_vectors() -> None:
    pictures = 10 * torch.randn(24, 128, 80, generator=torch.Generator().manual_seed(0))
    network = Embedder()
    start_as_filter_bank(network, pictures)
    assert sum(p.numel() for p in network.parameters()) == 1_509_888
    with torch.inference_mode():
        vectors = network.embed_mel(pictures)
    assert torch.isfinite(vectors).all()
    assert vectors.mean(dim=0).norm() < 0.3


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    """What a command answers."""
    said = ["train", "preference", *map(str, arguments), "--json"]
    code = cli.main(said)
    answered: dict[str, object] = json.loads(capsys.readouterr().out)
    assert code == (1 if "error" in answered else 0)
    return answered


def test_the_stages_one_by_one(
    music: Path, work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = ("--work", work)
    assert run(capsys, "graph", music, *of)["central"] == 24
    chunks = run(capsys, "chunks", *of)
    assert sum(map(int, map(str, chunks.values()))) == 24
    assert run(capsys, "distances", *of) == {"maps": 24}
    quick = ("--steps", "1")
    assert run(capsys, "triplets", *of, *quick)["train"] == 16
    output = tmp_path / "mine.safetensors"
    cpu = ("--accelerator", "cpu", "--devices", "1")
    answered = run(capsys, "fit", *of, *quick, *cpu, "-o", output)
    assert ModelFile.read(output).model_id == answered["model"]
    with Library.open(tmp_path / "home", model=output) as library:
        assert library.status().model_id == answered["model"]


def test_a_stage_without_the_one_before_is_refused(
    music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = ("--work", tmp_path / "new.sqlite")
    assert "graph comes first" in str(run(capsys, "chunks", *of))
    run(capsys, "graph", music, *of)
    assert "'chunks' comes first" in str(run(capsys, "distances", *of))
    assert "'triplets' comes first" in str(run(capsys, "fit", *of))


def test_too_little_music_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    of = ("--work", tmp_path / "new.sqlite")
    assert "no central node" in str(run(capsys, "graph", tmp_path, *of))
    assert "No such music folder" in str(run(capsys, "all", tmp_path / "gone", *of))


def test_all_stages_at_once_on_a_list_of_edges(
    music: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edges = tmp_path / "edges.csv"
    ring = [(f"Album {n:02}", f"Album {(n + step) % 12:02}") for n in range(12) for step in (1, 2)]
    edges.write_text("from_album,to_album\n" + "".join(f"{a},{b}\n" for a, b in ring))
    output = tmp_path / "mine.safetensors"
    answered = run(
        capsys, "all", music, "--edges", edges, "--in-degree", 2, "--each", 1, "--by-chunk",
        "--work", tmp_path / "w.sqlite", "--steps", 1, "--recipe", "published",
        "--accelerator", "cpu", "-o", output,
    )  # fmt: skip
    assert ModelFile.read(output).model_id == answered["model"]
    assert "Piece" in (tmp_path / "mine" / "attribution.csv").read_text()


def test_a_network_that_tells_tags_goes_on_telling_the_same(work: Path) -> None:
    start = Ear(MelSettings(), dimension=16, tags=3).eval()
    with PreferenceFile(work) as file:
        lesson = fit_network(file, QUICK.recipe, work.with_suffix(".ear"), start=start, machine=CPU)
    sound = torch.randn(2, 32_000)
    with torch.inference_mode():
        before, after = start(sound), lesson.trained(sound)
    torch.testing.assert_close(after[1], before[1])
    assert (after[0] - before[0]).abs().max() > 1e-6


def test_a_network_that_only_tells_tags_cannot_learn() -> None:
    with pytest.raises(NearfieldError, match="cannot learn"):
        bands_of(torch.nn.Linear(3, 3))
