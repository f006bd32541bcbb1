"""Reading weights of others: a PyTorch or a Keras file as tensors by name, and nothing else of it.

Nothing in such a file is run: PyTorch's are read with `weights_only`, Keras's as plain HDF5 arrays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import ModelError

if TYPE_CHECKING:
    import h5py
    from torch import Tensor

Weights = Mapping[str, "Tensor"]
"""Tensors by their names, `layer.parameter`."""

_HDF5 = b"\x89HDF\r\n\x1a\n"
_TORCH = (b"PK\x03\x04", b"\x80")
_MOST_NUMBERS = 500_000_000
"""More than any tagger has, and 2 GB of memory."""


def read_weights(path: Path) -> Weights:
    """All tensors of a file of weights; raises ModelError if it is none, or damaged."""
    try:
        with path.open("rb") as file:
            beginning = file.read(len(_HDF5))
    except OSError as error:
        raise ModelError(f"Cannot read {path.name!r}", error.strerror or str(error)) from error
    if beginning.startswith(_HDF5):
        return _read_keras(path)
    if beginning.startswith(_TORCH):
        return _read_torch(path)
    raise ModelError(
        f"Cannot import {path.name!r}",
        "It is neither a PyTorch (.pth) nor a Keras (.h5) file of weights, nor one of ours.",
    )


def _read_torch(path: Path) -> Weights:
    import torch

    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file makes torch raise whatever comes to it
        raise _damaged(path, "PyTorch") from error
    if not isinstance(found, Mapping):
        raise ModelError(f"Cannot import {path.name!r}", "It holds something else than weights.")
    return {
        str(name): tensor.detach()
        for name, tensor in found.items()
        if isinstance(tensor, torch.Tensor)
    }


def _read_keras(path: Path) -> Weights:
    import h5py
    import torch

    weights: dict[str, Tensor] = {}

    def take(place: str, item: h5py.Dataset | h5py.Group) -> None:
        if not isinstance(item, h5py.Dataset) or item.dtype.kind != "f":
            return
        if item.size > _MOST_NUMBERS:
            raise ValueError("far too large")
        weights[_keras_name(place)] = torch.from_numpy(np.asarray(item[()], dtype=np.float32))

    try:
        with h5py.File(path, "r") as file:
            file.visititems(take)
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        raise _damaged(path, "Keras") from error
    return weights


def _keras_name(place: str) -> str:
    """`model_weights/conv2d/conv2d/kernel_1:0`, `bn1/bn1_beta:0` → `conv2d.kernel`, `bn1.beta`."""
    parts = place.removeprefix("model_weights/").split("/")
    layer, parameter = parts[0], parts[-1].removesuffix(":0")
    return f"{layer}.{re.sub(r'_[0-9]+$', '', parameter.removeprefix(layer + '_'))}"


def _damaged(path: Path, kind: str) -> ModelError:
    return ModelError(
        f"Cannot import {path.name!r}", f"This {kind} file is damaged or cut short. Get it again."
    )
