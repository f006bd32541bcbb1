"""The weights that came with the program, made by `nearfield train blend` on open music."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from engine.errors import ModelError
from engine.types import Signal, Weights
from engine.whole_file import whole_file

FILE = "blend.json"


@cache
def shipped() -> Weights:
    """Those in resources/models; raises ModelError if they are damaged."""
    return read_weights(Path(str(files("resources") / "models" / FILE)))


def read_weights(path: Path) -> Weights:
    """The weights in a file; raises ModelError if they cannot be used."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))["weights"]
        weights = Weights(**{signal.value: float(kept[signal.value]) for signal in Signal})
        if not any(weights.of(signal) for signal in Signal):
            raise ValueError("every weight is 0")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("The weights of the blend cannot be read", f"{path}: {error}") from error
    return weights


def write_weights(path: Path, weights: Weights, told: Mapping[str, Any]) -> None:
    """Write weights, whole or not at all, with what is told of how they were made."""
    kept = {signal.value: round(weights.of(signal), 4) for signal in Signal}
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"weights": kept, **told}, indent=2) + "\n"
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
