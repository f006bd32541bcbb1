"""Plays to learn from: words and numbers, with what they are plays of looked up when it is needed.

A log names the same users and songs again and again. What is known of those is kept once for each,
in a table that every play points into; the join is a look-up when a batch is made. That way the
seven million plays of the published log take some two hundred megabytes.

Any source of plays can fill this: the published log (`engine.training.replay.kkbox`), or the user's
own history, with tracks as the one side and what is known of a play itself (when, from where, how
often before) in the plays' own table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.models.replay.fields import ABSENT, Value

NO_ROW = 0
"""The row of every side's table that knows nothing; its word number is that of no word."""


class Words:
    """Words by number, in the order in which they first came; number 0 is no word."""

    def __init__(self, absent: Iterable[str] = ("",)) -> None:
        """`absent` are ways of writing that there is none."""
        self._absent = frozenset(absent)
        self._numbers = {ABSENT: 0, **dict.fromkeys(self._absent, 0)}

    def __len__(self) -> int:
        return len(self._numbers) - len(self._absent)

    def numbers(self, words: Iterable[str]) -> NDArray[np.int32]:
        """Their numbers; a new word gets the next one."""
        known, aliases = self._numbers, len(self._absent)
        found = [known.setdefault(word, len(known) - aliases) for word in words]
        return np.array(found, np.int32)

    def number(self, word: str) -> int:
        """The number of one word."""
        return int(self.numbers((word,))[0])

    def find(self, word: str) -> int | None:
        """The number of a word that came before; None for one that did not, and for no word."""
        return self._numbers.get(word) or None

    def all(self) -> list[str]:
        """The words by their numbers."""
        return [word for word in self._numbers if word not in self._absent]


@dataclass(frozen=True, slots=True)
class Table:
    """Things of one kind: a word's number for each category, a figure or nan for each number."""

    categories: Mapping[str, NDArray[np.int32]]
    numbers: Mapping[str, NDArray[np.float32]]

    @classmethod
    def empty(cls, rows: int, categories: Iterable[str], numbers: Iterable[str]) -> Self:
        """Nothing is known of any row yet."""
        return cls(
            {name: np.zeros(rows, np.int32) for name in categories},
            {name: np.full(rows, np.nan, np.float32) for name in numbers},
        )

    def fill(self, row: int, fields: Mapping[str, Value], words: Mapping[str, Words]) -> None:
        """Note fields that are known; `words` has the vocabulary of each category."""
        for name, value in fields.items():
            if value is None:
                continue
            if isinstance(value, str):
                self.categories[name][row] = words[name].number(value)
            else:
                self.numbers[name][row] = value


@dataclass(frozen=True, slots=True)
class Side:
    """What the plays are plays of: a table, and which of its rows each play is of (n,)."""

    table: Table
    of: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Plays:
    """A log of n plays, oldest first."""

    name: str
    rows: str
    """How a row of the outside becomes fields, as a model's file has it."""
    table: Table
    """What is known of each play itself."""
    sides: tuple[Side, ...]
    words: Mapping[str, Words]
    """By vocabulary."""
    vocabularies: Mapping[str, str]
    """The vocabulary of each category that has not one of its own name."""
    replayed: NDArray[np.bool_]
    """(n,), or empty where that is to be told."""
    wide: Set[str] = frozenset()
    """The numbers that are told apart by their logarithms."""
    notes: Sequence[str] = field(default=())
    """What a reader of figures should know: how many songs nothing is known of, say."""

    def __len__(self) -> int:
        return len(next(iter(self.table.categories.values())))

    def vocabulary(self, category: str) -> str:
        """The vocabulary of a category."""
        return self.vocabularies.get(category, category)

    def parts(self) -> tuple[tuple[Table, NDArray[np.int32] | None], ...]:
        """All tables in the order of their fields, and which row of it each play is of."""
        return ((self.table, None), *((side.table, side.of) for side in self.sides))
