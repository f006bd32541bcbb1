"""The replay model's file, its predictions without torch, and rows that cannot be encoded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from engine.errors import ModelError
from engine.models.replay.fields import (
    Category,
    Fields,
    Leading,
    Number,
    RowError,
    Value,
    Vocabulary,
)
from engine.models.replay.model import ReplayModel, save_replay_model
from engine.models.replay.network import ReplayNetwork, width

FIELDS = Fields(
    (Category("artist_1", "artist"), Category("artist_2", "artist"), Category("source", "source")),
    (Number("year", 1990, 2010), Leading("trending", "artist_1", 1)),
    {"artist": Vocabulary(["Björk", "浜崎あゆみ"]), "source": Vocabulary([])},
)
ROWS: list[dict[str, Value]] = [
    {"artist_1": "Björk", "artist_2": "浜崎あゆみ", "year": 2000},
    {"artist_1": "nobody", "year": 3000.5, "source": "radio"},
    {},
]


@pytest.fixture
def network() -> ReplayNetwork:
    torch.manual_seed(0)
    return ReplayNetwork({"artist": 4, "source": 2}, ["artist", "artist", "source"], 2, (8, 4))


@pytest.fixture
def path(network: ReplayNetwork, tmp_path: Path) -> Path:
    tensors = {name: value.numpy() for name, value in network.state_dict().items()}
    save_replay_model(
        tmp_path / "m.safetensors", tensors, FIELDS, rows="kkbox", made_of={"seed": 1}
    )
    return tmp_path / "m.safetensors"


def test_rows_become_classes_and_numbers() -> None:
    codes, numbers = FIELDS.encode(ROWS)
    assert codes.tolist() == [[2, 3, 1], [0, 1, 0], [1, 1, 1]]
    assert numbers.tolist() == [[0.5, 1], [1, 0], [-1, -1]]


@pytest.mark.parametrize(
    "row",
    [{"year": "2000"}, {"year": float("nan")}, {"year": 10**400}, {"artist_1": 7.0}],
)
def test_a_value_of_the_wrong_kind_is_named(row: dict[str, Value]) -> None:
    with pytest.raises(RowError, match=next(iter(row))) as raised:
        FIELDS.encode([row])
    assert len(str(raised.value)) < 150


def test_without_torch_it_says_what_the_network_says(path: Path, network: ReplayNetwork) -> None:
    model = ReplayModel.read(path)
    assert model.fields.categories == FIELDS.categories
    assert model.fields.numbers == FIELDS.numbers
    assert model.fields.vocabularies["artist"].words == ("Björk", "浜崎あゆみ")
    codes, numbers = model.fields.encode(ROWS * 20)
    with torch.no_grad():
        exact = torch.sigmoid(network(torch.from_numpy(codes), torch.from_numpy(numbers)))
    assert model.probabilities(codes, numbers) == pytest.approx(exact.numpy(), abs=1e-6)
    assert len(model.probabilities(codes[:0], numbers[:0])) == 0


def test_certainty_does_not_overflow(path: Path) -> None:
    tensors = load_file(path)
    tensors["layers.2.bias"] = np.array([-1e6], np.float32)
    model = ReplayModel.read(path)
    certain = save_replay_model(
        path,
        {n: t for n, t in tensors.items() if "vocabulary" not in n},
        FIELDS,
        rows="",
        made_of={},
    )
    assert certain.probabilities(*FIELDS.encode(ROWS)).tolist() == [0, 0, 0]
    assert certain.model_id != model.model_id


def test_another_file_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Cannot read"):
        ReplayModel.read(tmp_path / "absent.safetensors")
    other = tmp_path / "other.safetensors"
    save_file({"weight": np.zeros(3, np.float32)}, other)
    with pytest.raises(ModelError, match="not a replay model"):
        ReplayModel.read(other)
    other.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ModelError):
        ReplayModel.read(other)


def test_tensors_that_do_not_fit_the_fields_are_refused(path: Path) -> None:
    tensors = load_file(path)
    tensors["embeddings.artist.weight"] = tensors["embeddings.artist.weight"][:3]
    settings = {
        "architecture": "replay", "rows": "kkbox", "made_of": {},
        "categories": [{"name": "artist_1", "vocabulary": "artist"}], "numbers": [],
    }  # fmt: skip
    save_file(tensors, path, {"nearfield": json.dumps(settings)})
    with pytest.raises(ModelError, match="not a replay model"):
        ReplayModel.read(path)


def test_embeddings_grow_with_their_vocabulary_up_to_a_width() -> None:
    assert [width(classes) for classes in (2, 20, 200, 360_000)] == [2, 9, 31, 32]


def test_the_network_is_three_linear_layers_on_embeddings_and_numbers() -> None:
    network = ReplayNetwork(
        {"artist": 100, "source": 10}, ["artist", "artist", "source"], 3, (64, 8)
    )
    entering = 2 * width(100) + width(10) + 3
    wanted = 100 * width(100) + 10 * width(10)
    wanted += (entering + 1) * 64 + (64 + 1) * 8 + (8 + 1)
    assert sum(parameter.numel() for parameter in network.parameters()) == wanted
