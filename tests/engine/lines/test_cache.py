"""The lines on disk: never other than what the store says, whatever became of either."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.backup import take
from engine.catalog.restore import put_back
from engine.catalog.store import FileRecord, Store
from engine.lines import cache as module
from engine.lines.cache import CachedLines
from engine.lines.columns import Lines
from engine.types import Heard, Play, Tags, Track

MODEL = "model"
TRACKS = 30


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A library of 30 tracks: ready, failed, unreadable, missing, liked and played ones."""
    store = opened(tmp_path)
    store.embeddings.register(MODEL, "embedder", 2)
    folder = store.add_folder(tmp_path / "music")
    ids = store.save_files(folder.id, [record(number) for number in range(TRACKS)])
    store.embeddings.save(MODEL, [heard(number, ids[number]) for number in range(20)])
    store.embeddings.save(MODEL, [Heard(ids[20], "sound 20", reason="It is truncated.")])
    store.mark_missing(ids[5:7])
    store.history.like(ids[3:9], liked=True)
    store.history.add(Play(ids[4], 100.0, 30.0))
    store.close()
    return tmp_path


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    store = opened(place)
    yield store
    store.close()


@pytest.fixture
def kept(place: Path, store: Store) -> CachedLines:
    """What was saved while the store was as it is."""
    cached = CachedLines(place / "lines.npz", store)
    cached.save(MODEL)
    assert (place / "lines.npz").exists()
    return cached


def opened(place: Path) -> Store:
    return Store(place / "library.db")


def record(number: int) -> FileRecord:
    tags = Tags(
        f"Söng {number % 7} ソング",
        "Björk" if number % 2 else "AC/DC",
        album="" if number % 5 else "Été",
        album_artist="Various" if number % 3 else "",
        track_number=number % 4 or None,
        date=f"{1990 + number}-05",
        genres=("Art Pop", "R&B")[: number % 3],
        duration=number * 10.1 if number % 4 else None,
        recording_id=str(number),
    )
    problem = "This is no audio." if number == 25 else ""
    return FileRecord(f"a\udcff\n{number}.mp3", number, 1, f"sound {number}", tags, problem)


def heard(number: int, track_id: int) -> Heard:
    return Heard(track_id, f"sound {number}", np.array([0.6, 0.8], np.float32))


def truth(store: Store) -> list[Track]:
    return in_order(store.lines(MODEL).on_shelf())


def in_order(lines: Lines) -> list[Track]:
    return [lines.track(place) for place in range(len(lines))]


