"""The distilled network: shapes, size, steadiness of what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelSettings
from engine.errors import ModelError
from engine.models.architectures import EARS
from engine.models.ear import SIZES, Ear
from engine.models.weights import load, save


@pytest.fixture(scope="module")
def ear() -> Ear:
    torch.manual_seed(0)
    return Ear(MelSettings(), 128, 150).eval()


def test_it_gives_unit_vectors_and_scores(ear: Ear) -> None:
    vectors, scores = ear(torch.randn(2, 160_000))
    assert vectors.shape == (2, 128)
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(2))
    assert scores.shape == (2, 150)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_it_is_about_as_large_as_the_published_embedder(ear: Ear) -> None:
    assert sum(p.numel() for p in ear.parameters()) == 1_086_854


@pytest.mark.parametrize("seconds", [0.5, 3.3, 29.124])
def test_any_length_will_do(ear: Ear, seconds: float) -> None:
    assert torch.isfinite(ear(torch.randn(1, round(seconds * 16_000)))[0]).all()


def test_silence_and_loudness(ear: Ear) -> None:
    assert torch.isfinite(ear(torch.zeros(1, 160_000))[0]).all()
    sound = torch.randn(1, 160_000) * 0.1
    torch.testing.assert_close(ear(sound)[0], ear(sound * 4)[0], atol=1e-4, rtol=0)


def test_its_scores_stand_on_the_teachers_scale(ear: Ear) -> None:
    hidden = torch.zeros(1, 512)
    ear.logit_mean, before = torch.full((150,), -3.0), ear.logit_mean
    try:
        torch.testing.assert_close(
            ear.logits(hidden), ear.tag_layer(hidden) * ear.logit_deviation - 3
        )
    finally:
        ear.logit_mean = before


def test_a_weights_file_brings_it_back(ear: Ear, tmp_path: Path) -> None:
    settings = ear.front_end.settings.as_metadata()
    tags = tuple(f"msd/{n}" for n in range(150))
    plan = ExcerptPlan(10.0, 4, 16_000)
    file = save(tmp_path / "ear.safetensors", ear, architecture="ear", dimension=128, plan=plan,
                front_end=settings, tags=tags)  # fmt: skip
    sound = torch.randn(1, 32_000)
    torch.testing.assert_close(load(file)(sound), ear(sound))
    short = save(tmp_path / "short.safetensors", ear, architecture="ear", dimension=128, plan=plan,
                 front_end=settings, tags=tags[:50])  # fmt: skip
    with pytest.raises(ModelError):
        load(short)


@pytest.mark.parametrize("name", EARS)
def test_every_size_comes_back_from_its_file(name: str, tmp_path: Path) -> None:
    ear = Ear(MelSettings(), 16, 1, SIZES[name]).eval()
    file = save(
        tmp_path / "ear.safetensors",
        ear,
        architecture=name,
        dimension=16,
        plan=ExcerptPlan(10.0, 4, 16_000),
        front_end=ear.front_end.settings.as_metadata(),
        tags=("msd/rock",),
    )
    sound = torch.randn(1, 32_000)
    torch.testing.assert_close(load(file)(sound)[0], ear(sound)[0])


def test_every_size_has_a_name_that_is_known_without_torch() -> None:
    assert tuple(SIZES) == EARS
