"""A replay model in its file, and its predictions, without torch.

The file is safetensors: the network's tensors, the words of each vocabulary as bytes, and in the
metadata the fields. Three small matrix products need no runtime but numpy, so one file does for
training and for serving; a test holds both to the same numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from engine.errors import ModelError
from engine.models.exported import SETTINGS
from engine.models.replay.fields import (
    Category,
    Codes,
    Fields,
    Leading,
    Number,
    Numbers,
    Vocabulary,
)
from engine.models.weights import write_tensors

ARCHITECTURE = "replay"
_WORDS = "vocabulary."
_BETWEEN = "\0"
"""Stands between words in the file, and in none of them."""
_AT_ONCE = 16_384
"""Rows that go through the layers together; more would only take more memory."""

Tensors = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class ReplayModel:
    """A trained model; `made_of` tells what it was trained on, and how."""

    model_id: str
    rows: str
    """How a row of the outside becomes fields: "kkbox", say."""
    fields: Fields
    made_of: Mapping[str, Any]
    _tensors: Tensors

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises ModelError if the file is absent or none of ours."""
        try:
            with safe_open(path, framework="np") as file:
                settings = json.loads((file.metadata() or {})[SETTINGS])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            if settings["architecture"] != ARCHITECTURE:
                raise ValueError(settings["architecture"])
            fields = _fields(settings, tensors)
            _check(fields, tensors)
        except (OSError, SafetensorError) as error:
            raise ModelError(f"Cannot read the model {path.name!r}", str(error)) from error
        except (KeyError, TypeError, ValueError) as error:
            message = "The file holds weights, but not a replay model of this program."
            raise ModelError(f"Cannot use the model {path.name!r}", message) from error
        identity = _identity(settings, tensors)
        return cls(identity, settings["rows"], fields, settings["made_of"], tensors)

    def probabilities(self, codes: Codes, numbers: Numbers) -> NDArray[np.float32]:
        """Of rows as `Fields.encode` makes them, each in 0–1: (n,)."""
        starts = range(0, len(codes), _AT_ONCE)
        parts = [
            self._odds(codes[at : at + _AT_ONCE], numbers[at : at + _AT_ONCE]) for at in starts
        ]
        odds = np.concatenate(parts) if parts else np.empty(0, np.float32)
        # In this form no odds are large enough to overflow.
        return np.asarray(0.5 * (1 + np.tanh(0.5 * odds)), np.float32)

    def _odds(self, codes: Codes, numbers: Numbers) -> NDArray[np.float32]:
        embedded = [
            self._tensors[f"embeddings.{category.vocabulary}.weight"][codes[:, place]]
            for place, category in enumerate(self.fields.categories)
        ]
        values = np.concatenate([*embedded, numbers], axis=1)
        for layer in (0, 1):
            values = np.maximum(self._layer(layer, values), 0)
        return self._layer(2, values)[:, 0]

    def _layer(self, number: int, values: NDArray[np.float32]) -> NDArray[np.float32]:
        weight, bias = (self._tensors[f"layers.{number}.{part}"] for part in ("weight", "bias"))
        return np.asarray(values @ weight.T + bias, np.float32)


def save_replay_model(
    path: Path, tensors: Tensors, fields: Fields, *, rows: str, made_of: Mapping[str, Any]
) -> ReplayModel:
    """Write a model's file, whole or not at all, and read it back; raises NearfieldError."""
    settings = {
        "architecture": ARCHITECTURE,
        "rows": rows,
        "made_of": made_of,
        "categories": [asdict(category) for category in fields.categories],
        "numbers": [asdict(number) for number in fields.numbers],
    }
    words = {
        _WORDS + name: np.frombuffer(_BETWEEN.join(vocabulary.words).encode(), np.uint8)
        for name, vocabulary in fields.vocabularies.items()
    }
    write_tensors(path, {**tensors, **words}, settings)
    return ReplayModel.read(path)


def _fields(settings: Mapping[str, Any], tensors: Tensors) -> Fields:
    return Fields(
        tuple(Category(**category) for category in settings["categories"]),
        tuple(
            Leading(**number) if "of" in number else Number(**number)
            for number in settings["numbers"]
        ),
        {
            name.removeprefix(_WORDS): _vocabulary(tensor)
            for name, tensor in tensors.items()
            if name.startswith(_WORDS)
        },
    )


def _vocabulary(tensor: NDArray[np.uint8]) -> Vocabulary:
    text = tensor.tobytes().decode()
    return Vocabulary(text.split(_BETWEEN) if text else ())


def _check(fields: Fields, tensors: Tensors) -> None:
    """Raise KeyError or ValueError unless the tensors fit the fields and each other."""
    entering = len(fields.numbers)
    for category in fields.categories:
        table = tensors[f"embeddings.{category.vocabulary}.weight"]
        if len(table) != len(fields.vocabularies[category.vocabulary]):
            raise ValueError(category.vocabulary)
        entering += table.shape[1]
    for layer in range(3):
        weight, bias = (tensors[f"layers.{layer}.{part}"] for part in ("weight", "bias"))
        if weight.shape != (len(bias), entering):
            raise ValueError(weight.shape)
        entering = len(bias)
    for number in fields.numbers:
        if isinstance(number, Leading):
            fields.place(number.of)


def _identity(settings: Mapping[str, Any], tensors: Tensors) -> str:
    """Twelve hex digits over the settings and all tensors, in order of their names."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for name in sorted(tensors):
        digest.update(f"{name} {tensors[name].shape}".encode())
        digest.update(tensors[name].tobytes())
    return digest.hexdigest()[:12]
