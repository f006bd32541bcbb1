"""The one SQLite file of a training: graph, pictures, distances, triplets, and the stages' state.

It is a workplace, not a library: whatever is in it can be made again. This module is the only one
of the package that speaks SQL. A stage begins with its settings; those it ran with last are kept,
and with other settings it starts over, and so does every stage after it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import NearfieldError
from engine.training.collection import SHARES

if TYPE_CHECKING:
    from engine.training.preference.graph import Node

STAGES = ("graph", "chunks", "distances", "triplets")
SPLITS = tuple(SHARES)

Pictures = NDArray[np.float16]
"""Log-mel pictures (n, steps, bands) in decibels: by step, so that a part in time is one read."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS stages (
    name TEXT PRIMARY KEY,
    settings TEXT NOT NULL,  -- JSON
    finished INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS nodes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    in_degree INTEGER NOT NULL,
    central INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS edges (
    source INTEGER NOT NULL REFERENCES nodes(id),
    target INTEGER NOT NULL REFERENCES nodes(id),
    length REAL NOT NULL,
    PRIMARY KEY (source, target)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recordings (
    id INTEGER PRIMARY KEY,
    node_id INTEGER REFERENCES nodes(id),  -- empty while a new graph is being kept
    path BLOB NOT NULL UNIQUE,
    stamp TEXT NOT NULL,  -- size and time of the file that was listened to
    problem TEXT  -- empty text: it was listened to; NULL: not yet
);
CREATE TABLE IF NOT EXISTS chunks (
    id INTEGER PRIMARY KEY,
    recording_id INTEGER NOT NULL REFERENCES recordings(id) ON DELETE CASCADE,
    split TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_recording ON chunks(recording_id);
CREATE TABLE IF NOT EXISTS pictures (  -- apart from the chunks, which are read all the time
    chunk_id INTEGER PRIMARY KEY REFERENCES chunks(id) ON DELETE CASCADE,
    mel BLOB NOT NULL  -- little-endian float16 (steps, bands)
);
CREATE TABLE IF NOT EXISTS distances (
    anchor INTEGER NOT NULL REFERENCES nodes(id),
    other INTEGER NOT NULL REFERENCES nodes(id),
    steps REAL NOT NULL,
    PRIMARY KEY (anchor, other)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS triplets (  -- of chunks
    id INTEGER PRIMARY KEY,
    split TEXT NOT NULL,
    anchor INTEGER NOT NULL,
    positive INTEGER NOT NULL,
    negative INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS triplets_split ON triplets(split);
"""


@dataclass(frozen=True, slots=True)
class Recording:
    """A file that belongs to a node, and the node's owner."""

    id: int
    node_id: int
    owner: str
    path: Path


class PreferenceFile:
    """One connection, to be used by one thread at a time; every write is whole or not at all."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; raises NearfieldError."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._explained():
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            try:
                self._db.execute("PRAGMA page_size = 32768")  # pictures fill pages of 4096 badly
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")  # it can be made again
                self._db.execute("PRAGMA foreign_keys = ON")
                self._db.executescript(_SCHEMA)
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> PreferenceFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, stage: str, settings: Mapping[str, object]) -> bool:
        """Whether the stage has anything left to do with these settings.

        With others than the last time it starts over, and so does all that comes after it. Raises
        NearfieldError if the stage before it is not finished.
        """
        place = STAGES.index(stage)
        if place and not self.finished(STAGES[place - 1]):
            raise NearfieldError(
                f"The stage {STAGES[place - 1]!r} comes first",
                f"{self.path} does not hold its result, or not all of it.",
            )
        wanted = json.dumps(settings, sort_keys=True)
        kept = self._rows("SELECT settings, finished FROM stages WHERE name = ?", stage)
        if kept and kept[0][0] == wanted:
            return not kept[0][1]
        with self._transaction():
            for later in STAGES[place:]:
                self._clear(later)
            self._db.execute("INSERT INTO stages VALUES (?, ?, 0)", (stage, wanted))
        return True

    def finish(self, stage: str) -> None:
        """The stage is done."""
        with self._transaction():
            self._db.execute("UPDATE stages SET finished = 1 WHERE name = ?", (stage,))

    def finished(self, stage: str) -> bool:
        """Whether a stage is done."""
        return bool(self._rows("SELECT 1 FROM stages WHERE name = ? AND finished", stage))

    def note(self, name: str, settings: Mapping[str, object]) -> None:
        """Remember settings that hold for more than one run of a stage."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO stages VALUES (?, ?, 0)", (name, json.dumps(settings))
            )

    def settings(self) -> dict[str, Any]:
        """The settings of every stage that was begun, by its name."""
        rows = self._rows("SELECT name, settings FROM stages")
        return {name: json.loads(settings) for name, settings in rows}

    def keep_graph(
        self,
        nodes: Iterable[Node],
        edges: Mapping[tuple[str, str], float],
        in_degrees: Mapping[str, int],
        centrals: Sequence[str],
    ) -> None:
        """Replace the graph; recordings whose files are as they were keep their pictures."""
        ids = {node.name: (number, node) for number, node in enumerate(nodes, 1)}
        central = frozenset(centrals)
        with self._transaction():
            self._db.execute("UPDATE recordings SET node_id = NULL")
            self._db.execute("DELETE FROM edges")
            self._db.execute("DELETE FROM nodes")
            self._db.executemany(
                "INSERT INTO nodes VALUES (?, ?, ?, ?, ?)",
                [
                    (number, _text(name), _text(node.owner or name),
                     in_degrees.get(name, 0), name in central)
                    for name, (number, node) in ids.items()
                ],
            )  # fmt: skip
            self._db.executemany(
                "INSERT INTO edges VALUES (?, ?, ?)",
                [(ids[one][0], ids[other][0], length) for (one, other), length in edges.items()],
            )
            for number, node in ids.values():
                for path in node.recordings:
                    self._keep_recording(number, path)
            self._db.execute("DELETE FROM recordings WHERE node_id IS NULL")

    def _keep_recording(self, node_id: int, path: Path) -> None:
        self._db.execute(
            "INSERT INTO recordings(node_id, path, stamp) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (path) DO UPDATE SET node_id = ?1, stamp = ?3,"
            " problem = CASE WHEN stamp = ?3 THEN problem END",
            (node_id, os.fsencode(path), stamp(path)),
        )

    def graph(self) -> tuple[list[tuple[int, int, float]], set[int], list[int]]:
        """Edges (source, target, length), the nodes that can be heard, and the central ones."""
        edges = self._rows("SELECT source, target, length FROM edges")
        heard = self._rows(
            "SELECT DISTINCT node_id FROM recordings JOIN chunks ON recording_id = recordings.id"
        )
        central = self._rows("SELECT id FROM nodes WHERE central ORDER BY in_degree DESC, id")
        return edges, {node for (node,) in heard}, [node for (node,) in central]

    def node_names(self) -> dict[int, str]:
        """The names of all nodes."""
        return dict(self._rows("SELECT id, name FROM nodes"))

    def recordings(self, *, unheard: bool = False) -> list[Recording]:
        """All recordings of the graph, or those not listened to yet, by their paths."""
        condition = "WHERE problem IS NULL" if unheard else ""
        rows = self._rows(
            "SELECT recordings.id, node_id, owner, path FROM recordings"
            f" JOIN nodes ON nodes.id = node_id {condition} ORDER BY path"
        )
        return [Recording(one, node, owner, Path(os.fsdecode(at))) for one, node, owner, at in rows]

    def forget_pictures(self) -> None:
        """Every recording is to be listened to again."""
        with self._transaction():
            self._db.execute("DELETE FROM pictures")
            self._db.execute("DELETE FROM chunks")
            self._db.execute("UPDATE recordings SET problem = NULL")

    def keep_pictures(self, recording: Recording, pictures: Pictures, problem: str = "") -> None:
        """Keep the chunks of a recording, or why there are none."""
        with self._transaction():
            self._db.execute("DELETE FROM chunks WHERE recording_id = ?", (recording.id,))
            for picture in pictures:
                chunk = self._db.execute(
                    "INSERT INTO chunks(recording_id, split) VALUES (?, '')", (recording.id,)
                ).lastrowid
                mel = np.ascontiguousarray(picture, "<f2").tobytes()
                self._db.execute("INSERT INTO pictures VALUES (?, ?)", (chunk, mel))
            self._db.execute(
                "UPDATE recordings SET problem = ? WHERE id = ?", (problem, recording.id)
            )

    def deal(self, splits: Mapping[int, str]) -> None:
        """Assign chunks, by id, to their splits."""
        with self._transaction():
            self._db.executemany(
                "UPDATE chunks SET split = ? WHERE id = ?",
                [(split, chunk) for chunk, split in splits.items()],
            )

    def chunks(self, split: str | None = None) -> list[tuple[int, int, int]]:
        """Chunk, recording and node, of one split or of all, track after track."""
        rows: list[tuple[int, int, int]] = self._rows(
            "SELECT chunks.id, recordings.id, node_id FROM chunks"
            " JOIN recordings ON recordings.id = recording_id"
            " WHERE ?1 IS NULL OR split = ?1 ORDER BY path, chunks.id",
            split,
        )
        return rows

    def unmapped(self) -> list[int]:
        """The central nodes without a distance map."""
        rows = self._rows(
            "SELECT id FROM nodes WHERE central"
            " AND NOT EXISTS (SELECT 1 FROM distances WHERE anchor = nodes.id AND other = anchor)"
        )
        return [node for (node,) in rows]

    def keep_distances(self, anchor: int, steps: Mapping[int, float]) -> None:
        """Keep the distance map of a node, the way to itself (0) included."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO distances VALUES (?, ?, ?)",
                [(anchor, other, length) for other, length in steps.items()],
            )

    def distances(self, anchor: int) -> dict[int, float]:
        """The distance map of a node."""
        return dict(self._rows("SELECT other, steps FROM distances WHERE anchor = ?", anchor))

    def keep_triplets(self, split: str, triplets: NDArray[np.int64]) -> None:
        """Replace a split's triplets (n, 3) of chunk ids."""
        with self._transaction():
            self._db.execute("DELETE FROM triplets WHERE split = ?", (split,))
            self._db.executemany(
                "INSERT INTO triplets(split, anchor, positive, negative) VALUES (?, ?, ?, ?)",
                [(split, *row) for row in triplets.tolist()],
            )

    def triplets(self, split: str) -> NDArray[np.int64]:
        """A split's triplets (n, 3) of chunk ids, in the order of their rows."""
        rows = self._rows(
            "SELECT anchor, positive, negative FROM triplets WHERE split = ? ORDER BY id", split
        )
        return np.array(rows, np.int64).reshape(-1, 3)

    def _clear(self, stage: str) -> None:
        """Forget a stage's result; what it keeps anyway it sees to itself."""
        self._db.execute("DELETE FROM stages WHERE name = ?", (stage,))
        if stage in {"distances", "triplets"}:
            self._db.execute(f"DELETE FROM {stage}")

    def _rows(self, sql: str, *parameters: object) -> list[Any]:
        with self._explained():
            return self._db.execute(sql, parameters).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._explained():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise NearfieldError(
                "The file of the training cannot be used", f"{self.path}: {error}."
            ) from error


class PictureReader:
    """Reads pictures from a training's file; each process and thread has a connection of its own.

    It can be sent to a worker process; the connection is made there when something is first read.
    """

    def __init__(self, path: Path, bands: int) -> None:
        self._path, self._bands = path, bands
        self._own = threading.local()

    def __getstate__(self) -> tuple[Path, int]:
        return self._path, self._bands

    def __setstate__(self, state: tuple[Path, int]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def read(self, chunk: int, start: int = 0, steps: int | None = None) -> NDArray[np.float16]:
        """A chunk's picture (steps, bands) from `start` on; None is all that is left."""
        row = 2 * self._bands
        with self._connection().blobopen("pictures", "mel", chunk, readonly=True) as blob:
            blob.seek(start * row)
            data = blob.read(-1 if steps is None else steps * row)
        return np.frombuffer(data, "<f2").reshape(-1, self._bands)

    def steps(self, chunk: int) -> int:
        """How many steps a chunk's picture has."""
        with self._connection().blobopen("pictures", "mel", chunk, readonly=True) as blob:
            return len(blob) // (2 * self._bands)

    def _connection(self) -> sqlite3.Connection:
        known: tuple[int, sqlite3.Connection] | None = getattr(self._own, "connection", None)
        if known is None or known[0] != os.getpid():
            address = f"{self._path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(address, uri=True, isolation_level=None)
            connection.execute("PRAGMA mmap_size = 17179869184")  # pages come from the file itself
            self._own.connection = known = (os.getpid(), connection)
        return known[1]


def stamp(path: Path) -> str:
    """What changes when a file does."""
    try:
        stat = path.stat()
    except OSError:
        return "absent"
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _text(name: str) -> str:
    """SQLite's text is UTF-8; a file's name need not be."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
