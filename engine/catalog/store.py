"""Folders and tracks in SQLite, the only truth of the library.

`store.embeddings` holds what models said of the tracks, `store.playlists` the saved playlists,
`store.settings` what the user decided, `store.history` what was played and what is liked,
`store.imports` listening and playlists from elsewhere; `store.parts` knows which tracks lie in a
part of the library, `store.facts` what all tracks are.
Relative paths are `str` with '/' between the parts and surrogate escapes for bytes that are not
UTF-8; in the database they are those bytes.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import Any

from engine.catalog.database import Database, Row
from engine.catalog.embedding_store import EmbeddingStore
from engine.catalog.fact_store import FactStore
from engine.catalog.history_store import HistoryStore
from engine.catalog.imports_store import ImportsStore
from engine.catalog.part_store import PartStore
from engine.catalog.playlist_store import PlaylistStore
from engine.catalog.records import TRACKS, LinesOf
from engine.catalog.settings_store import SettingsStore
from engine.errors import NearfieldError
from engine.lines.columns import Lines
from engine.types import Folder, Tags, Track


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the store remembers of a file; `detached`: its folder was taken out of the library.

    `ignored`: it is hidden because it is to be left alone.
    """

    track_id: int
    folder_id: int
    relative: str
    size: int
    mtime_ns: int
    identity: str
    missing: bool
    problem: str
    detached: bool = False
    ignored: bool = False

    @property
    def directory(self) -> str:
        """The folder it lies in, with a '/' behind it, as the store and the walk name folders."""
        return directory_of(self.relative)


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
        self.imports = ImportsStore(self._db)
        self.facts = FactStore(self._db)

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

    def places(self) -> dict[int, str]:
        """Which folder of the disk each music folder was when it was last looked at, by id."""
        rows = self._db.rows("SELECT id, place FROM folders WHERE removed IS NULL")
        return {row["id"]: row["place"] for row in rows}

    def keep_place(self, folder_id: int, place: str) -> None:
        """Remember which folder of the disk a music folder is."""
        self._db.execute("UPDATE folders SET place = ? WHERE id = ?", (place, folder_id))

    def atomic(self) -> AbstractContextManager[None]:
        """Nothing else is written meanwhile; what is written inside is stored whole or not."""
        return self._db.transaction()

    def signatures(self, folder_id: int) -> dict[str, bytes]:
        """By what each folder that holds tracks is known; empty where it must be looked at."""
        rows = self._db.rows(
            "SELECT directory, signature FROM signatures WHERE folder_id = ?", (folder_id,)
        )
        return {os.fsdecode(row["directory"]): row["signature"] for row in rows}

    def keep_signatures(self, folder_id: int, signatures: Mapping[str, bytes | None]) -> None:
        """Know these folders again by their signatures; those without one hold no tracks."""
        keys = {path: (folder_id, os.fsencode(path)) for path in signatures}
        self._db.execute_many(
            "INSERT OR REPLACE INTO signatures(folder_id, directory, signature) VALUES (?, ?, ?)",
            [(*keys[path], sign) for path, sign in signatures.items() if sign is not None],
        )
        self._db.execute_many(
            "DELETE FROM signatures WHERE folder_id = ? AND directory = ?",
            [keys[path] for path, sign in signatures.items() if sign is None],
        )

    def known_files(
        self, folder_id: int, directories: Iterable[str] | None = None
    ) -> dict[str, KnownFile]:
        """Every file remembered of a folder, missing ones too, by relative path.

        Given `directories`, those that lie directly in them. Where a present and a missing track
        share a path, it is the present one.
        """
        if directories is None:
            rows = self._db.rows(f"{_KNOWN} WHERE tracks.folder_id = ?", (folder_id,))
        else:
            rows = self._db.rows_of(
                _KNOWN + " WHERE tracks.folder_id = ? AND directory IN ({ids})",
                list(map(os.fsencode, directories)),
                before=(folder_id,),
            )
        rows.sort(key=lambda row: row["missing"] is None)
        return {known.relative: known for known in map(_known, rows)}

    def files_sounding(self, identities: Iterable[str]) -> dict[str, list[KnownFile]]:
        """Every remembered file of these sounds, in all folders; none for an unknown sound."""
        wanted = list(filter(None, identities))
        rows = self._db.rows_of(_KNOWN + " WHERE identity IN ({ids})", wanted)
        found: defaultdict[str, list[KnownFile]] = defaultdict(list)
        for known in map(_known, rows):
            found[known.identity].append(known)
        return found

    def tags(self, track_ids: Sequence[int]) -> dict[int, Tags]:
        """What is known of these tracks, be they shown or hidden."""
        rows = self._db.rows_of("SELECT * FROM tracks WHERE id IN ({ids})", track_ids)
        return {row["id"]: _tags(row) for row in rows}

    def save_files(self, folder_id: int, records: Sequence[FileRecord]) -> list[int]:
        """Store files as new tracks or as where known ones now are; returns the track ids.

        A track whose sound changed keeps its row and its playlists, and loses its analysis. A
        track that stood at a path where another one is now found goes missing, until it is found
        elsewhere itself: files that swap their names keep their tracks.
        """
        with self._db.transaction():
            self._clear_places(folder_id, records)
            (row,) = self._db.rows("SELECT coalesce(max(id), 0) + 1 AS next FROM tracks")
            numbers, now = count(row["next"]), time.time()
            placed = [
                (record, next(numbers) if record.track_id is None else record.track_id)
                for record in records
            ]
            self.embeddings.forget_other_sounds((i, record.identity) for record, i in placed)
            new = [
                (*_values(folder_id, record, i), now)
                for record, i in placed
                if record.track_id is None
            ]
            known = [
                _values(folder_id, record, i) for record, i in placed if record.track_id is not None
            ]
            self._db.execute_many(_INSERT, new)
            self._db.execute_many(_UPDATE, known)
            self.parts.keep_genres((i, record.tags.genres) for record, i in placed)
        return [track_id for _, track_id in placed]

    def mark_missing(self, track_ids: Iterable[int]) -> None:
        """Remember that these files were not found."""
        now = time.time()
        self._db.execute_many(
            "UPDATE tracks SET missing = coalesce(missing, ?), ignored = 0 WHERE id = ?",
            [(now, track_id) for track_id in track_ids],
        )

    def mark_back(self, track_ids: Iterable[int]) -> None:
        """Remember that these files are where and what they were."""
        self._db.execute_many(
            "UPDATE tracks SET missing = NULL, ignored = 0 WHERE id = ?",
            [(track_id,) for track_id in track_ids],
        )

    def mark_ignored(self, track_ids: Iterable[int]) -> None:
        """Hide tracks that are to be left alone, with all that is known of them."""
        self._db.execute_many(
            "UPDATE tracks SET ignored = 1 WHERE id = ?", [(track_id,) for track_id in track_ids]
        )

    def tracks(self, model_id: str, ids: Sequence[int] | None = None) -> list[Track]:
        """All tracks with their state under a model, or those of `ids`, in that order."""
        lines = self.lines(model_id, ids)
        if ids is None:
            return lines.by_id()
        return [lines.track(place) for place in lines.places(ids).tolist()]

    def lines(self, model_id: str, ids: Sequence[int] | None = None) -> Lines:
        """All tracks at a glance, with their state under a model, or those of `ids`."""
        listened = self.embeddings.listened(model_id, ids)
        lines = LinesOf(self.history.standing(ids), listened, self._roots())
        if ids is None:
            self._db.read(lines.take, TRACKS)
        else:
            lines.take(self._db.records_of(TRACKS + " AND id IN ({ids})", ids))
        return lines.made()

    def revision(self) -> str:
        """Of which state of the tracks this is: no other, of this library or any, is called so."""
        (row,) = self._db.rows("SELECT hex(token) AS token FROM revision")
        (schema,) = self._db.rows("PRAGMA schema_version")
        return f"{row['token']}.{schema['schema_version']}"

    def _roots(self) -> dict[int, str]:
        rows = self._db.rows("SELECT id, path FROM folders")
        return {row["id"]: os.fsdecode(row["path"]) for row in rows}

    def _take_in(self, inner: Folder, outer: Folder) -> None:
        prefix = os.fsencode(inner.path.relative_to(outer.path).as_posix() + "/")
        self._db.execute(
            "UPDATE OR IGNORE tracks SET folder_id = ?, path = CAST(? || path AS BLOB),"
            " directory = CAST(? || directory AS BLOB) WHERE folder_id = ?",
            (outer.id, prefix, prefix, inner.id),
        )
        self._db.execute("UPDATE folders SET removed = ? WHERE id = ?", (time.time(), inner.id))

    def _clear_places(self, folder_id: int, records: Sequence[FileRecord]) -> None:
        now = time.time()
        self._db.execute_many(
            "UPDATE tracks SET missing = ? WHERE folder_id = ? AND path = ? AND missing IS NULL"
            " AND id IS NOT ?",
            [(now, folder_id, os.fsencode(r.relative), r.track_id) for r in records],
        )


