"""Libraries of every earlier Nearfield, as saved in tests/data/libraries: all still open."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.catalog.backup import backups, is_sound
from engine.catalog.database import Database
from engine.catalog.migrations import schema
from engine.errors import NearfieldError
from engine.library import Library
from engine.types import Origin, TrackState

SAVED = Path(__file__).parents[1] / "data" / "libraries"
STEPS = [step.name for step in schema._migrations]
EARLIER = STEPS[:-1]


def asked(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def applied(path: Path) -> list[str]:
    return [name for (name,) in asked(path, "SELECT name FROM _sqlite_migrations ORDER BY id")]


def tables(path: Path) -> set[str]:
    return {sql for (sql,) in asked(path, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


def rows(path: Path) -> dict[str, list[Any]]:
    """What the tables that every version has hold, in the columns the first version had."""
    first = SAVED / f"{STEPS[0]}.db"
    names = ("folders", "tracks", "models", "embeddings", "failures", "playlists")
    found = {}
    for name in (*names, "playlist_entries"):
        columns = ", ".join(row[1] for row in asked(first, f"PRAGMA table_info({name})"))
        found[name] = asked(path, f"SELECT {columns} FROM {name} ORDER BY 1, 2")
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def saved(home: Path, step: str) -> Path:
    return Path(shutil.copyfile(SAVED / f"{step}.db", home / "library.db"))


@pytest.mark.parametrize("step", STEPS)
def test_every_step_of_the_schema_has_a_saved_library(step: str) -> None:
    assert applied(SAVED / f"{step}.db") == STEPS[: STEPS.index(step) + 1]
    assert all(rows(SAVED / f"{step}.db").values())


@pytest.mark.parametrize("step", STEPS)
def test_an_earlier_library_opens_with_everything_in_it(
    home: Path, step: str, small_model: Path
) -> None:
    before = rows(saved(home, step))
    with Library.open(home, model=small_model) as library:
        after = rows(home / "library.db")
        # The model that listens now is new to it.
        assert [row for row in after.pop("models") if row in before["models"]] == before["models"]
        assert after == {name: found for name, found in before.items() if name != "models"}
        tracks = {track.path.name: track for track in library.tracks.all()}
        assert tracks["truncated.flac"].state is TrackState.FAILED
        assert tracks["tiny.ogg"].state is TrackState.MISSING
        (evening,) = library.playlists.all()
        assert [entry.title for entry in evening.entries][1] == "Somebody - Gone"
        assert evening.track_ids == (tracks["tiny.flac"].id, tracks["tiny.ogg"].id)
        assert library.status().indexed == len(before["embeddings"])
        assert library.folders.ignored() == (() if step == STEPS[0] else ("*.wav",))
    assert applied(home / "library.db") == STEPS


def test_what_was_imported_is_there_after_an_upgrade(home: Path, small_model: Path) -> None:
    saved(home, "imports")
    with Library.open(home, model=small_model) as library:
        (source,) = library.imports.all()
        assert (source.name, source.listener, source.songs, source.plays) == (
            "anna.csv",
            "anna",
            2,
            1,
        )
        (play,) = library.history.plays()
        assert (play.started, play.origin) == (1_700_000_000, Origin.IMPORTED)
        library.imports.forget(source.id)
        assert library.history.plays() == []


@pytest.mark.parametrize("step", EARLIER)
def test_a_backup_is_taken_before_an_upgrade(home: Path, step: str, small_model: Path) -> None:
    before = rows(saved(home, step))
    Library.open(home, model=small_model).close()
    (backup,) = backups(home / "library.db")
    assert backup.before == STEPS[STEPS.index(step) + 1]
    assert is_sound(backup.path)
    assert applied(backup.path) == STEPS[: STEPS.index(step) + 1]
    assert rows(backup.path) == before


def test_what_needs_no_upgrade_needs_no_backup(home: Path, small_model: Path) -> None:
    saved(home, STEPS[-1])
    Library.open(home, model=small_model).close()
    assert not backups(home / "library.db")


def test_without_room_for_the_backup_nothing_is_upgraded(
    home: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(home, EARLIER[0])
    usage = shutil.disk_usage(home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100_000))
    with pytest.raises(NearfieldError, match="disk is full"):
        Library.open(home, model=small_model)
    assert applied(path) == EARLIER[:1]


UPGRADE = """
import sys
from pathlib import Path
from engine.catalog import migrations
from engine.catalog.database import Database

left = int(sys.argv[2])

def run_some(db, script):
    global left
    for statement in filter(str.strip, script.split(";\\n")):
        db.execute(statement)
        left -= 1
        if not left:
            print("half way", flush=True)
            sys.stdin.read()

migrations._run = run_some
Database(Path(sys.argv[1]))
print("done", flush=True)
"""


def test_an_upgrade_killed_in_the_middle_has_not_happened(home: Path) -> None:
    for statements in range(1, 100):
        path = saved(home, EARLIER[0])
        before, old = rows(path), tables(path)
        if _upgrade_killed_after(statements, path) == "done":
            assert applied(path) == STEPS
            break
        assert tables(path) == old
        assert applied(path) == EARLIER[:1]
        Database(path).close()
        assert applied(path) == STEPS
        assert rows(path) == before
        assert all(is_sound(backup.path) for backup in backups(path))
    assert statements > 2


def _upgrade_killed_after(statements: int, path: Path) -> str:
    child = subprocess.Popen(
        [sys.executable, "-c", UPGRADE, str(path), str(statements)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout
        return child.stdout.readline().strip()
    finally:
        child.kill()
        child.communicate()
