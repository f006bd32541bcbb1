"""Examine listeners: what each model would recommend, beside what was really played.

The plays are split as they were for the training, so a model is asked for what it did not see; and
two systems that need no training answer the same questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.models.listeners_file import ListenersFile
from engine.training.listeners.baselines import neighbours, popularity
from engine.training.listeners.measures import LENGTH, Ranked, Scores, ranked
from engine.training.listeners.split import Split, split_of
from engine.training.plays.tally import Tally
from engine.training.watch import Watch

LONGEST = 100
"""Places that are looked at, for the curves."""


@dataclass(frozen=True, slots=True)
class System:
    """What a system recommended; `model` is None for one that needs no training."""

    name: str
    ranked: Ranked
    model: ListenersFile | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """Systems on the same users and items."""

    tally: Tally
    split: Split
    by_time: bool
    systems: tuple[System, ...]

    @property
    def unseen(self) -> float:
        """The share of what is to be found that nobody plays in what can be learned from."""
        heard = np.asarray(self.split.known.sum(axis=0)).ravel() > 0
        return float(1 - heard[self.split.test.indices].mean())


def examine(
    tally: Tally, models: Sequence[ListenersFile], watch: Watch | None = None
) -> Examination:
    """Ask models that were trained on these plays, all with the same split.

    Raises NearfieldError if one was trained on others or split otherwise, Cancelled.
    """
    for model in models:
        _check(tally, model)
    seed, by_time = _common_split(models)
    split = split_of(tally, seed, by_time=by_time)
    if not split.test.nnz:
        message = "It takes somebody who played at least five different things."
        raise NearfieldError("There is nothing to examine", message)
    asked: list[tuple[str, Scores, ListenersFile | None]] = [
        (model.path.stem, model.space.scores, model) for model in models
    ]
    asked += [("neighbours", neighbours(split.train), None)]
    asked += [("popularity", popularity(split.train), None)]
    systems = [
        System(name, ranked(scores, split.known, split.test, LONGEST, watch), model)
        for name, scores, model in asked
    ]
    return Examination(tally, split, by_time, tuple(systems))


def _check(tally: Tally, model: ListenersFile) -> None:
    if model.trained_on.get("data") == tally.fingerprint():
        return
    strange = len(set(tally.users) - set(model.users))
    new = len({item.key for item in tally.items} - {item.key for item in model.items})
    message = (
        f"It was trained on {model.trained_on.get('name', 'something else')}. Of these plays' users"
        f" it does not know {strange:,} of {len(tally.users):,}, of their items {new:,} of"
        f" {len(tally.items):,}. Name the same files, and --of as in training."
    )
    raise NearfieldError(f"{model.path.name!r} was trained on other plays", message)


def _common_split(models: Sequence[ListenersFile]) -> tuple[int, bool]:
    """Seed of the split, and whether it is by time."""
    told: set[tuple[Any, Any]] = {
        (model.trained_on["split_seed"], model.trained_on["by_time"]) for model in models
    }
    if len(told) != 1:
        message = "Examine models together that were trained with the same split."
        raise NearfieldError("The models were trained on different parts of the plays", message)
    seed, by_time = told.pop()
    return int(seed), bool(by_time)


def mean(values: NDArray[np.float64]) -> tuple[float, float]:
    """The mean over users (n,), and half of its 95 % interval."""
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return float(values.mean()), float(half)


def figures(found: Ranked, length: int = LENGTH) -> dict[str, float]:
    """The headline of a system."""
    return {
        f"recall@{length}": float(found.recall(length).mean()),
        f"ndcg@{length}": float(found.ndcg(length).mean()),
        f"coverage@{length}": found.coverage(length),
    }
