"""How the library's columns share a width: some are fixed, some yield when it gets narrow."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from app.library.listing import Listing
from app.library.sorting import Column
from engine.types import TrackState

SHARES: Final = {Column.TITLE: 28, Column.ARTIST: 21, Column.ALBUM: 22, Column.GENRE: 17}
"""How the width left over by the fixed columns is shared."""

FIXED: Final = {
    Column.YEAR: 58,
    Column.LENGTH: 66,
    Column.LIKED: 40,
    Column.PLAYS: 60,
    Column.LAST_PLAYED: 100,
    Column.STATE: 96,
}

YIELDING: Final = {
    Column.LAST_PLAYED: 92,
    Column.PLAYS: 92,
    Column.GENRE: 84,
    Column.YEAR: 84,
    Column.ALBUM: 96,
    Column.STATE: 110,
}
"""The columns that go when it gets narrow, in that order, and the points that the narrowest of
the shared ones has to have for each to stay: numbers make room before names are cut short."""


def column_widths(width: int, needless: Collection[Column] = ()) -> dict[Column, int]:
    """Points for each column; a hidden one gets none, and neither does a `needless` one."""
    hidden = hidden_columns(width, needless)
    shares = {column: share for column, share in SHARES.items() if column not in hidden}
    fixed = {column: points for column, points in FIXED.items() if column not in hidden}
    left = width - sum(fixed.values())
    shared = {column: left * share // sum(shares.values()) for column, share in shares.items()}
    shared[Column.TITLE] += left - sum(shared.values())
    return dict.fromkeys(hidden, 0) | fixed | shared


def needless_columns(listing: Listing) -> set[Column]:
    """The columns that would say the same of every track."""
    needless = set() if listing.states.keys() - {TrackState.READY} else {Column.STATE}
    return needless if listing.played else needless | {Column.PLAYS, Column.LAST_PLAYED}


def hidden_columns(width: int, needless: Collection[Column] = ()) -> set[Column]:
    """The columns that do not fit into a width, and those that are `needless`."""
    hidden = set(needless)
    for column, least in YIELDING.items():
        fixed = sum(points for other, points in FIXED.items() if other not in hidden)
        shares = [share for other, share in SHARES.items() if other not in hidden]
        if (width - fixed) * min(shares) / sum(shares) >= least:
            break
        hidden.add(column)
    return hidden
