"""Negatives: items that a user never played, drawn for many users at once.

Rejecting draws that hit an own item is slow for who plays much of a small catalogue. Here the n-th
item that a user does not own is computed: all pairs stand in one sorted array, in which one binary
search says how many own items lie before it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
_TRIES = 8
"""Draws by popularity before the rest is drawn evenly."""


class Negatives:
    """Draws among `items` items for users who own pairs `of_user`, `of_item` (n,), sorted.

    With `popularity` 0 every item that is not the user's own is as likely as the others; with more
    an item's weight is the number of its owners to that power, 1 by draw.
    """

    def __init__(
        self, of_user: Numbers, of_item: Numbers, users: int, items: int, popularity: float = 0.0
    ) -> None:
        self._items = items
        self._pairs = of_user * items + of_item
        if (np.diff(self._pairs) <= 0).any():
            raise ValueError("the pairs are not sorted, or some are there twice")
        self._starts = np.searchsorted(of_user, np.arange(users + 1)).astype(np.int64)
        self._owned = np.diff(self._starts)
        # How many items before an own one are not the user's; sorted, as the pairs are.
        place = np.arange(len(of_user)) - self._starts[of_user]
        self._gaps = of_user * items + of_item - place
        self._below = None
        if popularity:
            weights = np.bincount(of_item, minlength=items).astype(np.float64) ** popularity
            self._below = np.cumsum(weights) / weights.sum()

    def possible(self, users: Numbers) -> NDArray[np.bool_]:
        """Whether there is an item that a user (n,) does not own."""
        return self._owned[users] < self._items

    def draw(self, users: Numbers, each: int, dice: np.random.Generator) -> Numbers:
        """So many items for each of the users (n,), for all of whom it is possible: (n, each)."""
        wanted = np.repeat(users, each)
        if self._below is None:
            return self._evenly(wanted, dice).reshape(len(users), each)
        found = self._by_popularity(len(wanted), dice)
        for _ in range(_TRIES):
            own = np.flatnonzero(self._own(wanted, found))
            found[own] = self._by_popularity(len(own), dice)
        own = np.flatnonzero(self._own(wanted, found))
        found[own] = self._evenly(wanted[own], dice)
        return found.reshape(len(users), each)

    def _evenly(self, users: Numbers, dice: np.random.Generator) -> Numbers:
        nth = dice.integers(0, self._items - self._owned[users])
        before = np.searchsorted(self._gaps, users * self._items + nth, side="right")
        return np.asarray(nth + before - self._starts[users], np.int64)

    def _by_popularity(self, count: int, dice: np.random.Generator) -> Numbers:
        assert self._below is not None
        places = np.searchsorted(self._below, dice.random(count), side="right")
        return np.minimum(places, self._items - 1).astype(np.int64)

    def _own(self, users: Numbers, items: Numbers) -> NDArray[np.bool_]:
        wanted = users * self._items + items
        places = np.minimum(np.searchsorted(self._pairs, wanted), len(self._pairs) - 1)
        return np.asarray(self._pairs[places] == wanted)
