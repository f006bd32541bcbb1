"""Listeners as they are used: tables of users and items with their names, without torch.

A file holds the tables, the names beside them as rows of JSON, and says how two rows are compared
and what it was trained on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.errors import NotFound
from engine.models.item import Item
from engine.models.table_file import packed, read_tables, understood, unpacked
from engine.models.weights import write_tensors

DOT, COSINE, EUCLIDEAN = MEASURES = ("dot", "cosine", "euclidean")
ARCHITECTURE = "listeners"
Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Space:
    """Users (u, d), items (i, d) and biases of items (i,), compared by a measure."""

    measure: str
    scale: float
    users: Table
    items: Table
    biases: Table

    def scores(self, users: NDArray[np.int64]) -> Table:
        """Of users (n,) for every item (n, i), the higher the likelier.

        They differ from the network's by its offset, the same for all.
        """
        vectors = self.users[users]
        if self.measure == COSINE:
            likeness = _unit(vectors) @ _unit(self.items).T
        elif self.measure == DOT:
            likeness = vectors @ self.items.T
        else:
            likeness = -np.sqrt(_squared_distances(vectors, self.items))
        return np.asarray(self.scale * likeness + self.biases, np.float32)

    def alike(self, item: int) -> Table:
        """How alike every item (i,) is to one of them, by who plays it: 1 for the same, down to -1.

        By the cosine, or where distances were learned by 1 / (1 + distance).
        """
        if self.measure == EUCLIDEAN:
            distances = np.sqrt(_squared_distances(self.items[item : item + 1], self.items))[0]
            return np.asarray(1 / (1 + distances), np.float32)
        return np.asarray(_unit(self.items) @ _unit(self.items[item : item + 1])[0], np.float32)


@dataclass(frozen=True)
class ListenersFile:
    """A trained space with its names. `trained_on` says what with: data, split, settings."""

    path: Path
    model_id: str
    space: Space
    users: tuple[str, ...]
    items: tuple[Item, ...]
    trained_on: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read all of it; raises ModelError if the file is none of ours."""
        with understood(path, ARCHITECTURE):
            model_id, settings, tensors = read_tables(path, ARCHITECTURE)
            space = Space(
                settings["measure"],
                float(settings["scale"]),
                *(np.asarray(tensors[name], np.float32) for name in ("users", "items", "biases")),
            )
            users, items = (unpacked(tensors[name]) for name in ("user_names", "item_names"))
            named = tuple(Item(**item) for item in items)
            if (len(users), len(named)) != (len(space.users), len(space.items)):
                raise ValueError("the names do not fit the tables")
            return cls(path, model_id, space, tuple(users), named, settings["trained_on"])

    def user(self, name: str) -> int:
        """The row of a user; raises NotFound."""
        try:
            return self._rows[name]
        except KeyError:
            message = f"None of the {len(self.users):,} listeners that were learned has that name."
            raise NotFound(f"Nobody is called {name!r}", message) from None

    def recommended(self, user: str, count: int, known: Sequence[int] = ()) -> list[Item]:
        """What a user would like best, without the items (rows) that are known already.

        Raises NotFound for a user that was not learned.
        """
        scores = self.space.scores(np.array([self.user(user)]))[0]
        scores[np.asarray(known, np.int64)] = -np.inf
        best = np.argsort(-scores, kind="stable")[:count]
        return [self.items[row] for row in best.tolist() if np.isfinite(scores[row])]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.users)}


def write_listeners(
    path: Path,
    space: Space,
    users: Sequence[str],
    items: Sequence[Item],
    trained_on: Mapping[str, Any],
) -> ListenersFile:
    """Write a file, whole or not at all, and read it back."""
    tensors: dict[str, NDArray[Any]] = {
        "users": space.users,
        "items": space.items,
        "biases": space.biases,
        "user_names": packed(users),
        "item_names": packed([asdict(item) for item in items]),
    }
    settings = {
        "architecture": ARCHITECTURE,
        "measure": space.measure,
        "scale": space.scale,
        "trained_on": dict(trained_on),
    }
    write_tensors(path, tensors, settings)
    return ListenersFile.read(path)


def _unit(vectors: Table) -> Table:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-8), np.float32)


def _squared_distances(one: Table, other: Table) -> Table:
    """Between all rows of one (n, d) and of the other (m, d): (n, m)."""
    lengths = [np.square(rows).sum(axis=1) for rows in (one, other)]
    squares = lengths[0][:, None] + lengths[1] - 2 * (one @ other.T)
    return np.asarray(np.maximum(squares, 0), np.float32)
