"""Shelf: all tracks by artist, album, disc and number, and how they are found and sorted.

Both are done by places on the shelf and by numpy, which lets the window work meanwhile: 100,000
tracks are searched in a few milliseconds. Imported with the first tracks: numpy takes its time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.library.sorting import CELLS, Column, sort_keys
from engine.lines.columns import Lines, Places

KEPT_BY: Final = (
    "title", "artist", "album_artist", "album", "genre", "disc_number", "track_number", "year",
    "duration",
)  # fmt: skip
"""What a track keeps its place by, and its membership in any search."""


class Shelf:
    """Lines in their places; never changed, but for what it remembers of the last search."""

    def __init__(self, lines: Lines) -> None:
        """`lines` in shelf order."""
        self.lines = lines
        self._sorted: tuple[Column | None, bool, Places] = (None, False, np.arange(len(lines)))

    def find(self, words: Iterable[str], column: Column | None, descending: bool) -> Places:
        """Where all the words are held, by a column or as on the shelf."""
        if self._sorted[:2] != (column, descending):
            self._sorted = (column, descending, self._in_order(column, descending))
        places = self._sorted[2]
        for holding in self.lines.holding(words):
            places = places[holding[places]]
        return places

    def among(self, places: Places, parts: Iterable[Collection[int]]) -> Places:
        """Those of some places whose tracks (ids) are in each of the parts of the library."""
        for part in parts:
            meant = np.zeros(len(self.lines), bool)
            meant[self.lines.places(part)] = True
            places = places[meant[places]]
        return places

    def replaced(self, fresh: Lines, column: Column | None) -> Shelf | None:
        """With tracks as they are now, if none of them moves for that, sorted by the column."""
        places = self.lines.places(fresh.ids)
        before, facts = self.lines.facts[places], fresh.facts
        kept_by = KEPT_BY if column is None else (*KEPT_BY, CELLS[column])
        if len(places) < len(fresh) or not all(_alike(before[n], facts[n]) for n in kept_by):
            return None
        shelf = Shelf(self.lines.replaced(places, fresh))
        shelf._sorted = self._sorted
        return shelf

    def changed(self, fresh: Lines, removed: Iterable[int]) -> Shelf:
        """With changed and new tracks where they belong now, without those removed (ids)."""
        stays = np.ones(len(self.lines), bool)
        stays[self.lines.places([*fresh.ids, *removed])] = False
        return Shelf(self.lines.taken(stays).joined(fresh).on_shelf())

    def _in_order(self, column: Column | None, descending: bool) -> Places:
        """All places, those with empty cells last either way, equal ones as on the shelf."""
        if column is None:
            return np.arange(len(self.lines))
        keys = sort_keys(self.lines, column)
        return np.argsort(-keys if descending else keys, kind="stable")  # NaN is last


def _alike(before: NDArray[Any], after: NDArray[Any]) -> bool:
    """Whether two columns hold the same; what is not known is like itself."""
    return bool(((before == after) | ((before != before) & (after != after))).all())
