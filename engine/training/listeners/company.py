"""Who plays them makes items alike: the nearest of a few, and whether tags agree that they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.models.listeners_file import ListenersFile
from engine.training.metrics import Vectors, ranked, unit

_NEAREST = 10


def most_played(listeners: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The items with the most listeners (i,), the most first."""
    return np.argsort(-listeners, kind="stable")[:count]


def nearest(model: ListenersFile, item: int, among: NDArray[np.int64], count: int) -> list[int]:
    """The items among these rows that are most alike to one of them, itself left out."""
    alike = model.space.alike(item)[among]
    return [row for row in among[np.argsort(-alike, kind="stable")].tolist() if row != item][:count]


def agreement(vectors: Vectors, tags: Sequence[str]) -> tuple[float, float]:
    """How often the nearest neighbours of a tagged item (n, d) carry its tag, and any item does.

    Items without a tag are left out; (nan, nan) if there are too few others.
    """
    tagged = [row for row, tag in enumerate(tags) if tag]
    if len(tagged) <= _NEAREST:
        return float("nan"), float("nan")
    held = np.array([tags[row] for row in tagged])
    near = ranked(unit(vectors[tagged]))[:, :_NEAREST]
    same = held[near] == held[:, None]
    _, counts = np.unique(held, return_counts=True)
    chance = float((counts * (counts - 1)).sum() / (len(held) * (len(held) - 1)))
    return float(same.mean()), chance


def main_tags(items: Sequence[str], tags: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The tag that each item (by its id) was given most often; empty if it was given none."""
    given = [tags.get(item, {}) for item in items]
    return [max(each, key=lambda tag: (each[tag], tag), default="") for each in given]
