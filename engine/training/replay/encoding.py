"""From plays to what the network takes: fields fitted to the plays it learns from, batches of them.

Everything is fitted to the rows that are learned from alone: which words have a class of their
own, which artists are trending, between which bounds figures lie. A word seen only once is unknown,
so that the unknown class, too, is learned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.models.replay.fields import (
    Category,
    Codes,
    Fields,
    Leading,
    Number,
    Numbers,
    Vocabulary,
)
from engine.training.replay.plays import Plays, Table
from engine.training.replay.split import Rows

Predict = Callable[[Codes, Numbers], NDArray[np.float32]]
"""From a batch of n plays to their probabilities (n,)."""
_AT_ONCE = 100_000
TRENDING = Leading("trending_artist", "artist_1", 100)
"""An artist is trending if no more than 99 others have more plays."""
_TAILS = (0.005, 0.995)
"""Figures beyond these quantiles are cut there."""


def fit_fields(plays: Plays, rows: Rows, least: int = 2) -> Fields:
    """The fields of a log, fitted to some of its plays; rarer words than `least` are unknown."""
    categories: list[Category] = []
    numbers: list[Number | Leading] = []
    counts = {name: np.zeros(len(words)) for name, words in plays.words.items()}
    for table, weights in _weighted(plays, rows):
        for name, words in table.categories.items():
            vocabulary = plays.vocabulary(name)
            categories.append(Category(name, vocabulary))
            counts[vocabulary] += np.bincount(words, weights, len(counts[vocabulary]))
        numbers += [
            _bounded(name, each, weights, wide=name in plays.wide)
            for name, each in table.numbers.items()
        ]
        if TRENDING.of in table.categories:
            numbers.append(TRENDING)
    vocabularies = {name: _frequent(plays, name, counts[name], least) for name in counts}
    return Fields(tuple(categories), tuple(numbers), vocabularies)


def _weighted(plays: Plays, rows: Rows) -> Iterator[tuple[Table, NDArray[np.float64]]]:
    """Each table, and how many of the plays are of each of its rows."""
    for table, of in plays.parts():
        chosen = rows if of is None else of[rows]
        length = len(next(iter(table.categories.values())))
        yield table, np.bincount(chosen, minlength=length).astype(np.float64)


def _frequent(plays: Plays, name: str, counts: NDArray[np.float64], least: int) -> Vocabulary:
    words = plays.words[name].all()
    order = np.argsort(-counts, kind="stable")
    return Vocabulary(words[number] for number in order if number and counts[number] >= least)


def _bounded(
    name: str, values: NDArray[np.float32], weights: NDArray[np.float64], *, wide: bool
) -> Number:
    """A number between quantiles of the plays."""
    known = ~np.isnan(values) & (weights > 0)
    if not known.any():
        return Number(name, 0.0, 1.0, wide)
    order = np.argsort(values[known])
    reached = np.cumsum(weights[known][order])
    places = np.searchsorted(reached, np.array(_TAILS) * reached[-1])
    low, high = values[known][order][places].tolist()
    return Number(name, low, high if high > low else low + 1, wide)


@dataclass(frozen=True, slots=True)
class _Part:
    """A table as classes (m, c) and numbers (m, k), and which of its rows each play is of."""

    codes: Codes
    numbers: Numbers
    of: NDArray[np.int32] | None

    def rows(self, rows: Rows) -> tuple[Codes, Numbers]:
        chosen = rows if self.of is None else self.of[rows]
        return self.codes[chosen], self.numbers[chosen]


class EncodedPlays:
    """The plays of a log as a network with these fields takes them."""

    def __init__(self, plays: Plays, fields: Fields) -> None:
        classes = {
            name: np.array(vocabulary.classes(plays.words[name].all()), np.int32)
            for name, vocabulary in fields.vocabularies.items()
        }
        self._parts = [_encoded(table, of, plays, fields, classes) for table, of in plays.parts()]
        self.replayed = plays.replayed

    def batch(self, rows: Rows) -> tuple[Codes, Numbers]:
        """Some plays (n,) → classes (n, categories) and numbers (n, numbers)."""
        codes, numbers = zip(*(part.rows(rows) for part in self._parts), strict=True)
        return np.concatenate(codes, axis=1), np.concatenate(numbers, axis=1)


def predict(tell: Predict, plays: EncodedPlays, rows: Rows) -> NDArray[np.float32]:
    """The probabilities of many plays, joined in chunks: (n,), n at least 1."""
    starts = range(0, len(rows), _AT_ONCE)
    return np.concatenate([tell(*plays.batch(rows[at : at + _AT_ONCE])) for at in starts])


def _encoded(
    table: Table,
    of: NDArray[np.int32] | None,
    plays: Plays,
    fields: Fields,
    classes: dict[str, NDArray[np.int32]],
) -> _Part:
    codes = {
        name: classes[plays.vocabulary(name)][words] for name, words in table.categories.items()
    }
    scaled = [
        number.flags(codes[number.of])
        if isinstance(number, Leading)
        else number.scaled(table.numbers[number.name])
        for number in fields.numbers
        if (number.of in codes if isinstance(number, Leading) else number.name in table.numbers)
    ]
    length = len(next(iter(codes.values())))
    numbers = np.column_stack(scaled) if scaled else np.empty((length, 0), np.float32)
    return _Part(np.column_stack(list(codes.values())), numbers, of)
