"""The course of a training run: how long it may go on, on what, and what came of it.

These are plain values, so that a command can be described without importing Lightning, which takes
seconds; `engine.training.fitting` follows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Point = Mapping[str, float]
"""What was logged of an epoch, by name; `epoch` and `step` (both from 1 on) are always there."""


@dataclass(frozen=True, slots=True)
class Course:
    """When a run ends, and by which figure its best epoch is told."""

    epochs: int
    """It never goes on for longer than that."""
    metric: str
    """A figure that the task logs of the validation data."""
    highest: bool
    """Whether the best is the highest figure; otherwise the lowest."""
    patience: int
    """It ends after so many epochs in a row without a better figure."""
    steps: int | None = None
    """Batches in an epoch; None is all that the loader has."""
    gain: float = 1e-9
    """A figure that is better by less than this ends no patience."""


@dataclass(frozen=True, slots=True)
class Machine:
    """On what to train, in Lightning's words: what is not named it finds out."""

    accelerator: str = "auto"
    devices: str = "auto"
    """A number, or a list of them such as "0,2"."""
    strategy: str = "auto"
    """How several devices share the work: "ddp", "fsdp" …. Each gets a process of its own, started
    by the same command line; all but the first end when the training does."""
    precision: str = "32-true"
    """"16-mixed" and "bf16-mixed" are faster on a GPU."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A run that came to its end."""

    checkpoint: Path
    """Lightning's checkpoint of the best epoch; its `state_dict` is the task's."""
    points: tuple[Point, ...]
    """What was logged, epoch by epoch."""
    best: Point
    """The one of the best epoch."""
    curves: Path
    """The points as CSV; a picture of them, PNG, lies beside it."""


def places_of(output: Path, runs: int) -> list[Path]:
    """Where each of several runs is written: `NAME-1`, `NAME-2` …; a single one at its name."""
    if runs == 1:
        return [output]
    return [output.with_name(f"{output.stem}-{run}{output.suffix}") for run in range(1, runs + 1)]
