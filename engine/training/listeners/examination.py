"""Examine listeners: what each model would recommend, beside what was really played.

The plays are split as they were for the training, so a model is asked for what it did not see; two
systems that need no training answer the same questions, and implicit's where settings were found
for them, which learn here and now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.models.listeners_file import ListenersFile
from engine.training.listeners import rivals
from engine.training.listeners.baselines import neighbours, popularity
from engine.training.listeners.measures import LENGTH, Ranked, Scores, ranked
from engine.training.listeners.search import Search
from engine.training.listeners.split import Split, split_of
from engine.training.plays.tally import Tally
from engine.training.watch import Watch

LONGEST = 100
"""Places that are looked at, for the curves."""


@dataclass(frozen=True, slots=True)
class System:
    """What a system recommended, in runs that differ in nothing but their seeds.

    `models` are those of ours; there are none of implicit's and of what needs no training.
    """

    name: str
    runs: tuple[Ranked, ...]
    models: tuple[ListenersFile, ...] = ()

    def recall(self, length: int = LENGTH) -> NDArray[np.float64]:
        """Of each run and user (r, n)."""
        return np.stack([run.recall(length) for run in self.runs])

    def ndcg(self, length: int = LENGTH) -> NDArray[np.float64]:
        """Of each run and user (r, n)."""
        return np.stack([run.ndcg(length) for run in self.runs])

    def coverage(self, length: int = LENGTH) -> float:
        """The share of all items that anybody is recommended, in the mean over runs."""
        return float(np.mean([run.coverage(length) for run in self.runs]))


@dataclass(frozen=True, slots=True)
class Examination:
    """Systems on the same users and items."""

    tally: Tally
    split: Split
    by_time: bool
    systems: tuple[System, ...]
    searches: tuple[Search, ...] = ()

    @property
    def unseen(self) -> float:
        """The share of what is to be found that nobody plays in what can be learned from."""
        heard = np.asarray(self.split.known.sum(axis=0)).ravel() > 0
        return float(1 - heard[self.split.test.indices].mean())


def examine(
    tally: Tally,
    models: Sequence[ListenersFile],
    watch: Watch | None = None,
    searches: Sequence[Search] = (),
) -> Examination:
    """Ask models that were trained on these plays, all with the same split.

    Models that differ in their seed alone are runs of one system. Of the `searches` those of
    implicit's systems say what these learn with, in as many runs; without implicit they are left
    out. Raises NearfieldError if something was trained on others or split otherwise, Cancelled.
    """
    watch = watch or Watch()
    for model in models:
        _check(tally, model)
    seed, by_time = _common_split(models)
    _check_searches(tally, searches, seed, by_time=by_time)
    split = split_of(tally, seed, by_time=by_time)
    if not split.test.nnz:
        message = "It takes somebody who played at least five different things."
        raise NearfieldError("There is nothing to examine", message)
    systems = tuple(_systems(tally, split, models, searches, watch))
    return Examination(tally, split, by_time, systems, tuple(searches))


def _systems(
    tally: Tally,
    split: Split,
    models: Sequence[ListenersFile],
    searches: Sequence[Search],
    watch: Watch,
) -> Iterator[System]:
    """Ours, implicit's, and what needs no training, each asked for the test."""

    def asked(scores: Scores) -> Ranked:
        return ranked(scores, split.known, split.test, LONGEST, watch)

    groups = _grouped(models)
    for name, runs in groups:
        yield System(name, tuple(asked(run.space.scores) for run in runs), tuple(runs))
    count = max(len(runs) for _, runs in groups)
    for search in searches:
        if search.system in rivals.LEARN and rivals.is_here():
            yield _rival(tally, split, search, count, asked, watch)
    yield System("neighbours", (asked(neighbours(split.train)),))
    yield System("popularity", (asked(popularity(split.train)),))


def _grouped(models: Sequence[ListenersFile]) -> list[tuple[str, list[ListenersFile]]]:
    """Models that differ in their seed alone, together, under a name."""
    groups: dict[str, list[ListenersFile]] = {}
    for model in models:
        rest = {name: value for name, value in model.trained_on.items() if name != "seed"}
        groups.setdefault(repr(sorted(rest.items())), []).append(model)
    return [(_name(runs), runs) for runs in groups.values()]


def _name(runs: Sequence[ListenersFile]) -> str:
    """That of the only run's file; of several without the number of the run."""
    stem = runs[0].path.stem
    return stem if len(runs) == 1 else re.sub(r"-\d+$", "", stem)


def _rival(
    tally: Tally,
    split: Split,
    search: Search,
    runs: int,
    asked: Callable[[Scores], Ranked],
    watch: Watch,
) -> System:
    """One of implicit's systems, taught with the settings that were found for it."""
    learn, found = rivals.LEARN[search.system], []
    for seed in range(runs):
        watch.step(f"Learning with {search.system}", seed, runs)
        found.append(asked(learn(tally, split, search.best.settings, seed, watch).space.scores))
    return System(search.system, tuple(found))


def _check_searches(
    tally: Tally, searches: Sequence[Search], split_seed: int, *, by_time: bool
) -> None:
    for search in searches:
        if search.data != tally.fingerprint():
            message = "Name the files that it looked at, and --of as then."
            raise NearfieldError(f"The search for {search.system} was of other plays", message)
        if by_time or search.split_seed != split_seed:
            message = "It chose by the validation of a split that is not this one's."
            raise NearfieldError(f"The search for {search.system} cannot be used", message)


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


def figures(system: System, length: int = LENGTH) -> dict[str, float]:
    """The headline of a system, in the mean over its runs."""
    return {
        f"recall@{length}": float(system.recall(length).mean()),
        f"ndcg@{length}": float(system.ndcg(length).mean()),
        f"coverage@{length}": system.coverage(length),
    }
