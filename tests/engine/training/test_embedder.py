"""A training run from a folder to weights, card and attributions."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine import cli
from engine.errors import Cancelled, FolderError, NearfieldError
from engine.library import Library
from engine.models.embedder import Embedder
from engine.models.weights import ModelFile, load
from engine.training.embedder import train_embedder
from engine.training.filter_bank import start_as_filter_bank
from engine.training.recipes import GENTLE, PUBLISHED, RECIPES, Recipe

QUICK = {name: replace(recipe, steps=4, check_every=2, batch=4) for name, recipe in RECIPES.items()}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def parameters(model: ModelFile) -> Mapping[str, torch.Tensor]:
    return load(model).state_dict()


def test_the_published_recipe_is_the_published_one() -> None:
    assert Recipe("published", learning_rate=0.005) == PUBLISHED
    assert (PUBLISHED.batch, PUBLISHED.graded, PUBLISHED.filter_bank) == (16, False, False)
    assert GENTLE.batch == 16


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_run_leaves_weights_that_can_listen_and_a_card(
    name: str, music: Path, cache: Path, tmp_path: Path
) -> None:
    output = tmp_path / "embedder.safetensors"
    report = train_embedder(music, output, recipe=QUICK[name], unheard=music, cache=cache)
    assert ModelFile.read(output) == report.model
    vectors, _ = load(report.model)(torch.randn(2, 32_000))
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(2))
    card = output.with_suffix(".md").read_text()
    assert report.model.model_id in card
    assert f"| name | {name} |" in card
    assert "In words." in card
    assert (tmp_path / "embedder" / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_seed_gives_the_same_weights(music: Path, cache: Path, tmp_path: Path) -> None:
    first, second = (
        train_embedder(music, tmp_path / f"{run}.safetensors", recipe=QUICK["gentle"], cache=cache)
        for run in "ab"
    )
    again = parameters(second.model)
    for name, tensor in parameters(first.model).items():
        torch.testing.assert_close(again[name], tensor, atol=1e-5, rtol=1e-4)


def test_the_manifest_is_credited(music: Path, cache: Path, tmp_path: Path) -> None:
    manifest = music / "manifest.csv"
    name = "Artist 00/Album 00/01 - Piece.flac"
    manifest.write_text(f"path,artist,title,licence,source_repo\n{name},Zoë,Hum,CC0-1.0,a/b\n")
    try:
        train_embedder(music, tmp_path / "m.safetensors", recipe=QUICK["gentle"], cache=cache)
    finally:
        manifest.unlink()
    with (tmp_path / "m" / "attribution.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 24
    assert [row["licence"] for row in rows if row["artist"] == "Zoë"] == ["CC0-1.0"]
    assert "| not stated | 23 |" in (tmp_path / "m.md").read_text()


def test_a_stopped_run_writes_nothing(music: Path, cache: Path, tmp_path: Path) -> None:
    output = tmp_path / "stopped.safetensors"
    with pytest.raises(Cancelled):
        train_embedder(music, output, cache=cache, cancelled=lambda: True)
    assert not output.exists()


def test_progress_is_told(music: Path, cache: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    train_embedder(
        music,
        tmp_path / "t.safetensors",
        recipe=QUICK["gentle"],
        cache=cache,
        progress=lambda doing, done, total: told.append((doing, done, total)),
    )
    assert ("Training", 4, 4) in told
    assert {doing for doing, _, _ in told} == {"Listening", "Training"}


def test_too_little_music_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NearfieldError, match="too little music"):
        train_embedder(tmp_path, tmp_path / "x.safetensors")


def test_an_absent_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="No such music folder"):
        train_embedder(tmp_path / "gone", tmp_path / "x.safetensors")


def test_the_filter_bank_keeps_the_network_and_spreads_its_vectors() -> None:
    pictures = 10 * torch.randn(24, 128, 80, generator=torch.Generator().manual_seed(0))
    network = Embedder()
    start_as_filter_bank(network, pictures)
    assert sum(p.numel() for p in network.parameters()) == 1_509_888
    with torch.inference_mode():
        vectors = network.embed_mel(pictures)
    assert torch.isfinite(vectors).all()
    assert vectors.mean(dim=0).norm() < 0.3


def test_the_command_trains_and_the_library_takes_what_it_wrote(
    music: Path, cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "mine.safetensors"
    arguments = ["--steps", "2", "--cache", str(cache), "--json"]
    assert cli.main(["train", "embedder", str(music), "-o", str(output), *arguments]) == 0
    answered = json.loads(capsys.readouterr().out)
    assert ModelFile.read(output).model_id == answered["model"]
    assert "Piece" in (tmp_path / "mine" / "attribution.csv").read_text()
    assert f"({answered['model']})" in (tmp_path / "mine.md").read_text()
    with Library.open(tmp_path / "home", model=output) as library:
        assert library.status().model_id == answered["model"]
