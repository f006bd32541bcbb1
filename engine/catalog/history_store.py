"""What was played and what is liked; both belong to the track, wherever its file is now."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.catalog.database import Database, Row
from engine.errors import NotFound
from engine.types import Origin, Play


@dataclass(frozen=True, slots=True)
class Standing:
    """What the user made of tracks: those not named are neither liked nor played."""

    liked: frozenset[int] = frozenset()
    plays: dict[int, tuple[int, float]] = field(default_factory=dict)
    """How often each was played, and when last."""


@dataclass(frozen=True, slots=True)
class TrackPast:
    """What came of one track so far, of those that were played or are liked."""

    track_id: int
    liked: float | None
    """Since when; None if it is not."""
    plays: int
    finished: int
    """Plays to the end."""
    last_played: float | None


@dataclass(frozen=True, slots=True)
class PlayLog:
    """Plays in columns (n,), the oldest first."""

    tracks: NDArray[np.int64]
    started: NDArray[np.float64]
    heard: NDArray[np.float32]
    """Seconds; nan where another player did not tell."""
    finished: NDArray[np.bool_]
    liked: NDArray[np.float32]
    """Whether the track was liked when it began, 1 or 0; nan where nobody noted it."""
    origins: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.tracks)

    def taken(self, places: NDArray[np.intp]) -> PlayLog:
        """Those in some places, in that order."""
        return PlayLog(
            self.tracks[places],
            self.started[places],
            self.heard[places],
            self.finished[places],
            self.liked[places],
            tuple(self.origins[place] for place in places.tolist()),
        )


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
        """Remember a play, and whether its track was liked when it began; raises NotFound."""
        cursor = self._db.execute(
            "INSERT INTO plays(track_id, started, heard, origin, finished, liked)"
            " SELECT id, :started, :heard, :origin, :finished, coalesce(:liked, EXISTS"
            " (SELECT 1 FROM likes WHERE track_id = tracks.id AND added <= :started))"
            " FROM tracks WHERE id = :track_id",
            asdict(play),
        )
        if not cursor.rowcount:
            raise NotFound("That track is no longer in the library")

    def plays(self, limit: int) -> list[Play]:
        """The newest plays first, of tracks whose folders are in the library."""
        rows = self._db.rows(
            f"SELECT plays.* {_SHOWN} ORDER BY started DESC, plays.id DESC LIMIT ?", (limit,)
        )
        return [_play(row) for row in rows]

    def log(self) -> PlayLog:
        """All plays of tracks whose folders are in the library."""
        rows = self._db.records(
            "SELECT track_id, started, heard, finished, liked, origin"
            f" {_SHOWN} ORDER BY started, plays.id"
        )
        *figures, origins = zip(*rows, strict=True) if rows else [()] * 6
        tracks, started, heard, finished, liked = figures
        return PlayLog(
            np.array(tracks, np.int64),
            np.array(started, np.float64),
            np.array([seconds or np.nan for seconds in heard], np.float32),
            np.array(finished, np.bool_),
            np.array(liked, np.float32),
            tuple(origins),
        )

    def begun_until(self, moment: float) -> int:
        """How many plays of the log began until a moment."""
        ((count,),) = self._db.records(f"SELECT count(*) {_SHOWN} AND started <= ?", (moment,))
        return int(count)

    def past_of_tracks(self) -> list[TrackPast]:
        """What came of each track that was played or is liked."""
        records = self._db.records(
            "SELECT track_id, max(liked), sum(plays), sum(finished), max(last) FROM ("
            " SELECT track_id, NULL AS liked, count(*) AS plays, sum(finished) AS finished,"
            " max(started) AS last FROM plays GROUP BY track_id"
            " UNION ALL SELECT track_id, added, 0, 0, NULL FROM likes) GROUP BY track_id"
        )
        return [TrackPast(*record) for record in records]

    def mark(self) -> tuple[int | float | None, ...]:
        """Another one once something was played, or other tracks are liked."""
        (marks,) = self._db.records(
            "SELECT (SELECT max(id) FROM plays), (SELECT count(*) FROM plays),"
            " (SELECT count(*) FROM likes), (SELECT max(added) FROM likes)"
        )
        return marks

    def liked(self, before: float = math.inf) -> list[int]:
        """The tracks that are liked, those since `before` left out; the newest like first."""
        rows = self._db.records(
            "SELECT track_id FROM likes WHERE added < ? ORDER BY added DESC, track_id", (before,)
        )
        return [track_id for (track_id,) in rows]

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


_SHOWN = (
    "FROM plays JOIN tracks ON tracks.id = track_id"
    " JOIN folders ON folders.id = folder_id WHERE removed IS NULL AND NOT ignored"
)
_TALLY = "SELECT track_id, count(*), max(started) FROM plays"


def _play(row: Row) -> Play:
    return Play(
        row["track_id"],
        row["started"],
        row["heard"],
        _origin(row),
        bool(row["finished"]),
        None if row["liked"] is None else bool(row["liked"]),
    )


def _origin(row: Row) -> Origin:
    """Where it was started; one that this version has no name for counts as the library."""
    try:
        return Origin(row["origin"])
    except ValueError:
        return Origin.LIBRARY
