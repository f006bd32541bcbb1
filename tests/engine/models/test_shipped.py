"""The weights that come with the program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from engine.analysis.model import exported_model
from engine.analysis.onnx_model import OnnxModel
from engine.analysis.torch_model import TorchModel
from engine.models.weights import load, shipped


def test_the_shipped_weights_are_small_and_fit_the_network() -> None:
    model = shipped()
    assert model.path.stat().st_size <= 8_000_000
    network = load(model)
    vectors, scores = network(torch.zeros(1, model.plan.samples))
    assert vectors.shape == (1, model.dimension)
    assert scores.shape == (1, len(model.tags))
    assert torch.isfinite(vectors).all()


def test_it_comes_exported_too_in_little_more_room() -> None:
    model = shipped()
    exported = exported_model(model)
    assert exported, "the weights are others than the exported ones: make exported"
    assert replace(exported, path=model.path) == model
    assert exported.path.stat().st_size <= 2_000_000


def test_exported_it_says_the_same() -> None:
    model = shipped()
    exported = exported_model(model)
    assert exported
    dice = np.random.default_rng(0)
    tracks = [dice.normal(0, 0.1, (2, model.plan.samples)).astype(np.float32)]
    with_torch, without = (
        runtime.pooled(tracks)[0] for runtime in (TorchModel(model, 1), OnnxModel(exported, 1))
    )
    for exact, found in zip(with_torch, without, strict=True):
        assert np.abs(exact - found).max(initial=0) <= 1e-4


def test_the_card_is_that_of_these_weights() -> None:
    model = shipped()
    card = model.path.with_suffix(".md").read_text(encoding="utf-8")
    assert model.model_id in card
    beside = model.path.with_suffix("")
    assert (beside / "attribution.csv").exists()
    assert (Path(beside) / "curves.png").exists()