def directory_of(relative: str) -> str:
    """The folder a file lies in, with a '/' behind it; '' for the music folder itself."""
    return relative[: relative.rfind("/") + 1]


_KNOWN = (
    "SELECT tracks.id, folder_id, tracks.path, size, mtime_ns, identity, missing, problem, removed,"
    " ignored"
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
        ignored=bool(row["ignored"]),
    )


_TAG_COLUMNS = (
    "title", "artist", "album_artist", "album", "track_number", "disc_number", "date",
    "duration", "recording_id", "release_id", "artist_id", "track_gain", "album_gain",
)  # fmt: skip


_FILE_COLUMNS = (
    "id", "folder_id", "path", "directory", "size", "mtime_ns", "identity", "problem", "genres",
    *_TAG_COLUMNS,
)  # fmt: skip

_INSERT = (
    f"INSERT INTO tracks({', '.join(_FILE_COLUMNS)}, added)"
    f" VALUES ({', '.join('?' * (len(_FILE_COLUMNS) + 1))})"
)
_UPDATE = (
    f"UPDATE tracks SET {', '.join(f'{name} = ?{n}' for n, name in enumerate(_FILE_COLUMNS, 1))},"
    " missing = NULL, ignored = 0 WHERE id = ?1"
)

_json = json.JSONEncoder(ensure_ascii=False).encode
_tag_values = attrgetter(*_TAG_COLUMNS)


def _values(folder_id: int, record: FileRecord, track_id: int) -> tuple[Any, ...]:
    """A file as it is written, in the order of _FILE_COLUMNS."""
    return (
        track_id,
        folder_id,
        os.fsencode(record.relative),
        os.fsencode(directory_of(record.relative)),
        record.size,
        record.mtime_ns,
        record.identity,
        record.problem,
        _json(record.tags.genres),
        *_tag_values(record.tags),
    )


def _tags(row: Row) -> Tags:
    return Tags(
        genres=tuple(json.loads(row["genres"])), **{name: row[name] for name in _TAG_COLUMNS}
    )
