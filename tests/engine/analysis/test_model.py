"""The model in batches, in both runtimes, and which of the two is taken."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.analysis import model as model_module
from engine.analysis import torch_model
from engine.analysis.model import Model, has_gpu, open_model
from engine.analysis.onnx_model import OnnxModel
from engine.analysis.torch_model import CUDA_BATCH_TRACKS, TOLERANCE, TorchModel
from engine.errors import ModelError
from engine.models.weights import ModelFile
from tests.bench.material import write_model

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")
Runtime = Callable[[ModelFile, int], Model]


def noises(*counts: int) -> list[np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    dice = np.random.default_rng(0)
    return [dice.normal(0, 0.1, (count, 32_000)).astype(np.float32) for count in counts]


@pytest.fixture(scope="module")
def both(exported_model: Path) -> ModelFile:
    """Weights beside which an exported model lies."""
    return ModelFile.read(exported_model.with_suffix(".safetensors"))


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "has_gpu", lambda: False)


@pytest.fixture
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "engine.analysis.torch_model")
    monkeypatch.setitem(sys.modules, "torch", None)


def exported(weights: ModelFile, threads: int) -> Model:
    return OnnxModel(ModelFile.read(weights.path.with_suffix(".onnx")), threads)


@pytest.mark.parametrize("runtime", [TorchModel, exported])
def test_a_batch_gives_each_track_what_it_gets_alone(runtime: Runtime, both: ModelFile) -> None:
    model = runtime(both, 2)
    tracks = noises(2, 1, 2)
    together = model.pooled(tracks)
    for track, (vector, scores) in zip(tracks, together, strict=True):
        assert vector == pytest.approx(model.pooled([track])[0][0], abs=1e-4)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert scores.shape == (0,)
    assert model.pooled([]) == []


def test_both_runtimes_hear_the_same(both: ModelFile) -> None:
    tracks = noises(3, 1)
    with_torch = [vector for vector, _ in TorchModel(both, 1).pooled(tracks)]
    without = [vector for vector, _ in exported(both, 1).pooled(tracks)]
    assert np.abs(np.stack(with_torch) - np.stack(without)).max() <= 1e-4


@pytest.mark.usefixtures("no_gpu")
def test_on_a_cpu_an_exported_model_is_run_by_onnxruntime(both: ModelFile) -> None:
    for path in (both.path, both.path.with_suffix(".onnx")):
        assert open_model(ModelFile.read(path), 1).runtime.startswith("onnxruntime")


@pytest.mark.usefixtures("no_gpu")
def test_one_of_other_weights_or_damaged_is_not_taken(both: ModelFile, tmp_path: Path) -> None:
    weights = tmp_path / "other.safetensors"
    write_model(weights, seed=5)
    shutil.copy(both.path, tmp_path)  # which the exported one refers to
    shutil.copy(both.path.with_suffix(".onnx"), tmp_path / "other.onnx")
    assert open_model(ModelFile.read(weights), 1).runtime.startswith("torch")
    (tmp_path / "other.onnx").write_bytes(b"rubbish")
    assert open_model(ModelFile.read(weights), 1).runtime.startswith("torch")


def test_a_gpu_is_left_to_torch(both: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "has_gpu", lambda: True)
    assert open_model(both, 1).runtime.startswith("torch")


@pytest.mark.usefixtures("no_torch")
def test_a_gpu_is_of_no_use_without_torch(both: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "has_gpu", lambda: True)
    assert open_model(both, 1).runtime.startswith("onnxruntime")


@pytest.mark.usefixtures("no_torch")
def test_weights_alone_without_torch_say_what_to_do(small_model: Path) -> None:
    with pytest.raises(ModelError, match="nearfield models export"):
        open_model(ModelFile.read(small_model), 1)


def test_the_driver_and_torch_agree_whether_there_is_a_gpu() -> None:
    assert has_gpu() == torch.cuda.is_available()


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

    monkeypatch.setattr(torch_model, "load", lambda *_: Loudness())
    tracks = noises(3, 1)
    pooled = TorchModel(ModelFile.read(small_model), threads=1).pooled(tracks)
    for track, (vector, scores) in zip(tracks, pooled, strict=True):
        loudness = float(np.abs(track).mean())
        assert scores == pytest.approx([loudness, loudness / 2], abs=1e-6)
        assert vector.shape == (4,)


def test_half_precision_is_measured_before_it_is_trusted(small_model: Path) -> None:
    model = TorchModel(ModelFile.read(small_model), threads=1)
    deviation = model.half_deviation(torch.bfloat16, 32_000)
    assert 0 < deviation < 0.1
    exact, _ = model.pooled(noises(1))[0]
    assert model.pooled(noises(1))[0][0] == pytest.approx(exact, abs=1e-6)  # it left no trace


@needs_cuda
def test_a_gpu_gives_what_a_cpu_gives(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = noises(*[2] * 2 * CUDA_BATCH_TRACKS)
    on_gpu = TorchModel(ModelFile.read(small_model), threads=1)
    assert on_gpu.device == "cuda"
    started = [on_gpu.start(tracks[:10]), on_gpu.start(tracks[10:])]
    there = [vector for pending in started for vector, _ in pending.pooled()]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    pooled = TorchModel(ModelFile.read(small_model), threads=1).pooled(tracks)
    here = [vector for vector, _ in pooled]
    assert np.abs(np.stack(there) - np.stack(here)).max() < TOLERANCE
