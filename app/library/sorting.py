"""The columns of the library's table, and the numbers by which each of them sorts."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from engine.types import TrackState

if TYPE_CHECKING:  # it needs numpy, whose import takes its time: not before the window is up
    import numpy as np
    from numpy.typing import NDArray

    from engine.lines.columns import Lines


class Column(IntEnum):
    """The table's columns, in order."""

    TITLE = 0
    ARTIST = 1
    ALBUM = 2
    GENRE = 3
    YEAR = 4
    LENGTH = 5
    LIKED = 6
    PLAYS = 7
    LAST_PLAYED = 8
    STATE = 9


CELLS: Final = {
    Column.TITLE: "title",
    Column.ARTIST: "artist",
    Column.ALBUM: "album",
    Column.GENRE: "genre",
    Column.YEAR: "year",
    Column.LENGTH: "duration",
    Column.LIKED: "liked",
    Column.PLAYS: "plays",
    Column.LAST_PLAYED: "last_played",
    Column.STATE: "state",
}
"""Which of a line's facts each column shows."""

NAMES: Final = {Column.TITLE, Column.ARTIST, Column.ALBUM, Column.GENRE}
"""The columns that sort by a name."""

STATE_ORDER: Final = (TrackState.FAILED, TrackState.MISSING, TrackState.WAITING, TrackState.READY)
"""Sorted by state, what needs a look comes first."""


def sort_keys(lines: Lines, column: Column) -> NDArray[np.float64]:
    """What each track (n,) sorts by in a column; NaN where its cell is empty."""
    import numpy as np

    from engine.lines.whole import STATES

    cells: NDArray[Any] = lines.facts[CELLS[column]]
    if column in NAMES:
        return np.where(cells > 0, lines.names.ranks[cells], np.nan)
    if column is Column.PLAYS:
        return np.where(cells > 0, cells, np.nan)
    if column is Column.STATE:
        cells = np.array([STATE_ORDER.index(state) for state in STATES])[cells]
    return cells.astype(np.float64)
