"""Which tracks lie in a part of the library: of a genre, from a decade, below a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.catalog.database import Database
from engine.text import plain
from engine.types import Within

Condition = tuple[str, list[Any]]


class PartStore:
    """Answers in ids, quickly enough to be asked for each search."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep_genres(self, genres: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Remember the genres of tracks (ids) as they are compared."""
        named = {track_id: set(map(plain, names)) for track_id, names in genres}
        self._db.execute_many(
            "DELETE FROM genres WHERE track_id = ?", [(track_id,) for track_id in named]
        )
        self._db.execute_many(
            "INSERT INTO genres(name, track_id) VALUES (?, ?)",
            [(name, track_id) for track_id, names in named.items() for name in names],
        )

    def any_genre(self) -> bool:
        """Whether any track names one."""
        return bool(self._db.rows("SELECT 1 FROM genres LIMIT 1"))

    def genres_of(self, track_ids: Sequence[int]) -> dict[int, frozenset[str]]:
        """The genres of those of the tracks that name any, as they are compared."""
        named: dict[int, set[str]] = {}
        for track_id, name in self._db.records_of(
            "SELECT track_id, name FROM genres WHERE track_id IN ({ids})", track_ids
        ):
            named.setdefault(track_id, set()).add(name)
        return {track_id: frozenset(names) for track_id, names in named.items()}

    def ids(self, within: Within) -> NDArray[np.int64]:
        """The tracks (n,) on disk that meet all that is given."""
        conditions: list[Condition] = [
            ("missing IS NULL", []),
            ("removed IS NULL", []),
            ("NOT ignored", []),
        ]
        if within.genre:
            of_genre = "tracks.id IN (SELECT track_id FROM genres WHERE name = ?)"
            conditions.append((of_genre, [plain(within.genre)]))
        if within.decade is not None:
            conditions.append(("date GLOB ?", [f"{within.decade // 10:03}[0-9]*"]))
        if within.folder is not None:
            conditions.append(self._below(within.folder))
        # in one JSON list: a row for each would take most of the time
        (row,) = self._db.rows(
            "SELECT json_group_array(tracks.id) AS ids"
            " FROM tracks JOIN folders ON folders.id = folder_id"
            f" WHERE {' AND '.join(sql for sql, _ in conditions)}",
            [value for _, values in conditions for value in values],
        )
        return np.array(json.loads(row["ids"]), dtype=np.int64)

    def _below(self, path: Path) -> Condition:
        """All of the music folders it holds, and what lies in it of the one that holds it."""
        rows = self._db.rows("SELECT id, path FROM folders WHERE removed IS NULL")
        parts = [_below(row["id"], Path(os.fsdecode(row["path"])), path) for row in rows]
        found = [part for part in parts if part]
        sql = " OR ".join(sql for sql, _ in found) or "FALSE"
        return f"({sql})", [value for _, values in found for value in values]


def _below(folder_id: int, root: Path, path: Path) -> Condition | None:
    if root.is_relative_to(path):
        return "folder_id = ?", [folder_id]
    if not path.is_relative_to(root):
        return None
    start = os.fsencode(path.relative_to(root).as_posix())
    # '0' is the character after '/': a range can use the index on places
    return (
        "(folder_id = ? AND tracks.path > ? AND tracks.path < ?)",
        [folder_id, start + b"/", start + b"0"],
    )
