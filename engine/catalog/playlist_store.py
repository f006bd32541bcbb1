"""Saved playlists: rows in order, each a track of the library or a location it does not have."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from itertools import count

from engine.catalog.database import Database, Row
from engine.errors import NotFound
from engine.types import Playlist, PlaylistEntry


class PlaylistStore:
    """Every write replaces a playlist whole, in one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> list[Playlist]:
        """Every playlist with its entries, by name."""
        entries: dict[int, list[PlaylistEntry]] = {}
        for row in self._db.rows("SELECT * FROM playlist_entries ORDER BY playlist_id, position"):
            entries.setdefault(row["playlist_id"], []).append(_entry(row))
        return [
            Playlist(row["id"], row["name"], tuple(entries.get(row["id"], ())), bool(row["built"]))
            for row in self._db.rows("SELECT * FROM playlists ORDER BY name COLLATE NOCASE")
        ]

    def get(self, playlist_id: int) -> Playlist:
        """One playlist; raises NotFound."""
        rows = self._db.rows("SELECT * FROM playlists WHERE id = ?", (playlist_id,))
        if not rows:
            raise NotFound("That playlist is gone", "It was deleted in the meantime.")
        entries = self._db.rows(
            "SELECT * FROM playlist_entries WHERE playlist_id = ? ORDER BY position",
            (playlist_id,),
        )
        name, built = rows[0]["name"], bool(rows[0]["built"])
        return Playlist(playlist_id, name, tuple(map(_entry, entries)), built)

    def create(
        self, name: str, entries: Sequence[PlaylistEntry], *, built: bool = False
    ) -> Playlist:
        """Save a new playlist, under the first free one of "name", "name 2", "name 3" …."""
        now = time.time()
        with self._db.transaction():
            cursor = self._db.execute(
                "INSERT INTO playlists(name, added, changed, built) VALUES (?, ?, ?, ?)",
                (self._free_name(name), now, now, built),
            )
            playlist_id = int(cursor.lastrowid or 0)
            self._write_entries(playlist_id, entries)
            return self.get(playlist_id)

    def change(
        self, playlist_id: int, name: str | None, entries: Sequence[PlaylistEntry] | None
    ) -> Playlist:
        """Replace what is given; raises NotFound."""
        with self._db.transaction():
            before = self.get(playlist_id)
            if name is not None and name.strip() != before.name:
                self._db.execute(
                    "UPDATE playlists SET name = ? WHERE id = ?",
                    (self._free_name(name), playlist_id),
                )
            if entries is not None:
                self._write_entries(playlist_id, entries)
                self._db.execute("UPDATE playlists SET built = 0 WHERE id = ?", (playlist_id,))
            self._db.execute(
                "UPDATE playlists SET changed = ? WHERE id = ?", (time.time(), playlist_id)
            )
            return self.get(playlist_id)

    def delete(self, playlist_id: int) -> None:
        """Delete a playlist; the tracks stay."""
        self._db.execute("DELETE FROM playlists WHERE id = ?", (playlist_id,))

    def link(self, located: dict[str, int]) -> bool:
        """Give entries without a track the one `located` (path → track id) has at their place."""
        rows = self._db.rows("SELECT * FROM playlist_entries WHERE track_id IS NULL")
        found = [
            (located[location], row["playlist_id"], row["position"])
            for row in rows
            if (location := os.fsdecode(row["location"])) in located
        ]
        self._db.execute_many(
            "UPDATE playlist_entries SET track_id = ? WHERE playlist_id = ? AND position = ?",
            found,
        )
        return bool(found)

    def unlinked(self) -> bool:
        """Whether any entry waits for its track."""
        return bool(self._db.rows("SELECT 1 FROM playlist_entries WHERE track_id IS NULL LIMIT 1"))

    def _free_name(self, wished: str) -> str:
        wished = wished.strip() or "Playlist"
        taken = {row["name"] for row in self._db.rows("SELECT name FROM playlists")}
        return next(name for name in _numbered(wished) if name not in taken)

    def _write_entries(self, playlist_id: int, entries: Sequence[PlaylistEntry]) -> None:
        self._db.execute("DELETE FROM playlist_entries WHERE playlist_id = ?", (playlist_id,))
        self._db.execute_many(
            "INSERT INTO playlist_entries VALUES (?, ?, (SELECT id FROM tracks WHERE id = ?),"
            " ?, ?, ?)",
            [
                (playlist_id, place, e.track_id, os.fsencode(e.location), e.title, e.duration)
                for place, e in enumerate(entries)
            ],
        )


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} {number}" for number in count(2))


def _entry(row: Row) -> PlaylistEntry:
    return PlaylistEntry(
        row["track_id"], os.fsdecode(row["location"]), row["title"], row["duration"]
    )
