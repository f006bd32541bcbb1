"""Put a backup in the place of a library's database, or nothing: then a new library begins.

Nothing is deleted: what was there is kept beside it under a telling name. Whoever calls makes sure
that no other process has the library open.
"""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

from engine.catalog.backup import is_sound
from engine.catalog.database_errors import cannot_write, doubt_file
from engine.errors import LibraryDamaged
from engine.whole_file import settle, whole_file

_PARTS = ("-wal", "-shm")
"""What SQLite keeps beside a database, and would take for the next one's that lies there."""


def put_back(database: Path, backup: Path) -> Path | None:
    """Let the database be as in a backup; returns where the former one is now, if there was one.

    Raises LibraryDamaged if the backup itself is damaged, NearfieldError.
    """
    if not is_sound(backup):
        raise LibraryDamaged(backup)
    try:
        with whole_file(database) as copy:
            shutil.copyfile(backup, copy)
            settle(copy)
            kept = set_aside(database)
    except OSError as error:
        raise cannot_write(database) from error
    return kept


def set_aside(database: Path) -> Path | None:
    """Move the database out of the way with all that belongs to it; returns where it is now."""
    if not database.exists():
        return None
    kept = _free_name(database, "replaced" if is_sound(database) else "damaged")
    try:
        for part in _PARTS:
            with suppress(FileNotFoundError):
                Path(f"{database}{part}").replace(f"{kept}{part}")
        database.replace(kept)
    except OSError as error:
        raise cannot_write(database) from error
    doubt_file(database).unlink(missing_ok=True)
    # The index numbers its vectors as this database did, and another one numbers them anew.
    shutil.rmtree(database.parent / "index", ignore_errors=True)
    return kept


def _free_name(database: Path, state: str) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    endings = ("", *(f"-{number}" for number in range(2, 1_000)))
    names = (f"{database.stem}-{state}-{stamp}{ending}{database.suffix}" for ending in endings)
    return next(path for path in map(database.with_name, names) if not path.exists())
