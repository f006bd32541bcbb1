"""Backups: whole, few, taken when something is worth it, and put back without losing anything."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from engine.catalog import backup as module
from engine.catalog.backup import KEPT, backups, is_sound, newest_good, take
from engine.catalog.daily_backup import DAY, DailyBackup, is_due
from engine.catalog.restore import put_back, set_aside
from engine.catalog.store import Store
from engine.errors import Cancelled, LibraryDamaged, NearfieldError
from engine.types import Manners


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def store(database: Path) -> Store:
    return Store(database)


def at(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    monkeypatch.setattr(time, "time", lambda: moment)


def names(path: Path) -> list[str]:
    store = Store(path)
    found = [playlist.name for playlist in store.playlists.all()]
    store.close()
    return found


def test_a_backup_holds_what_was_there_at_its_instant(
    store: Store, database: Path, tmp_path: Path
) -> None:
    store.playlists.create("Before", [])
    taken = take(database)
    store.playlists.create("After", [])
    assert backups(database)[0].path == taken.path
    assert is_sound(taken.path)
    put_back(tmp_path / "other.db", taken.path)
    assert names(tmp_path / "other.db") == ["Before"]


def test_what_a_killed_backup_left_is_no_obstacle(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, time.time())
    taken = take(database).path
    left = taken.with_name(f"{taken.name}.part")
    left.write_bytes(taken.read_bytes()[:4096])
    other_left = left.with_name("library-20260101T000000Z.part")
    other_left.touch()
    assert is_sound(take(database).path)
    assert list(left.parent.iterdir()) == [taken]


def test_writers_go_on_while_a_backup_is_taken(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STEP_PAGES", 1)
    written = threading.Event()

    def between_two_steps() -> bool:
        store.playlists.create("Meanwhile", [])
        written.set()
        return False

    taken = take(database, cancelled=between_two_steps)
    assert written.is_set()
    assert is_sound(taken.path)


def test_a_backup_can_be_stopped(store: Store, database: Path) -> None:
    with pytest.raises(Cancelled):
        take(database, cancelled=lambda: True)
    assert list((database.parent / "backups").iterdir()) == []


def test_few_are_kept_of_each_kind(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    for day in range(6):
        at(monkeypatch, now + day * DAY)
        take(database)
        take(database, before="step")
    kept = backups(database)
    assert [each.before for each in kept].count("") == KEPT
    assert [each.before for each in kept].count("step") == KEPT
    assert all(each.taken > now + 2 * DAY for each in kept)


def test_a_clock_set_back_loses_no_backup_and_stops_none(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    store.playlists.create("One", [])
    for day in range(KEPT):
        at(monkeypatch, now + day * DAY)
        take(database)
    at(monkeypatch, now - 1000 * DAY)
    store.playlists.create("Two", [])
    assert is_due(database)
    taken = take(database)
    assert backups(database)[-1].path == taken.path
    assert len(backups(database)) == KEPT
    assert not is_due(database)


def test_a_damaged_copy_replaces_no_backup(store: Store, database: Path) -> None:
    for number in range(40):
        store.playlists.create(f"A playlist with quite a long name, number {number}" * 20, [])
    good = take(database)
    store.close()
    with database.open("r+b") as file:
        file.seek(database.stat().st_size - 2 * 4096)
        file.write(bytes(4096))
    with pytest.raises(LibraryDamaged):
        take(database)
    assert [each.path for each in backups(database)] == [good.path]
    with pytest.raises(LibraryDamaged):  # it is read whole at the next start
        Store(database)


def test_damage_that_nobody_met_is_found_in_the_background(store: Store, database: Path) -> None:
    for number in range(40):
        store.playlists.create(f"A playlist with quite a long name, number {number}" * 20, [])
    told: list[NearfieldError] = []
    DailyBackup(database, told.append).verify()
    assert told == []
    store.close()
    with database.open("r+b") as file:
        file.seek(database.stat().st_size - 2 * 4096)
        file.write(bytes(4096))
    DailyBackup(database, told.append).verify()
    assert isinstance(told[0], LibraryDamaged)
    with pytest.raises(LibraryDamaged):
        Store(database)


def test_a_damaged_backup_is_passed_over(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = take(database)
    at(monkeypatch, time.time() + DAY)
    take(database).path.write_bytes(b"nothing of the kind")
    newest = newest_good(database)
    assert newest
    assert newest.path == good.path


def test_without_room_there_is_no_backup(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(database.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    told: list[NearfieldError] = []
    store.playlists.create("One", [])
    assert not DailyBackup(database, told.append).look()
    assert "disk is full" in str(told[0])


def test_a_backup_is_due_once_a_day_and_only_after_a_decision(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    assert not is_due(database)  # nothing in it yet
    store.playlists.create("One", [])
    assert is_due(database)
    take(database)
    store.playlists.create("Two", [])
    assert not is_due(database)
    at(monkeypatch, now + DAY + 2)
    assert is_due(database)
    take(database)
    at(monkeypatch, now + 2 * DAY + 4)
    assert not is_due(database)  # nothing was decided since
    store.settings.keep_manners(Manners(workers=1))
    assert is_due(database)


def test_putting_back_keeps_what_was_there(store: Store, database: Path, tmp_path: Path) -> None:
    store.playlists.create("Old", [])
    backup = take(database)
    store.playlists.create("New", [])
    store.close()
    kept = put_back(database, backup.path)
    assert names(database) == ["Old"]
    assert kept
    assert kept.name.startswith("library-replaced-")
    assert names(kept) == ["New", "Old"]


def test_what_was_not_yet_in_the_file_itself_is_kept_too(store: Store, database: Path) -> None:
    store.playlists.create("In the log beside it", [])
    kept = set_aside(database)  # with the connection open, as after a crash
    assert kept
    assert names(kept) == ["In the log beside it"]
    assert names(database) == []
    store.close()


def test_a_damaged_backup_is_not_put_back(store: Store, database: Path, tmp_path: Path) -> None:
    store.playlists.create("Mine", [])
    store.close()
    (tmp_path / "bad.db").write_bytes(b"nothing of the kind")
    with pytest.raises(LibraryDamaged):
        put_back(database, tmp_path / "bad.db")
    assert names(database) == ["Mine"]


def test_two_are_set_aside_in_one_second(database: Path) -> None:
    kept = set()
    for _ in range(3):
        Store(database).close()
        kept.add(set_aside(database))
    assert len(kept) == 3
