"""The model in batches, and when half precision may be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.analysis import model as model_module
from engine.analysis.model import Model
from engine.models.weights import ModelFile

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")


def noises(*counts: int) -> list[np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    dice = np.random.default_rng(0)
    return [dice.normal(0, 0.1, (count, 32_000)).astype(np.float32) for count in counts]


def test_a_batch_gives_each_track_what_it_gets_alone(small_model: Path) -> None:
    model = Model(ModelFile.read(small_model), threads=1)
    tracks = noises(2, 1, 2)
    together = model.pooled(tracks)
    for track, (vector, scores) in zip(tracks, together, strict=True):
        assert vector == pytest.approx(model.pooled([track])[0][0], abs=1e-4)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert scores.shape == (0,)
    assert model.pooled([]) == []


def test_scores_are_those_of_their_track(
    small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a network whose two scores are how loud a window is, and the half of it."""

    class Loudness(torch.nn.Module):
        def forward(self, audio: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            loudness = audio.abs().mean(dim=1, keepdim=True)
            return torch.nn.functional.normalize(audio[:, :4]), torch.cat(
                [loudness, loudness / 2], dim=1
            )

    monkeypatch.setattr(model_module, "load", lambda *_: Loudness())
    tracks = noises(3, 1)
    pooled = Model(ModelFile.read(small_model), threads=1).pooled(tracks)
    for track, (vector, scores) in zip(tracks, pooled, strict=True):
        loudness = float(np.abs(track).mean())
        assert scores == pytest.approx([loudness, loudness / 2], abs=1e-6)
        assert vector.shape == (4,)


def test_half_precision_is_measured_before_it_is_trusted(small_model: Path) -> None:
    model = Model(ModelFile.read(small_model), threads=1)
    deviation = model.half_deviation(torch.bfloat16, 32_000)
    assert 0 < deviation < 0.1
    exact, _ = model.pooled(noises(1))[0]
    assert model.pooled(noises(1))[0][0] == pytest.approx(exact, abs=1e-6)  # it left no trace


@needs_cuda
def test_a_gpu_gives_what_a_cpu_gives(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = noises(*[2] * 2 * model_module.CUDA_BATCH_TRACKS)
    on_gpu = Model(ModelFile.read(small_model), threads=1)
    assert on_gpu.device == "cuda"
    started = [on_gpu.start(tracks[:10]), on_gpu.start(tracks[10:])]
    there = [vector for pending in started for vector, _ in pending.pooled()]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    pooled = Model(ModelFile.read(small_model), threads=1).pooled(tracks)
    here = [vector for vector, _ in pooled]
    assert np.abs(np.stack(there) - np.stack(here)).max() < model_module.TOLERANCE