def used(cached: CachedLines, store: Store, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the lines come from the file."""
    asked: list[str] = []
    lines = store.lines

    def heard_of(model_id: str) -> Lines:
        asked.append(model_id)
        return lines(model_id)

    with monkeypatch.context() as patch:
        patch.setattr(store, "lines", heard_of)
        cached.lines(MODEL)
    return not asked


def test_what_was_kept_is_what_the_store_says(
    kept: CachedLines, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert used(kept, store, monkeypatch)
    lines = kept.lines(MODEL)
    assert in_order(lines) == truth(store)
    assert len(lines) == TRACKS
    assert lines.names.ranks.tolist() == store.lines(MODEL).names.ranks.tolist()
    words = ["bjork", "ソンク", "ete", "r"]
    assert [int(mask.sum()) for mask in lines.holding(words)] == [15, 30, 6, 25]


def test_it_is_used_after_opening_the_store_again(
    place: Path, kept: CachedLines, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    again = opened(place)
    assert used(CachedLines(place / "lines.npz", again), again, monkeypatch)
    again.close()


def test_what_is_still_true_is_not_written_again(place: Path, kept: CachedLines) -> None:
    before = (place / "lines.npz").stat()
    kept.save(MODEL)
    assert (place / "lines.npz").stat() == before


Write = Callable[[Store], object]

WRITES: dict[str, Write] = {
    "a new file": lambda s: s.save_files(1, [record(40)]),
    "a retagged file": lambda s: s.save_files(1, [retagged(3)]),
    "a missing file": lambda s: s.mark_missing([1]),
    "a file that is back": lambda s: s.mark_back([6]),
    "an ignored file": lambda s: s.mark_ignored([1]),
    "a heard track": lambda s: s.embeddings.save(MODEL, [heard(22, 23)]),
    "a failed track": lambda s: s.embeddings.save(MODEL, [Heard(23, "sound 22", reason="Gone.")]),
    "a retried track": lambda s: s.embeddings.retry([21]),
    "a like": lambda s: s.history.like([1], liked=True),
    "a like taken back": lambda s: s.history.like([4], liked=False),
    "a play": lambda s: s.history.add(Play(5, 200.0, 3.0)),
    "a folder taken out": lambda s: s.remove_folder(1),
    "a folder taken into another": lambda s: s.add_folder(s.folders()[0].path.parent),
}


def retagged(number: int) -> FileRecord:
    file = record(number)
    return FileRecord(file.relative, 1, 2, file.identity, Tags("Another"), track_id=number + 1)


@pytest.mark.parametrize("what", WRITES)
def test_after_a_write_the_truth_is_told(
    kept: CachedLines, place: Path, store: Store, what: str
) -> None:
    """Written by another process, as the command line would, and with nothing checkpointed."""
    before, other = truth(store), opened(place)
    WRITES[what](other)
    assert in_order(kept.lines(MODEL)) == truth(store) != before
    kept.save(MODEL)
    assert in_order(kept.lines(MODEL)) == truth(store)
    other.close()


def test_what_no_track_shows_leaves_it_true(
    kept: CachedLines, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.playlists.create("Evening", [])
    store.settings.keep_ignored(("*.wav",))
    store.keep_signatures(1, {"": b"known"})
    store.keep_place(1, "elsewhere")
    assert used(kept, store, monkeypatch)


def test_another_model_has_other_lines(kept: CachedLines, store: Store) -> None:
    assert {track.state.value for track in in_order(kept.lines("other"))} >= {"waiting"}


def test_a_backup_that_is_put_back_has_its_own_lines(
    kept: CachedLines, place: Path, store: Store
) -> None:
    database = place / "library.db"
    take(database, before="the test")
    (backup,) = (place / "backups").iterdir()
    then = truth(store)
    store.history.like([1, 2], liked=True)
    kept.save(MODEL)
    store.close()
    put_back(database, backup)
    restored = opened(place)
    assert in_order(CachedLines(place / "lines.npz", restored).lines(MODEL)) == then
    restored.history.like([1], liked=True)  # as many writes as in the other future
    restored.history.like([9], liked=True)
    cached = CachedLines(place / "lines.npz", restored)
    assert in_order(cached.lines(MODEL)) == truth(restored) != then
    restored.close()


def test_what_a_killed_process_wrote_counts(
    kept: CachedLines, place: Path, store: Store, tmp_path: Path
) -> None:
    store.history.like([1], liked=True)  # it stands in the write-ahead log, and stays there
    dead = tmp_path / "dead"
    dead.mkdir()
    for name in ("library.db", "library.db-wal", "lines.npz"):
        shutil.copy(place / name, dead)
    again = opened(dead)
    assert in_order(CachedLines(dead / "lines.npz", again).lines(MODEL)) == truth(store)
    assert next(track for track in truth(again) if track.id == 1).liked
    again.close()


def test_a_torn_file_is_not_used(
    kept: CachedLines, place: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, expected = place / "lines.npz", truth(store)
    whole = path.read_bytes()
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:length])
        assert not used(kept, store, monkeypatch)
    for damage in (b"", b"\0" * len(whole), b"PK\3\4" + bytes(500), b"\x93NUMPY" + bytes(90)):
        path.write_bytes(damage)
        assert in_order(kept.lines(MODEL)) == expected
    kept.save(MODEL)
    assert used(kept, store, monkeypatch), "and comes back"


def test_a_damaged_file_shows_no_wrong_rows(kept: CachedLines, place: Path, store: Store) -> None:
    path, expected, dice = place / "lines.npz", truth(store), random.Random(1)
    whole = path.read_bytes()
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        assert in_order(kept.lines(MODEL)) == expected


def test_a_damaged_file_is_replaced_although_it_says_what_it_should(
    kept: CachedLines, place: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place / "lines.npz"
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"sound 7")] ^= 1
    path.write_bytes(whole)
    assert not used(kept, store, monkeypatch)
    kept.save(MODEL)
    assert used(kept, store, monkeypatch)


def test_the_file_of_another_library_is_not_used(
    kept: CachedLines, place: Path, tmp_path: Path
) -> None:
    home = tmp_path / "other"
    home.mkdir()
    other = Store(home / "library.db")
    other.embeddings.register(MODEL, "embedder", 2)
    shutil.copy(place / "lines.npz", home)
    assert len(CachedLines(home / "lines.npz", other).lines(MODEL)) == 0
    other.close()


@pytest.mark.parametrize("changed", ["FORMAT", "FACTS"])
def test_the_file_of_another_version_is_not_used(
    kept: CachedLines, store: Store, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    monkeypatch.setattr(module, changed, 99 if changed == "FORMAT" else np.dtype([("id", "<i8")]))
    assert not used(kept, store, monkeypatch)


def test_other_lines_of_the_same_store_need_another_format(store: Store) -> None:
    """Whoever changes them raises FORMAT, or files from before would count as true."""
    lines = store.lines(MODEL).on_shelf()
    lines.facts["added"] = 0
    names = (repr(lines.names.texts).encode(), lines.names.folded, lines.names.ranks.tobytes())
    found = sha256(b"".join([repr(lines.facts.tolist()).encode(), *lines.rest, *names]))
    assert (module.FORMAT, found.hexdigest()[:12]) == (1, "605dbdb37913")


def test_another_schema_has_other_lines(
    kept: CachedLines, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store._db.execute("ALTER TABLE tracks ADD COLUMN colour TEXT")
    assert not used(kept, store, monkeypatch)


def test_nothing_is_kept_of_a_store_that_is_written_to_meanwhile(
    place: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached, lines = CachedLines(place / "lines.npz", store), store.lines

    def disturbed(model_id: str) -> Lines:
        found = lines(model_id)
        store.history.like([1], liked=True)
        return found

    monkeypatch.setattr(store, "lines", disturbed)
    cached.save(MODEL)
    assert not (place / "lines.npz").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_disk_without_room_is_no_error_and_loses_nothing(
    kept: CachedLines, place: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    import resource

    store.history.like([1], liked=True)
    before, limits = set(place.iterdir()), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limits[1]))
    try:
        kept.save(MODEL)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "cannot be kept" in caplog.text
    assert set(place.iterdir()) == before
    assert in_order(kept.lines(MODEL)) == truth(store)
