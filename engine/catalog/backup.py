"""Backups of a library's database, in the folder `backups` beside it: taken, checked, kept few.

A name says when a backup was taken, in UTC, and, where it was one, before which step of the schema:
`library-20261121T035912Z.db`, `library-20261121T035912Z-before-history.db`.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from calendar import timegm
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from engine.catalog.database_errors import cannot_write, disk_full, doubt, explained
from engine.errors import Cancelled, LibraryDamaged
from engine.types import Backup
from engine.whole_file import settle, whole_file

KEPT = 3
"""Backups kept of each kind: the daily ones, and those before a change of the schema."""
STEP_PAGES = 1_024
"""Pages of 4 KB copied at a time; between two one can be stopped."""

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"library-(\d{8}T\d{6}Z)(?:-before-(.+))?\.db")


def backups(database: Path) -> list[Backup]:
    """The backups of a database, the newest last.

    One from the future was taken while the clock went wrong, so nobody knows when: it counts as
    the oldest.
    """
    now = time.time()
    found = filter(None, map(_read_name, _folder(database).glob("library-*.db")))
    return sorted(found, key=lambda backup: (backup.taken <= now, backup.taken))


def newest_good(database: Path) -> Backup | None:
    """The newest backup without damage."""
    return next((each for each in reversed(backups(database)) if is_sound(each.path)), None)


def take(database: Path, before: str = "", cancelled: Callable[[], bool] = lambda: False) -> Backup:
    """Copy a database as it is at this instant, check the copy, let the oldest of its kind go.

    Writers go on meanwhile. Raises LibraryDamaged if the copy is not sound, Cancelled,
    NearfieldError.
    """
    now = time.time()
    backup = Backup(_folder(database) / _name(now, before), now, before)
    try:
        backup.path.parent.mkdir(exist_ok=True)
        _require_room(database)
        with whole_file(backup.path) as copy:
            with explained(database):
                _copy(database, copy, cancelled)
            if not is_sound(copy):
                doubt(database)
                raise LibraryDamaged(database)
    except OSError as error:
        raise cannot_write(backup.path) from error
    _thin(database, backup)
    return backup


def is_sound(path: Path) -> bool:
    """Whether a database that nobody writes to is a library without damage."""
    try:
        with closing(connect(path, "mode=ro&immutable=1")) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            holds = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'tracks'")
            return bool(found == "ok" and holds.fetchone())
    except sqlite3.Error:
        return False


def verify(database: Path) -> None:
    """Read a database in use for damage, holding nobody up; raises LibraryDamaged."""
    with explained(database), closing(connect(database, "mode=rw")) as connection:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        doubt(database)
        raise LibraryDamaged(database)


def _copy(database: Path, copy: Path, cancelled: Callable[[], bool]) -> None:
    """Copy a snapshot: in write-ahead logging a reader holds no writer up."""

    def go_on(status: int, left: int, total: int) -> None:
        if cancelled():
            raise Cancelled("The backup was stopped")

    with closing(connect(database, "mode=rw")) as source, closing(sqlite3.connect(copy)) as target:
        target.execute("PRAGMA journal_mode = OFF")  # a copy that is cut short is thrown away
        target.execute("PRAGMA synchronous = OFF")
        # Without an open read, each write would send the copying back to the first page.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=STEP_PAGES, progress=go_on)
    settle(copy)


def _require_room(database: Path) -> None:
    """Leave the library itself room to grow."""
    if shutil.disk_usage(database.parent).free < 2 * database.stat().st_size:
        raise disk_full(database)


def _thin(database: Path, taken: Backup) -> None:
    alike = [each for each in backups(database) if bool(each.before) == bool(taken.before)]
    for old in alike[:-KEPT]:
        old.path.unlink(missing_ok=True)
    for cut_short in _folder(database).glob("library-*.part*"):
        cut_short.unlink(missing_ok=True)


def connect(path: Path, how: str) -> sqlite3.Connection:
    """A connection of its own to a database; `how` as in SQLite's URIs."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)


def _folder(database: Path) -> Path:
    return database.parent / "backups"


def _name(taken: float, before: str) -> str:
    stamp = time.strftime(_STAMP, time.gmtime(taken))
    return f"library-{stamp}-before-{before}.db" if before else f"library-{stamp}.db"


def _read_name(path: Path) -> Backup | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    try:
        taken = timegm(time.strptime(match[1], _STAMP))
    except ValueError:
        return None
    return Backup(path, float(taken), match[2] or "")
