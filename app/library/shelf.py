"""Shelf: all tracks by artist, album, disc and number, and how they are found and sorted.

Both are done by places on the shelf and by numpy, which lets the window work meanwhile: 100,000
rows are searched in a few milliseconds. Imported with the first tracks: numpy takes its time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from app.library.sorting import CELLS, NAMES, Column, Row, on_shelf, sort_in_runs

Places = NDArray[np.intp]
"""Places on the shelf, in some order."""

Mask = NDArray[np.bool_]
"""For each place on the shelf, whether it is meant."""


class Shelf:
    """Rows in their places; `replace` is all that changes."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = on_shelf(list(rows))
        self.place_of = {row.id: place for place, row in enumerate(self.rows)}
        self._texts = Texts(row.text for row in self.rows)
        self._sorted: tuple[Column | None, bool, Places] = (None, False, np.arange(len(self.rows)))

    def row(self, track_id: int) -> Row | None:
        """The row of a track; may be asked from any thread."""
        place = self.place_of.get(track_id)
        return None if place is None else self.rows[place]

    def replace(self, fresh: Iterable[Row]) -> None:
        """Put rows in the places of those they look like; who has the old rows keeps them."""
        rows = list(self.rows)
        for row in fresh:
            rows[self.place_of[row.id]] = row
        self.rows = rows

    def find(self, words: Iterable[str], column: Column | None, descending: bool) -> Places:
        """Where all the words are held, by a column or as on the shelf."""
        if self._sorted[:2] != (column, descending):
            self._sorted = (column, descending, self._in_order(column, descending))
        places = self._sorted[2]
        for holding in self._texts.holding(words):
            places = places[holding[places]]
        return places

    def among(self, places: Places, parts: Iterable[Collection[int]]) -> Places:
        """Those of some places whose tracks (ids) are in each of the parts of the library."""
        for part in parts:
            meant = np.zeros(len(self.rows), bool)
            meant[[self.place_of[track_id] for track_id in part if track_id in self.place_of]] = 1
            places = places[meant[places]]
        return places

    def _in_order(self, column: Column | None, descending: bool) -> Places:
        """All places, those with empty cells last either way, equal ones as on the shelf."""
        if column is None:
            return np.arange(len(self.rows))
        cells = list(map(CELLS[column], self.rows))
        keys = np.array(_ranks(cells) if column in NAMES else cells, float)
        return np.argsort(-keys if descending else keys, kind="stable")  # None is NaN, and last


class Texts:
    """A text for each place, one behind the other; each ends with a letter that no word holds."""

    def __init__(self, texts: Iterable[str]) -> None:
        letters = [_letters(text) for text in texts]
        lengths = np.array(list(map(len, letters)), np.intp)
        self._letters = np.frombuffer(b"".join(letters), np.uint8)
        self._starts = lengths.cumsum() - lengths
        self._known: dict[str, Mask] = {}

    def holding(self, words: Iterable[str]) -> Iterable[Mask]:
        """Which texts hold each word; of words that were asked for last time, it is known."""
        known = self._known
        self._known = {word: known[word] if word in known else self._find(word) for word in words}
        return self._known.values()

    def _find(self, word: str) -> Mask:
        first, *others = _letters(word)
        found = self._letters == first
        if not others:
            return np.logical_or.reduceat(found, self._starts)
        hits = np.flatnonzero(found[:-1] & (self._letters[1:] == others[0]))
        for offset, letter in enumerate(others[1:], 2):
            hits = hits[self._letters[hits + offset] == letter]
        holding = np.zeros(len(self._starts), bool)
        holding[np.searchsorted(self._starts, hits, "right") - 1] = True
        return holding


def _letters(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _ranks(names: Sequence[str]) -> list[int | None]:
    """Where each name stands among all of them; None for an empty one."""
    different = sort_in_runs(list({*names} - {""}))
    return list(map(dict(zip(different, count(), strict=False)).get, names))
