"""Files of tables: trained numbers, used as arrays without torch, and names beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from engine.errors import ModelError
from engine.models.weights import read_description


def read_tables(
    path: Path, architecture: str
) -> tuple[str, dict[str, Any], dict[str, NDArray[Any]]]:
    """A file's id, what it says of itself, and its tables; call it within `understood`."""
    model_id, settings = read_description(path)
    if settings["architecture"] != architecture:
        raise ValueError("another kind of model")
    return model_id, settings, load_file(path)


@contextmanager
def understood(path: Path, what: str) -> Iterator[None]:
    """Tell whatever goes wrong in reading a file as ModelError; `what` is what it should hold."""
    try:
        yield
    except (OSError, SafetensorError) as error:
        raise ModelError(f"Cannot read the model {path.name!r}", str(error)) from error
    except (KeyError, TypeError, ValueError) as error:
        message = f"The file holds no {what} that this version knows."
        raise ModelError(f"Cannot use the model {path.name!r}", message) from error


def packed(values: Sequence[object]) -> NDArray[np.uint8]:
    """A row of JSON each; the header of a safetensors file has no room for millions of names."""
    return np.frombuffer("\n".join(map(json.dumps, values)).encode("ascii"), np.uint8)


def unpacked(rows: NDArray[np.uint8]) -> list[Any]:
    """What `packed` was given."""
    text = rows.tobytes().decode()
    return [json.loads(row) for row in text.split("\n")] if text else []
