"""What was played and what is liked; both belong to the track, wherever its file is now."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from engine.catalog.database import Database, Row
from engine.errors import NotFound
from engine.types import Origin, Play


@dataclass(frozen=True, slots=True)
class Standing:
    """What the user made of tracks: those not named are neither liked nor played."""

    liked: frozenset[int] = frozenset()
    plays: dict[int, tuple[int, float]] = field(default_factory=dict)
    """How often each was played, and when last."""


class HistoryStore:
    """Plays are only ever added; a like is there or not."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def like(self, track_ids: Iterable[int], liked: bool) -> None:
        """Like these tracks, or no longer; one that is liked already keeps its date."""
        if liked:
            sql = "INSERT OR IGNORE INTO likes SELECT id, ? FROM tracks WHERE id = ?"
            rows: list[tuple[float, ...]] = [(time.time(), track_id) for track_id in track_ids]
        else:
            sql = "DELETE FROM likes WHERE track_id = ?"
            rows = [(track_id,) for track_id in track_ids]
        self._db.execute_many(sql, rows)

    def add(self, play: Play) -> None:
        """Remember a play; raises NotFound."""
        cursor = self._db.execute(
            "INSERT INTO plays(track_id, started, heard, origin, finished)"
            " SELECT id, ?, ?, ?, ? FROM tracks WHERE id = ?",
            (play.started, play.heard, play.origin.value, play.finished, play.track_id),
        )
        if not cursor.rowcount:
            raise NotFound("That track is no longer in the library")

    def plays(self, limit: int) -> list[Play]:
        """The newest plays first, of tracks whose folders are in the library."""
        rows = self._db.rows(
            "SELECT plays.* FROM plays JOIN tracks ON tracks.id = track_id"
            " JOIN folders ON folders.id = folder_id WHERE removed IS NULL AND NOT ignored"
            " ORDER BY started DESC, plays.id DESC LIMIT ?",
            (limit,),
        )
        return [_play(row) for row in rows]

    def standing(self, track_ids: Sequence[int] | None = None) -> Standing:
        """Likes and plays of these tracks, or of all."""
        if track_ids is None:
            liked = self._db.records("SELECT track_id FROM likes")
            plays = self._db.records(f"{_TALLY} GROUP BY track_id")
        else:
            liked = self._db.records_of(
                "SELECT track_id FROM likes WHERE track_id IN ({ids})", track_ids
            )
            plays = self._db.records_of(
                _TALLY + " WHERE track_id IN ({ids}) GROUP BY track_id", track_ids
            )
        return Standing(
            frozenset(track_id for (track_id,) in liked),
            {track_id: (count, latest) for track_id, count, latest in plays},
        )


_TALLY = "SELECT track_id, count(*), max(started) FROM plays"


def _play(row: Row) -> Play:
    return Play(row["track_id"], row["started"], row["heard"], _origin(row), bool(row["finished"]))


def _origin(row: Row) -> Origin:
    """Where it was started; one that this version has no name for counts as the library."""
    try:
        return Origin(row["origin"])
    except ValueError:
        return Origin.LIBRARY
