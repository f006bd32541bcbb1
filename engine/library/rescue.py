"""Open a library's database, and what can be done when that fails because it is damaged.

The window and `nearfield restore` offer the same: put back a backup, or start anew. What was there
is kept aside either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from engine.catalog.backup import backups, newest_good
from engine.catalog.database_errors import cannot_write
from engine.catalog.restore import put_back, set_aside
from engine.catalog.store import Store
from engine.errors import LibraryDamaged, LibraryInUse, NotFound
from engine.text import moment
from engine.types import Backup

DATABASE = "library.db"


def open_store(database: Path) -> Store:
    """Open or create a library's database; raises LibraryDamaged with the newest good backup."""
    try:
        return Store(database)
    except LibraryDamaged as error:
        raise _with_backup(database) from error


def lock_of(home: Path) -> filelock.BaseFileLock:
    """The lock that the one process holds that keeps the library, whichever thread took it."""
    return filelock.FileLock(home / "library.lock", timeout=0, thread_local=False)


def claim(lock: filelock.BaseFileLock) -> None:
    """Take a library's lock, unless we have it; raises LibraryInUse if another process does."""
    path = Path(lock.lock_file)
    try:
        if not lock.is_locked:
            lock.acquire()
    except filelock.Timeout as error:
        raise LibraryInUse(
            "Nearfield is already open on this library",
            f"Use that window, or close it first. The library is in {path.parent}.",
        ) from error
    except OSError as error:
        raise cannot_write(path) from error


def all_backups(home: Path) -> list[Backup]:
    """The backups of the library in `home`, the newest last."""
    return backups(home / DATABASE)


def restore(home: Path, backup: Path | None = None) -> Path | None:
    """Put back a backup, by default the newest good one.

    Returns where the library's former database is kept, if it had one. Raises NotFound,
    LibraryInUse, LibraryDamaged, NearfieldError.
    """
    with _claimed(home):
        if backup is None:
            newest = newest_good(home / DATABASE)
            if newest is None:
                raise NotFound("There is no good backup", f"None lies in {home / 'backups'}.")
            backup = newest.path
        return put_back(home / DATABASE, backup)


def start_anew(home: Path) -> Path | None:
    """Set the database aside, so that the next to open the library finds none.

    Returns where it is kept. Raises LibraryInUse, NearfieldError.
    """
    with _claimed(home):
        return set_aside(home / DATABASE)


@contextmanager
def _claimed(home: Path) -> Iterator[None]:
    lock = lock_of(home)
    claim(lock)
    try:
        yield
    finally:
        lock.release()


def _with_backup(database: Path) -> LibraryDamaged:
    newest = newest_good(database)
    if newest is None:
        way_out = "There is no backup of it; `nearfield restore --anew` starts a new library."
        return LibraryDamaged(database, f"{database} cannot be read. {way_out}")
    way_out = f"`nearfield restore` puts back the backup of {moment(newest.taken)}."
    return LibraryDamaged(
        database,
        f"{database} cannot be read. {way_out}",
        backup=newest.path,
        taken=newest.taken,
    )
