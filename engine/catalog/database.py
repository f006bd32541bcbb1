"""The one connection to a library's SQLite file, shared by all threads behind a lock.

SQLite's own errors are turned into the few a person can act on; whatever else it raises is a bug.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database as SqliteUtils

from engine.catalog.migrations import migrate
from engine.errors import LibraryInUse, NearfieldError

Parameters = Sequence[Any] | dict[str, Any]
Row = dict[str, Any]

_CHUNK = 30_000  # SQLite's limit on the variables of one statement is 32,766


class Database:
    """One library file: migrated on opening, write-ahead logged, foreign keys enforced."""

    def __init__(self, path: Path, *, timeout: float = 5.0) -> None:
        """Open or create `path`; waits `timeout` seconds for another process's write."""
        self.lock = threading.RLock()
        with _explained(path):
            connection = sqlite3.connect(
                path, timeout=timeout, check_same_thread=False, isolation_level=None
            )
            self._db = SqliteUtils(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            migrate(self._db, path)
        self.path = path

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """The rows of a query, as dictionaries."""
        with self.lock, _explained(self.path):
            return list(self._db.query(sql, parameters))

    def rows_of(self, sql: str, ids: Sequence[int], before: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query whose `({ids})`, after its parameters `before`, takes any number."""
        return [row for part in _parts(sql, ids, before) for row in self.rows(*part)]

    def records(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, as tuples: for many of them."""
        with self.lock, _explained(self.path):
            return self._db.execute(sql, parameters).fetchall()

    def records_of(
        self, sql: str, ids: Sequence[int], before: Sequence[Any] = ()
    ) -> list[tuple[Any, ...]]:
        """As `rows_of`, as tuples."""
        return [row for part in _parts(sql, ids, before) for row in self.records(*part)]

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement."""
        with self.lock, _explained(self.path):
            return self._db.execute(sql, parameters)

    def execute_many(self, sql: str, parameters: Sequence[Parameters]) -> None:
        """Run one statement for each set of parameters, all or none."""
        with self.transaction():
            self._db.conn.executemany(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is stored whole or not at all; nests."""
        with self.lock, _explained(self.path):
            if self._db.conn.in_transaction:
                yield
                return
            # The write lock is taken first: one taken midway could fail at once, without waiting.
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.conn.rollback()
                raise
            self._db.conn.commit()

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self._db.close()


def _parts(
    sql: str, ids: Sequence[int], before: Sequence[Any]
) -> Iterator[tuple[str, Sequence[Any]]]:
    """A query for as many ids at a time as one statement takes."""
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        yield sql.format(ids=",".join("?" * len(chunk))), (*before, *chunk)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _explanation(error, path) from error


def _explanation(error: sqlite3.DatabaseError, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LibraryInUse(
            "The library is busy",
            "Another program is writing to it. Close it, or try again in a moment.",
        )
    if code == sqlite3.SQLITE_FULL:
        return NearfieldError("The disk is full", f"Make room on the disk that holds {path}.")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return NearfieldError(
            "The library file is damaged",
            f"{path} is not a readable database. Move it away to start anew, or put back a copy.",
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}:
        return NearfieldError(
            "The library cannot be written", f"Check the permissions and the disk of {path}."
        )
    return error
