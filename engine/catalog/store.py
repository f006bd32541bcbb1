"""Folders and tracks in SQLite, the only truth of the library.

`store.embeddings` holds what models said of the tracks, `store.playlists` the saved playlists,
`store.settings` what the user decided, `store.history` what was played and what is liked;
`store.parts` knows which tracks lie in a part of the library.
Relative paths are `str` with '/' between the parts and surrogate escapes for bytes that are not
UTF-8; in the database they are those bytes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.catalog.database import Database, Row
from engine.catalog.embedding_store import EmbeddingStore
from engine.catalog.history_store import HistoryStore
from engine.catalog.part_store import PartStore
from engine.catalog.playlist_store import PlaylistStore
from engine.catalog.records import TRACKS
from engine.catalog.records import lines as make_lines
from engine.catalog.records import track as make_track
from engine.catalog.settings_store import SettingsStore
from engine.errors import NearfieldError
from engine.lines import Lines, tracks_of
from engine.types import Folder, Tags, Track


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the store remembers of a file; `detached`: its folder was taken out of the library."""

    track_id: int
    folder_id: int
    relative: str
    size: int
    mtime_ns: int
    identity: str
    missing: bool
    problem: str
    detached: bool = False


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a scan found at a path; `track_id` is the track it belongs to, None for a new one."""

    relative: str
    size: int
    mtime_ns: int
    identity: str
    tags: Tags
    problem: str = ""
    track_id: int | None = None


class Store:
    """The library's database, opened at `path`."""

    def __init__(self, path: Path, *, timeout: float = 5.0) -> None:
        self._db = Database(path, timeout=timeout)
        self.embeddings = EmbeddingStore(self._db)
        self.parts = PartStore(self._db)
        self.playlists = PlaylistStore(self._db)
        self.settings = SettingsStore(self._db)
        self.history = HistoryStore(self._db)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def check(self) -> None:
        """Read all of it for damage; raises NearfieldError if there is any."""
        (row,) = self._db.rows("PRAGMA quick_check(1)")
        if (found := row["quick_check"]) != "ok":
            raise NearfieldError("The library file is damaged", str(found))

    def folders(self) -> list[Folder]:
        """The folders of the library, as they were added."""
        rows = self._db.rows("SELECT id, path FROM folders WHERE removed IS NULL ORDER BY id")
        paths = [(row["id"], Path(os.fsdecode(row["path"]))) for row in rows]
        return [Folder(folder_id, path, os.path.isdir(path)) for folder_id, path in paths]  # noqa: PTH112 - never raises

    def add_folder(self, path: Path) -> Folder:
        """Add a folder, or bring back one that was removed, with all that was known of it.

        Folders of the library that lie inside it become part of it.
        """
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO folders(path, added) VALUES (?, ?)"
                " ON CONFLICT(path) DO UPDATE SET removed = NULL",
                (os.fsencode(path), time.time()),
            )
            (row,) = self._db.rows("SELECT id FROM folders WHERE path = ?", (os.fsencode(path),))
            for inner in self.folders():
                if path in inner.path.parents:
                    self._take_in(inner, Folder(row["id"], path))
        return Folder(row["id"], path)

    def remove_folder(self, folder_id: int) -> list[int]:
        """Hide a folder and its tracks; returns the ids of those tracks."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE folders SET removed = ? WHERE id = ?", (time.time(), folder_id)
            )
            rows = self._db.rows("SELECT id FROM tracks WHERE folder_id = ?", (folder_id,))
        return [row["id"] for row in rows]

    def known_files(self, folder_id: int) -> dict[str, KnownFile]:
        """Every file remembered of a folder, missing ones too, by relative path.

        Where a present and a missing track share a path, it is the present one.
        """
        rows = self._db.rows(
            f"{_KNOWN} WHERE tracks.folder_id = ? ORDER BY missing IS NULL", (folder_id,)
        )
        return {known.relative: known for known in map(_known, rows)}

    def files_sounding(self, identity: str) -> list[KnownFile]:
        """Every remembered file of that sound, in all folders; none for an unknown sound."""
        if not identity:
            return []
        return [_known(row) for row in self._db.rows(f"{_KNOWN} WHERE identity = ?", (identity,))]

    def save_files(self, folder_id: int, records: Sequence[FileRecord]) -> list[int]:
        """Store files as new tracks or as where known ones now are; returns the track ids.

        A track whose sound changed keeps its row and its playlists, and loses its analysis. A
        track that stood at a path where another one is now found goes missing, until it is found
        elsewhere itself: files that swap their names keep their tracks.
        """
        with self._db.transaction():
            self._clear_places(folder_id, records)
            ids = [self._save_file(folder_id, record) for record in records]
            for track_id, record in zip(ids, records, strict=True):
                self.parts.keep_genres(track_id, record.tags.genres)
            return ids

    def mark_missing(self, track_ids: Iterable[int]) -> None:
        """Remember that these files were not found."""
        now = time.time()
        self._db.execute_many(
            "UPDATE tracks SET missing = ? WHERE id = ? AND missing IS NULL",
            [(now, track_id) for track_id in track_ids],
        )

    def tracks(self, model_id: str, ids: Sequence[int] | None = None) -> list[Track]:
        """All tracks with their state under a model, or those of `ids`, in that order."""
        if ids is None:
            return list(tracks_of(self.lines(model_id)))
        standing, roots = self.history.standing(ids), self._roots()
        records = self._db.records_of(
            TRACKS + " AND tracks.id IN ({ids})", ids, before=(model_id, model_id)
        )
        found = {record[0]: record for record in records}
        return [
            make_track(found[track_id], roots, standing) for track_id in ids if track_id in found
        ]

    def lines(self, model_id: str) -> Lines:
        """All tracks at a glance, with their state under a model."""
        standing, roots = self.history.standing(), self._roots()
        records = self._db.records(TRACKS, (model_id, model_id))
        return make_lines(records, roots, standing)

    def _roots(self) -> dict[int, str]:
        rows = self._db.rows("SELECT id, path FROM folders")
        return {row["id"]: os.fsdecode(row["path"]) for row in rows}

    def _take_in(self, inner: Folder, outer: Folder) -> None:
        prefix = os.fsencode(inner.path.relative_to(outer.path).as_posix() + "/")
        self._db.execute(
            "UPDATE OR IGNORE tracks SET folder_id = ?, path = CAST(? || path AS BLOB)"
            " WHERE folder_id = ?",
            (outer.id, prefix, inner.id),
        )
        self._db.execute("UPDATE folders SET removed = ? WHERE id = ?", (time.time(), inner.id))

    def _clear_places(self, folder_id: int, records: Sequence[FileRecord]) -> None:
        now = time.time()
        self._db.execute_many(
            "UPDATE tracks SET missing = ? WHERE folder_id = ? AND path = ? AND missing IS NULL"
            " AND id IS NOT ?",
            [(now, folder_id, os.fsencode(r.relative), r.track_id) for r in records],
        )

    def _save_file(self, folder_id: int, record: FileRecord) -> int:
        columns = _columns(folder_id, record)
        if record.track_id is None:
            columns["added"] = time.time()
            names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
            cursor = self._db.execute(f"INSERT INTO tracks({names}) VALUES ({marks})", columns)
            return int(cursor.lastrowid or 0)
        self.embeddings.forget_other_sound(record.track_id, record.identity)
        sets = ", ".join(f"{name} = :{name}" for name in columns)
        self._db.execute(
            f"UPDATE tracks SET {sets}, missing = NULL WHERE id = :id",
            {**columns, "id": record.track_id},
        )
        return record.track_id


_KNOWN = (
    "SELECT tracks.id, folder_id, tracks.path, size, mtime_ns, identity, missing, problem, removed"
    " FROM tracks JOIN folders ON folders.id = folder_id"
)


def _known(row: Row) -> KnownFile:
    return KnownFile(
        track_id=row["id"],
        folder_id=row["folder_id"],
        relative=os.fsdecode(row["path"]),
        size=row["size"],
        mtime_ns=row["mtime_ns"],
        identity=row["identity"],
        missing=row["missing"] is not None,
        problem=row["problem"],
        detached=row["removed"] is not None,
    )


_TAG_COLUMNS = (
    "title", "artist", "album_artist", "album", "track_number", "disc_number", "date",
    "duration", "recording_id", "release_id", "artist_id", "track_gain", "album_gain",
)  # fmt: skip


def _columns(folder_id: int, record: FileRecord) -> dict[str, Any]:
    return {
        "folder_id": folder_id,
        "path": os.fsencode(record.relative),
        "size": record.size,
        "mtime_ns": record.mtime_ns,
        "identity": record.identity,
        "problem": record.problem,
        "genres": json.dumps(record.tags.genres, ensure_ascii=False),
        **{name: getattr(record.tags, name) for name in _TAG_COLUMNS},
    }
