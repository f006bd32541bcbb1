"""Records: rows of the database as tuples, and the lines they become.

Tuples, because with 100,000 of them even a dictionary a row takes longer than the query. What
stands in other tables is asked for by itself: a join looks it up row by row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.catalog.embedding_store import Listened
from engine.catalog.history_store import Standing
from engine.lines.columns import FACTS, Facts, Lines
from engine.lines.names import Mask, Names
from engine.lines.whole import STATES
from engine.types import TrackState, year_of

Record = tuple[Any, ...]

TRACKS: Final = """
    SELECT id, title, artist, album_artist, album, genres, date, problem, track_number, disc_number,
        duration, track_gain, album_gain, added, missing,
        CAST(json_array(folder_id, size, identity, recording_id, release_id, artist_id)
            || char(10) || path AS BLOB)
    FROM tracks
    WHERE +folder_id IN (SELECT id FROM folders WHERE removed IS NULL) AND NOT ignored
"""
"""Of all tracks; more conditions may follow.

What is asked for one track at a time comes as one text (`engine.lines.whole.track_of`).
"""

_NAMED: Final = ("title", "artist", "album_artist", "album", "genres", "date", "reason")
_PLAIN: Final = (
    "track_number", "disc_number", "duration", "track_gain", "album_gain", "added",
)  # fmt: skip


class LinesOf:
    """Makes the records of TRACKS into lines, in the order in which they come."""

    def __init__(self, standing: Standing, listened: Listened, roots: Mapping[int, str]) -> None:
        """`standing` and `listened` of these tracks; `roots` are the folders' paths by id."""
        self._standing, self._listened, self._roots = standing, listened, roots
        self._names = Names()
        self._facts = [np.empty(0, FACTS)]
        self._missing: list[bool] = []
        self._rest: list[bytes] = []

    def take(self, records: Sequence[Record]) -> None:
        """Some more of them."""
        if not records:
            return
        ids, *columns, missing, rest = zip(*records, strict=True)
        facts = np.zeros(len(ids), FACTS)
        facts["id"] = ids
        for name, column in zip(_NAMED, columns, strict=False):
            facts[name] = self._names.numbers(column)
        for name, column in zip(_PLAIN, columns[len(_NAMED) :], strict=True):
            facts[name] = np.array(column, float)
        self._facts.append(facts)
        self._missing += [moment is not None for moment in missing]
        self._rest += rest

    def made(self) -> Lines:
        """All that came."""
        facts, names = np.concatenate(self._facts), self._names
        ids: list[int] = facts["id"].tolist()
        facts["genre"] = names.numbers(_each(_genre, facts["genres"], names))
        facts["year"] = np.array(_each(year_of, facts["date"], names), float)
        self._tell_standing(facts, ids)
        self._tell_listened(facts, ids)
        return Lines(facts, self._rest, names, self._roots)

    def _tell_standing(self, facts: Facts, ids: Sequence[int]) -> None:
        facts["liked"] = _among(ids, self._standing.liked)
        facts["last_played"] = np.nan
        plays = self._standing.plays
        for place in _among(ids, plays).nonzero()[0].tolist():
            facts["plays"][place], facts["last_played"][place] = plays[ids[place]]

    def _tell_listened(self, facts: Facts, ids: Sequence[int]) -> None:
        """States and reasons; what is said later here is stronger."""
        failures, broken = self._listened.failures, facts["reason"] > 0
        failed = _among(ids, failures) & ~broken
        reasons = [failures[ids[place]] for place in failed.nonzero()[0].tolist()]
        facts["reason"][failed] = self._names.numbers(reasons)
        for state, places in (
            (TrackState.WAITING, slice(None)),
            (TrackState.FAILED, failed),
            (TrackState.READY, _among(ids, self._listened.ready)),
            (TrackState.FAILED, broken),
            (TrackState.MISSING, np.array(self._missing, bool)),
        ):
            facts["state"][places] = STATES.index(state)


def _among(ids: Sequence[int], some: Container[int]) -> Mask:
    return np.fromiter(map(some.__contains__, ids), bool, len(ids))


Value = TypeVar("Value")


def _each(of: Callable[[str], Value], column: NDArray[np.int32], names: Names) -> list[Value]:
    """What each name of a column comes to, found once for each that is different."""
    different, which = np.unique(column, return_inverse=True)
    values = [of(names.texts[number]) for number in different.tolist()]
    return [values[place] for place in which.tolist()]


def _genre(text: str) -> str:
    """The genres of a JSON list in one line."""
    return ", ".join(json.loads(text))
