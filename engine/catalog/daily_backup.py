"""The daily backup: taken in the background once there is something new worth keeping.

What that is, the newest backup itself says: it is opened and compared with the library. So there is
no second record that could disagree.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from engine.catalog.backup import backups, connect, take, verify
from engine.catalog.database_errors import explained
from engine.errors import Cancelled, NearfieldError

log = logging.getLogger(__name__)

DAY = 86_400.0
MANY_HEARD = 1_000
"""So many tracks listened to, or forgotten, are worth a backup by themselves."""
FIRST_LOOK = 60.0
NEXT_LOOK = 900.0

_DECISIONS = (
    "SELECT path, removed IS NULL FROM folders ORDER BY path",
    "SELECT id, name, changed FROM playlists ORDER BY id",
    "SELECT * FROM settings ORDER BY name",
    "SELECT count(*), total(added) FROM likes",
    "SELECT count(*), max(id) FROM plays",
)
"""What the user decided and did, in few words that differ once any of it does."""
_LISTED = 3
"""The first so many answer with nothing where there is nothing yet."""


class DailyBackup:
    """A thread that looks now and then whether a backup is due; `tell` hears what goes wrong.

    Its first look reads the whole library for damage.
    """

    def __init__(self, database: Path, tell: Callable[[NearfieldError], None]) -> None:
        self._database, self._tell = database, tell
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backing up", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; a backup that is being taken is given up."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def look(self) -> bool:
        """Take a backup if one is due; False if that did not work, and somebody was told."""
        try:
            if is_due(self._database):
                take(self._database, cancelled=self._stopping.is_set)
        except Cancelled:
            pass
        except NearfieldError as error:
            self._tell(NearfieldError("The library could not be backed up", str(error)))
            return False
        return True

    def verify(self) -> None:
        """Look for damage that nobody has met yet."""
        try:
            verify(self._database)
        except NearfieldError as error:
            self._tell(error)

    def _run(self) -> None:
        pause, verified = FIRST_LOOK, False
        while not self._stopping.wait(pause):
            try:
                if not verified:
                    verified = True
                    self.verify()
                pause = NEXT_LOOK if self.look() else DAY
            except Exception:
                log.exception("Looking after the backups stumbled and goes on")
                pause = DAY


def is_due(database: Path) -> bool:
    """Whether the last backup is a day old, and enough has changed since."""
    taken = backups(database)
    newest = taken[-1] if taken else None
    if newest and 0 <= time.time() - newest.taken < DAY:
        return False
    with explained(database):
        decisions, heard = _contents(database, "mode=rw")
    if newest is None:
        return any(decisions[:_LISTED])
    try:
        kept_decisions, kept_heard = _contents(newest.path, "mode=ro&immutable=1")
    except sqlite3.DatabaseError:
        return True  # of an earlier schema, or not readable any more
    return decisions != kept_decisions or abs(heard - kept_heard) >= MANY_HEARD


def _contents(path: Path, how: str) -> tuple[list[list[Any]], int]:
    """The decisions in a database, and how many vectors it holds."""
    with closing(connect(path, how)) as connection:
        decisions = [connection.execute(question).fetchall() for question in _DECISIONS]
        (heard,) = connection.execute("SELECT count(*) FROM embeddings").fetchone()
    return decisions, int(heard)
