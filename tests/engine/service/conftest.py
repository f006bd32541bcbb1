"""A replay model of a few fields of the published log, whose answers need no training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.models.replay.fields import Category, Fields, Leading, Number, Vocabulary
from engine.models.replay.model import ReplayModel, save_replay_model

FIELDS = Fields(
    (Category("source_type", "source_type"), Category("artist_1", "artist")),
    (Number("year", 1990, 2010), Leading("trending_artist", "artist_1", 1)),
    {"source_type": Vocabulary(["radio"]), "artist": Vocabulary(["A", "B"])},
)


def made(path: Path, rows: str) -> ReplayModel:
    """A model with random weights."""
    dice = np.random.default_rng(0)
    shapes = {
        "embeddings.source_type.weight": (3, 2), "embeddings.artist.weight": (4, 3),
        "layers.0.weight": (8, 7), "layers.0.bias": (8,), "layers.1.weight": (4, 8),
        "layers.1.bias": (4,), "layers.2.weight": (1, 4), "layers.2.bias": (1,),
    }  # fmt: skip
    tensors = {name: dice.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    return save_replay_model(path, tensors, FIELDS, rows=rows, made_of={"data": "", "log": "test"})


@pytest.fixture
def model(tmp_path: Path) -> ReplayModel:
    return made(tmp_path / "replay.safetensors", "kkbox")
