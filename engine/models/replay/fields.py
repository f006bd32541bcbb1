"""Fields: what of a play the replay model sees, and how that becomes numbers.

A row names values by field: words for categories, figures for numbers. What the fields are is data,
not code: they are fitted to the rows that a model learns from and travel in its file, so that plays
of a published log and plays of the user's own go through the same model. Needs no torch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Numbers = NDArray[np.float32]

UNKNOWN, KNOWN_MISSING = 0, 1
"""The classes of a word that was never learned, and of no word at all; others follow."""
MISSING = -1.0
"""The number that stands for none; known ones lie in 0–1."""
ABSENT = "-1"
"""The word that stands for none."""

Value = str | float | None
"""Of a field in a row; None is a missing one."""


class Vocabulary:
    """The words of a category, most frequent first; several fields may share one."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self._classes = {word: number for number, word in enumerate(self.words, 2)}
        self._classes[ABSENT] = KNOWN_MISSING

    def __len__(self) -> int:
        """How many classes there are: the words, the unknown one and the missing one."""
        return len(self.words) + 2

    def classes(self, words: Iterable[str]) -> list[int]:
        """The class of each word."""
        return [self._classes.get(word, UNKNOWN) for word in words]


@dataclass(frozen=True, slots=True)
class Category:
    """A field of words, and the vocabulary they are of."""

    name: str
    vocabulary: str


@dataclass(frozen=True, slots=True)
class Number:
    """A field of figures; what lies between `low` and `high` fills 0–1, what lies beyond is cut."""

    name: str
    low: float
    high: float
    wide: bool = False
    """Whether it is told apart by its logarithm: none is below 0, and the small ones matter."""

    def scaled(self, values: NDArray[np.floating]) -> Numbers:
        """Figures (n,), nan for none → (n,)."""
        low, high = self.low, self.high
        if self.wide:
            values, low, high = np.log1p(np.maximum(values, 0)), math.log1p(low), math.log1p(high)
        inside = np.clip((values - low) / (high - low), 0, 1)
        return np.where(np.isnan(values), MISSING, inside).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Leading:
    """A flag: whether the word of the category `of` is among the `first` most frequent ones."""

    name: str
    of: str
    first: int

    def flags(self, classes: NDArray[np.integer]) -> Numbers:
        """Classes (n,) → 1, 0, or -1 for none (n,)."""
        leads = (classes > KNOWN_MISSING) & (classes < self.first + 2)
        return np.where(classes == KNOWN_MISSING, MISSING, leads).astype(np.float32)


class RowError(ValueError):
    """A row has a value that cannot be; says which."""


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields in the order in which the model takes them."""

    categories: tuple[Category, ...]
    numbers: tuple[Number | Leading, ...]
    vocabularies: Mapping[str, Vocabulary]

    def encode(self, rows: Sequence[Mapping[str, Value]]) -> tuple[Codes, Numbers]:
        """Rows → classes (n, categories) and numbers (n, numbers); fields not named are missing.

        Raises RowError for a word where a figure belongs or the other way round.
        """
        codes = np.empty((len(rows), len(self.categories)), np.int32)
        for place, category in enumerate(self.categories):
            words = [word(row.get(category.name), category.name) for row in rows]
            codes[:, place] = self.vocabularies[category.vocabulary].classes(words)
        numbers = np.empty((len(rows), len(self.numbers)), np.float32)
        for place, number in enumerate(self.numbers):
            if isinstance(number, Leading):
                numbers[:, place] = number.flags(codes[:, self.place(number.of)])
            else:
                figures = [figure(row.get(number.name), number.name) for row in rows]
                numbers[:, place] = number.scaled(np.array(figures, np.float64))
        return codes, numbers

    def place(self, category: str) -> int:
        """Where a category stands among the categories."""
        return [each.name for each in self.categories].index(category)


def word(value: object, name: str) -> str:
    """A field's word as it is looked up; raises RowError for what is no text."""
    if value is None:
        return ABSENT
    if not isinstance(value, str):
        raise RowError(f"{name} is {value!r:.60}, which is no text.")
    return value


def figure(value: object, name: str) -> float:
    """A field's figure, nan for none; raises RowError for what is no finite number."""
    if value is None:
        return math.nan
    try:
        if isinstance(value, int | float) and math.isfinite(value):
            return float(value)
    except OverflowError:
        value = "an enormous number"
    raise RowError(f"{name} is {value!r:.60}, which is no number of a sensible size.")
