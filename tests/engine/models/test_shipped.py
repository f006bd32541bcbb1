"""The weights that come with the program."""

from __future__ import annotations

from pathlib import Path

import torch

from engine.models.weights import load, shipped


def test_the_shipped_weights_are_small_and_fit_the_network() -> None:
    model = shipped()
    assert model.path.stat().st_size <= 8_000_000
    network = load(model)
    vectors, scores = network(torch.zeros(1, model.plan.samples))
    assert vectors.shape == (1, model.dimension)
    assert scores.shape == (1, len(model.tags))
    assert torch.isfinite(vectors).all()


def test_the_card_is_that_of_these_weights() -> None:
    model = shipped()
    card = model.path.with_suffix(".md").read_text(encoding="utf-8")
    assert model.model_id in card
    beside = model.path.with_suffix("")
    assert (beside / "attribution.csv").exists()
    assert (Path(beside) / "curves.png").exists()
