"""Examining replay models: on the plays kept from them, beside their rivals, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.models.replay.fields import KNOWN_MISSING, UNKNOWN, Fields
from engine.models.replay.model import ReplayModel
from engine.training.replay.encoding import EncodedPlays, predict
from engine.training.replay.genres import genre_name
from engine.training.replay.measures import Measures, Told, Truth
from engine.training.replay.plays import Plays
from engine.training.replay.recipe import Order
from engine.training.replay.rivals import fit_rivals
from engine.training.replay.split import Split
from engine.training.replay.train import fingerprint
from engine.training.watch import Watch

NETWORK, SHARE = "replay network", "the share of replays"
"""Our model, and what needs no model: the same probability for every play."""
_SYSTEMS = 3
_GENRES, _FEW = 12, 30
"""Genres of a report, and the fewest plays of one."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Plays that have something in common, and which of those examined they are."""

    name: str
    plays: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tested:
    """One split: the truth of its test plays, and what each system told of them."""

    path: Path
    model: ReplayModel
    order: Order
    learned: int
    truth: Truth
    told: Mapping[str, Told]
    kinds: tuple[Kind, ...]
    genres: tuple[Kind, ...]

    def measures(self, kind: Kind | None = None) -> dict[str, Measures]:
        """Of each system, over all test plays or those of a kind."""
        chosen = slice(None) if kind is None else kind.plays
        return {
            name: Measures.of(self.truth[chosen], told[chosen]) for name, told in self.told.items()
        }


@dataclass(frozen=True, slots=True)
class Examination:
    """All splits of one log."""

    plays: Plays
    tested: tuple[Tested, ...]
    most: int
    """Plays that the rivals learned from at most."""


def examine(
    plays: Plays, models: Sequence[Path], *, most: int = 1_000_000, watch: Watch | None = None
) -> Examination:
    """Examine each model on the test plays of the split that it was trained by.

    Raises ModelError for a file that is none, NearfieldError for a model of another log.
    """
    watch = watch or Watch()
    digest = fingerprint(plays)
    read = [(path, ReplayModel.read(path)) for path in models]
    for path, model in read:
        if model.made_of.get("data") != digest:
            log = model.made_of.get("log", "of another form")
            message = f"It learned from another log ({log}) or another state of it."
            raise NearfieldError(f"{path.name!r} cannot be examined on this log", message)
    tested = tuple(
        _tested(plays, path, model, most, partial(watch.step, f"Examining {path.name}"))
        for path, model in read
    )
    return Examination(plays, tested, most)


def _tested(
    plays: Plays, path: Path, model: ReplayModel, most: int, step: Callable[[int, int], None]
) -> Tested:
    """One split; `step` is told how many systems have answered, of how many."""
    split = Split.of(len(plays), model.made_of["split"], model.made_of["split_seed"])
    encoded = EncodedPlays(plays, model.fields)
    share = plays.replayed[split.train].mean()
    step(0, _SYSTEMS)
    told = {NETWORK: predict(model.probabilities, encoded, split.test)}
    for name, tell in fit_rivals(encoded, model.fields, split, most):
        step(len(told), _SYSTEMS)
        told[name] = predict(tell, encoded, split.test)
    told[SHARE] = np.full(len(split.test), share, np.float32)
    codes, _ = encoded.batch(split.test)
    return Tested(
        path,
        model,
        model.made_of["split"],
        len(split.train),
        plays.replayed[split.test],
        told,
        tuple(_kinds(model.fields, codes)),
        tuple(_genres(model.fields, codes)),
    )


def _kinds(fields: Fields, codes: NDArray[np.int32]) -> Iterator[Kind]:
    """Plays by whether their user and song were met in training."""
    names = [category.name for category in fields.categories]
    if "user" not in names or "song" not in names:
        return
    user, song = (codes[:, names.index(name)] > KNOWN_MISSING for name in ("user", "song"))
    yield Kind("user and song known", user & song)
    yield Kind("song unknown", user & ~song)
    yield Kind("user unknown", ~user)


def _genres(fields: Fields, codes: NDArray[np.int32]) -> Iterator[Kind]:
    """Plays by the first genre, those with most plays first."""
    names = [category.name for category in fields.categories]
    if "genre_1" not in names:
        return
    classes = codes[:, names.index("genre_1")]
    words = fields.vocabularies["genre"].words
    counts = np.bincount(classes, minlength=len(words) + 2)
    counts[[UNKNOWN, KNOWN_MISSING]] = 0
    for number in np.argsort(-counts, kind="stable")[:_GENRES]:
        if counts[number] >= _FEW:
            yield Kind(genre_name(words[number - 2]), classes == number)
