"""The one connection to a library's SQLite file, shared by all threads behind a lock."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database as SqliteUtils

from engine.catalog.backup import backups
from engine.catalog.database_errors import doubt, doubt_file, explained
from engine.catalog.migrations import migrate
from engine.errors import LibraryDamaged

Parameters = Sequence[Any] | dict[str, Any]
Row = dict[str, Any]

_CHUNK = 30_000  # SQLite's limit on the variables of one statement is 32,766
_BATCH = 1_000


class Database:
    """One library file: migrated on opening, write-ahead logged, foreign keys enforced."""

    def __init__(self, path: Path, *, timeout: float = 5.0) -> None:
        """Open or create `path`; waits `timeout` seconds for another process's write.

        Raises LibraryDamaged, LibraryTooNew, NearfieldError.
        """
        self.lock = threading.RLock()
        self.path = path
        _refuse_emptied(path)
        with explained(path):
            connection = sqlite3.connect(
                path, timeout=timeout, check_same_thread=False, isolation_level=None
            )
        self._db = SqliteUtils(connection)
        try:
            with explained(path):
                self._prepare(connection)
        except BaseException:
            self.close()
            raise

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        # What was said to be stored stays stored when the power fails: docs/decisions/backups.md
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if doubt_file(self.path).exists():
            self.check()
            doubt_file(self.path).unlink(missing_ok=True)
        migrate(self._db, self.path)

    def check(self) -> None:
        """Read all of it for damage; raises LibraryDamaged."""
        (row,) = self.rows("PRAGMA quick_check(1)")
        if row["quick_check"] != "ok":
            doubt(self.path)
            raise LibraryDamaged(self.path)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """The rows of a query, as dictionaries."""
        with self.lock, explained(self.path):
            return list(self._db.query(sql, parameters))

    def rows_of(self, sql: str, ids: Sequence[Any], before: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query whose `({ids})`, after its parameters `before`, takes any number."""
        return [row for part in _parts(sql, ids, before) for row in self.rows(*part)]

    def records(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, as tuples: for many of them."""
        with self.lock, explained(self.path):
            return self._db.execute(sql, parameters).fetchall()

    def records_of(
        self, sql: str, ids: Sequence[int], before: Sequence[Any] = ()
    ) -> list[tuple[Any, ...]]:
        """As `rows_of`, as tuples."""
        return [row for part in _parts(sql, ids, before) for row in self.records(*part)]

    def read(
        self,
        take: Callable[[list[tuple[Any, ...]]], None],
        sql: str,
        parameters: Parameters = (),
    ) -> None:
        """As `records`, but some at a time, for whoever has no need of all of them at once."""
        with self.lock, explained(self.path):
            cursor = self._db.execute(sql, parameters)
            while batch := cursor.fetchmany(_BATCH):
                take(batch)

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement."""
        with self.lock, explained(self.path):
            return self._db.execute(sql, parameters)

    def execute_many(self, sql: str, parameters: Sequence[Parameters]) -> None:
        """Run one statement for each set of parameters, all or none."""
        with self.transaction():
            self._db.conn.executemany(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is stored whole or not at all; nests."""
        with self.lock, explained(self.path):
            if self._db.conn.in_transaction:
                yield
                return
            # The write lock is taken first: one taken midway could fail at once, without waiting.
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.conn.commit()
            except BaseException:
                self._db.conn.rollback()
                raise

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


def _refuse_emptied(path: Path) -> None:
    """SQLite would take a file that lost all it held for a new one."""
    if path.exists() and not path.stat().st_size and backups(path):
        raise LibraryDamaged(path)
