"""What several parts of the engine are tested with."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights file of the real network, untrained, that listens to two short windows."""
    import torch

    from engine.audio.excerpts import ExcerptPlan
    from engine.models.embedder import Embedder
    from engine.models.weights import save

    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("model") / "untrained.safetensors"
    model = Embedder()
    save(
        path,
        model,
        architecture="embedder",
        dimension=128,
        plan=ExcerptPlan(seconds=2.0, count=2, sample_rate=16_000),
        front_end=model.front_end.settings.as_metadata(),
    )
    return path
