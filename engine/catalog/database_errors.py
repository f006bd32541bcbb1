"""SQLite's errors, turned into the few a person can act on; whatever else it raises is a bug."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import LibraryDamaged, LibraryInUse, NearfieldError

BREATH = 500_000
"""Bytes of free disk below which a write that failed did so for want of room."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise what goes wrong inside with the database at `path` as a NearfieldError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise explanation(error, path) from error


def explanation(error: sqlite3.DatabaseError, path: Path) -> Exception:
    """What a person is told of the error; damage is remembered for the next start."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LibraryInUse(
            "The library is busy",
            "Another program is writing to it. Close it, or try again in a moment.",
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        doubt(path)
        return LibraryDamaged(path)
    if code == sqlite3.SQLITE_FULL:
        return disk_full(path)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}:
        return cannot_write(path)
    return error


def cannot_write(path: Path) -> NearfieldError:
    """Why a file of the library cannot be written, as far as its disk shows it."""
    with suppress(OSError):
        if shutil.disk_usage(path.parent).free < BREATH:
            return disk_full(path)
    with suppress(OSError, AttributeError):
        if os.statvfs(path.parent).f_flag & os.ST_RDONLY:
            return NearfieldError(
                "The library is on a read-only disk",
                f"Nearfield writes as it works. Make {path.parent} writable,"
                " or keep the library elsewhere.",
            )
    return NearfieldError(
        "The library cannot be written", f"Check the permissions and the disk of {path}."
    )


def disk_full(path: Path) -> NearfieldError:
    """The headline and the way out."""
    return NearfieldError("The disk is full", f"Make room on the disk that holds {path}.")


def doubt(path: Path) -> None:
    """Remember that the database is to be read whole before it is used again."""
    with suppress(OSError):
        doubt_file(path).touch()


def doubt_file(path: Path) -> Path:
    """The empty file beside a database that says so."""
    return path.with_name(f"{path.name}-doubtful")
