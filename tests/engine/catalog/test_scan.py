from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.catalog.scan import scan
from engine.catalog.store import Store
from engine.catalog.tags import read_tags
from engine.types import Activity, Change, Folder, Progress, Tags, TrackState
from tests.engine.catalog.scanned import MODEL, hear, missing, retitle, song, tracks

DATA = Path(__file__).parents[2] / "data"

in_batches = pytest.mark.usefixtures("batch")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "Music"
    folder.mkdir()
    return folder


@pytest.fixture
def folder(store: Store, music: Path) -> Folder:
    return store.add_folder(music)


@pytest.fixture(params=[1, 200])
def batch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a scan finds does not depend on where one batch ends and the next begins."""
    monkeypatch.setattr("engine.catalog.scan.BATCH", request.param)


def test_every_music_file_becomes_a_track(store: Store, folder: Folder, music: Path) -> None:
    for file in DATA.iterdir():
        if file.is_file():
            shutil.copyfile(file, music / file.name)
    (music / "cover.jpg").touch()
    change = scan(store, folder)
    found = tracks(store)
    assert set(found) == {p.name for p in DATA.iterdir() if p.suffix not in {".py", ".md", ""}}
    assert change == Change(tracks=frozenset(track.id for track in found.values()))
    assert found["tiny.flac"].tags.title == "Tiny"
    assert found["empty.mp3"].state is TrackState.FAILED
    assert found["empty.mp3"].reason == "The file is empty."


def test_an_unchanged_folder_is_not_read_again(
    store: Store, folder: Folder, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song(music / "a.mp3", 1)
    (music / "empty.mp3").touch()
    scan(store, folder)

    def read(path: Path, root: Path) -> Tags:
        assert path.name == "empty.mp3", "only a file with a problem is tried again"
        return read_tags(path, root)

    monkeypatch.setattr("engine.catalog.reading.read_tags", read)
    assert not scan(store, folder)


def test_new_tags_keep_the_track_and_its_analysis(
    store: Store, folder: Folder, music: Path
) -> None:
    path = song(music / "a.mp3", 1)
    scan(store, folder)
    (before,) = tracks(store).values()
    hear(store, before)
    retitle(path, "A much longer title than before " * 50)
    assert scan(store, folder) == Change(tracks=frozenset({before.id}))
    (after,) = tracks(store).values()
    assert after.id == before.id
    assert after.tags.title.startswith("A much longer title")
    assert after.state is TrackState.READY


@in_batches
@pytest.mark.parametrize("new", ["b.mp3", "sub/a.mp3", "sub/deep/c.mp3"])
def test_a_moved_file_keeps_its_track(store: Store, folder: Folder, music: Path, new: str) -> None:
    path = song(music / "a.mp3", 1)
    song(music / "other.mp3", 2)
    scan(store, folder)
    before = tracks(store)["a.mp3"]
    hear(store, before)
    (music / new).parent.mkdir(parents=True, exist_ok=True)
    path.rename(music / new)
    retitle(music / new, "Retagged as well")
    assert scan(store, folder) == Change(tracks=frozenset({before.id}))
    after = tracks(store)[new]
    assert (after.id, after.state) == (before.id, TrackState.READY)
    assert missing(store) == []


@in_batches
def test_a_renamed_folder_keeps_its_tracks(store: Store, folder: Folder, music: Path) -> None:
    for number in range(20):
        song(music / "Albm" / f"{number:02}.mp3", number)
    scan(store, folder)
    before = tracks(store)
    (music / "Albm").rename(music / "Album")
    scan(store, folder)
    after = tracks(store)
    assert {name: track.id for name, track in after.items()} == {
        name.replace("Albm", "Album"): track.id for name, track in before.items()
    }


@in_batches
def test_files_that_swap_names_keep_their_tracks(store: Store, folder: Folder, music: Path) -> None:
    one, other = song(music / "1.mp3", 1), song(music / "2.mp3", 2)
    scan(store, folder)
    before = tracks(store)
    hear(store, *before.values())
    one.rename(music / "x")
    other.rename(one)
    (music / "x").rename(other)
    scan(store, folder)
    after = tracks(store)
    assert after["1.mp3"].id == before["2.mp3"].id
    assert after["2.mp3"].id == before["1.mp3"].id
    assert {track.state for track in after.values()} == {TrackState.READY}


@in_batches
def test_renumbered_files_keep_their_tracks(store: Store, folder: Folder, music: Path) -> None:
    for number in range(1, 5):
        song(music / f"{number}.mp3", number)
    scan(store, folder)
    before = tracks(store)
    for number in range(4, 0, -1):
        (music / f"{number}.mp3").rename(music / f"{number + 1}.mp3")
    song(music / "1.mp3", 9)
    scan(store, folder)
    after = tracks(store)
    assert [after[f"{n + 1}.mp3"].id for n in range(1, 5)] == [
        before[f"{n}.mp3"].id for n in range(1, 5)
    ]
    assert after["1.mp3"].id not in {track.id for track in before.values()}


@in_batches
def test_a_new_file_in_the_place_of_one_that_moved_away(
    store: Store, folder: Folder, music: Path
) -> None:
    path = song(music / "a.mp3", 1)
    scan(store, folder)
    before = tracks(store)["a.mp3"]
    path.rename(music / "z.mp3")
    song(path, 2)
    scan(store, folder)
    after = tracks(store)
    assert after["z.mp3"].id == before.id
    assert after["a.mp3"].id != before.id


def test_a_copy_is_a_track_of_its_own(store: Store, folder: Folder, music: Path) -> None:
    path = song(music / "a.mp3", 1)
    scan(store, folder)
    shutil.copy2(path, music / "b.mp3")
    scan(store, folder)
    found = tracks(store)
    assert len({track.id for track in found.values()}) == 2
    assert found["a.mp3"].identity == found["b.mp3"].identity


def test_a_copy_of_a_retagged_file_does_not_take_its_track(
    store: Store, folder: Folder, music: Path
) -> None:
    path = song(music / "b.mp3", 1)
    scan(store, folder)
    before = tracks(store)["b.mp3"]
    shutil.copy2(path, music / "a.mp3")
    retitle(path, "Another title")
    scan(store, folder)
    assert tracks(store)["b.mp3"].id == before.id
    assert tracks(store)["a.mp3"].id != before.id


@pytest.mark.parametrize(
    ("one", "two", "new"),
    [("a.mp3", "b.mp3", "c.mp3"), ("x/a.mp3", "y/a.mp3", "z/a.mp3")],
)
def test_tags_tell_renamed_copies_apart(
    store: Store, folder: Folder, music: Path, one: str, two: str, new: str
) -> None:
    song(music / one, 1, "One")
    song(music / two, 1, "Two")
    scan(store, folder)
    before = tracks(store)
    (music / one).unlink()
    (music / new).parent.mkdir(exist_ok=True)
    (music / two).rename(music / new)
    scan(store, folder)
    assert tracks(store)[new].id == before[two].id
    assert missing(store) == ["One"]


@in_batches
def test_copies_that_move_together_stay_apart(store: Store, folder: Folder, music: Path) -> None:
    for name in ("y/b.mp3", "y/a.mp3", "x/a.mp3"):
        song(music / name, 1, "One title")
        scan(store, folder)
    before = {name: track.id for name, track in tracks(store).items()}
    (music / "new").mkdir()
    for name in ("x", "y"):
        (music / name).rename(music / "new" / name)
    scan(store, folder)
    after = {name.removeprefix("new/"): track.id for name, track in tracks(store).items()}
    assert after == before


def test_when_in_doubt_files_are_new(store: Store, folder: Folder, music: Path) -> None:
    song(music / "a.mp3", 1, "One")
    song(music / "b.mp3", 1, "Two")
    scan(store, folder)
    (music / "a.mp3").unlink()
    (music / "b.mp3").unlink()
    song(music / "c.mp3", 1, "Three")
    scan(store, folder)
    assert len(store.tracks(MODEL)) == 3
    assert missing(store) == ["One", "Two"]


@in_batches
def test_a_sound_replaced_in_place_keeps_the_track_but_not_its_analysis(
    store: Store, folder: Folder, music: Path
) -> None:
    path = song(music / "a.mp3", 1)
    scan(store, folder)
    (before,) = tracks(store).values()
    hear(store, before)
    song(path, 2)
    scan(store, folder)
    (after,) = tracks(store).values()
    assert (after.id, after.state) == (before.id, TrackState.WAITING)


def test_a_file_that_vanished_is_missing_until_it_is_back(
    store: Store, folder: Folder, music: Path, tmp_path: Path
) -> None:
    path = song(music / "a.mp3", 1)
    scan(store, folder)
    (before,) = tracks(store).values()
    hear(store, before)
    path.rename(tmp_path / "a.mp3")
    assert scan(store, folder) == Change(tracks=frozenset({before.id}))
    assert missing(store) == ["Song 1"]
    assert not scan(store, folder)
    (tmp_path / "a.mp3").rename(path)
    assert scan(store, folder) == Change(tracks=frozenset({before.id}))
    (after,) = tracks(store).values()
    assert (after.id, after.state) == (before.id, TrackState.READY)


def test_an_empty_file_that_is_back_is_still_empty(
    store: Store, folder: Folder, music: Path, tmp_path: Path
) -> None:
    (music / "a.mp3").touch()
    scan(store, folder)
    (music / "a.mp3").rename(tmp_path / "a.mp3")
    scan(store, folder)
    assert tracks(store) == {}
    (tmp_path / "a.mp3").rename(music / "a.mp3")
    scan(store, folder)
    assert tracks(store)["a.mp3"].state is TrackState.FAILED


def test_an_unplugged_folder_comes_back_whole(
    store: Store, folder: Folder, music: Path, tmp_path: Path
) -> None:
    for number in range(3):
        song(music / f"{number}.mp3", number)
    scan(store, folder)
    before = tracks(store)
    music.rename(tmp_path / "unplugged")
    assert len(scan(store, folder).tracks) == 3
    assert tracks(store) == {}
    music.mkdir()  # an empty place to mount on
    assert not scan(store, folder)
    music.rmdir()
    (tmp_path / "unplugged").rename(music)
    scan(store, folder)
    assert tracks(store) == before


def test_a_file_moves_between_folders(store: Store, tmp_path: Path) -> None:
    one, two = (tmp_path / name for name in ("one", "two"))
    path = song(one / "a.mp3", 1)
    two.mkdir()
    folders = [store.add_folder(one), store.add_folder(two)]
    for each in folders:
        scan(store, each)
    (before,) = tracks(store).values()
    for source, target, order in ((path, two / "b.mp3", 1), (two / "b.mp3", path, -1)):
        source.rename(target)
        for each in folders[::order]:
            scan(store, each)
        (after,) = tracks(store).values()
        assert (after.id, after.path) == (before.id, target)
    assert missing(store) == []


def test_a_copy_of_an_unplugged_file_is_a_track_of_its_own(store: Store, tmp_path: Path) -> None:
    one, two = (tmp_path / name for name in ("one", "two"))
    path = song(one / "a.mp3", 1)
    two.mkdir()
    folders = [store.add_folder(one), store.add_folder(two)]
    scan(store, folders[0])
    (before,) = tracks(store).values()
    shutil.copy2(path, two / "b.mp3")
    one.rename(tmp_path / "unplugged")
    for each in folders:
        scan(store, each)
    (tmp_path / "unplugged").rename(one)
    for each in folders:
        scan(store, each)
    assert tracks(store)["a.mp3"].id == before.id
    assert tracks(store)["b.mp3"].id != before.id


def test_a_folder_taken_out_gives_its_tracks_to_the_one_that_holds_its_files(
    store: Store, tmp_path: Path
) -> None:
    song(tmp_path / "Music" / "Rock" / "a.mp3", 1)
    outer = store.add_folder(tmp_path / "Music")
    scan(store, outer)
    (before,) = tracks(store).values()
    store.remove_folder(outer.id)
    scan(store, store.add_folder(tmp_path / "Music" / "Rock"))
    (after,) = tracks(store).values()
    assert after.id == before.id


def test_names_that_are_not_text(store: Store, folder: Folder, music: Path) -> None:
    name = os.fsdecode(b"caf\xe9.mp3")
    (music / name).write_bytes(b"")
    song(music / os.fsdecode(b"f\xf6r") / "a.mp3", 1)
    scan(store, folder)
    assert set(tracks(store)) == {name, os.fsdecode(b"f\xf6r/a.mp3")}
    assert tracks(store)[name].path.exists()
    assert not scan(store, folder)


def test_a_name_as_long_as_can_be(store: Store, folder: Folder, music: Path) -> None:
    name = "x" * 251 + ".mp3"
    song(music / name, 1)
    scan(store, folder)
    assert list(tracks(store)) == [name]


def test_links_are_followed_but_never_in_circles(
    store: Store, folder: Folder, music: Path, tmp_path: Path
) -> None:
    song(music / "z" / "deep" / "a.mp3", 1)
    song(tmp_path / "elsewhere" / "b.mp3", 2)
    song(tmp_path / "outside.mp3", 3)
    (music / "a").symlink_to(music / "z" / "deep")
    (music / "z" / "up").symlink_to(music)
    (music / "z" / "out").symlink_to(tmp_path)
    (music / "self").symlink_to(music / "self")
    (music / "nowhere.mp3").symlink_to(tmp_path / "nothing")
    (music / "linked").symlink_to(tmp_path / "elsewhere")
    (music / "link.mp3").symlink_to(tmp_path / "elsewhere" / "b.mp3")
    scan(store, folder)
    assert set(tracks(store)) == {"z/deep/a.mp3", "linked/b.mp3", "link.mp3"}


def test_hidden_things_are_left_alone(store: Store, folder: Folder, music: Path) -> None:
    for name in (".a.mp3", "._a.mp3", ".Trash-1000/a.mp3", "@eaDir/a.mp3", "$RECYCLE.BIN/a.mp3"):
        song(music / name, 1)
    song(music / "seen.mp3", 2)
    scan(store, folder)
    assert set(tracks(store)) == {"seen.mp3"}


def test_a_long_scan_fills_the_library_as_it_goes(
    store: Store, folder: Folder, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.catalog.scan.BATCH", 10)
    for number in range(45):
        (music / f"{number:02}.mp3").touch()
    seen: list[int] = []
    reports: list[Progress] = []
    change = scan(
        store,
        folder,
        progress=reports.append,
        changed=lambda change: seen.append(len(change.tracks)),
    )
    assert sum(seen) == len(change.tracks) == 45
    assert max(seen) <= 10
    assert reports[0] == Progress(Activity.SCANNING)
    assert reports[-1] == Progress(Activity.SCANNING, 45, 45, failures=45)
    assert [report.done for report in reports] == sorted(report.done for report in reports)


def test_a_cancelled_scan_keeps_what_it_stored(
    store: Store, folder: Folder, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.catalog.scan.BATCH", 5)
    song(music / "gone.mp3", 1)
    scan(store, folder)
    (music / "gone.mp3").unlink()
    for number in range(20):
        (music / f"{number:02}.mp3").touch()
    batches: list[Change] = []
    scan(store, folder, cancelled=lambda: len(batches) > 1, changed=batches.append)
    assert 10 <= len(tracks(store)) < 20
    assert missing(store) == []
    scan(store, folder)
    assert len(tracks(store)) == 20
    assert missing(store) == ["Song 1"]


def test_a_file_that_goes_while_it_is_scanned_is_no_track(
    store: Store, folder: Folder, music: Path
) -> None:
    for name in ("a.mp3", "b.mp3"):
        song(music / name, 1)

    def remove(progress: Progress) -> None:
        if progress.total:
            (music / "b.mp3").unlink(missing_ok=True)

    scan(store, folder, progress=remove)
    assert set(tracks(store)) == {"a.mp3"}


@pytest.fixture
def as_anyone() -> Iterator[Path]:
    """A folder of a user whom permissions bind; the administrator is never refused anything."""
    with tempfile.TemporaryDirectory() as name:
        if os.getuid() == 0:
            os.chown(name, 65534, 65534)
            os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            os.seteuid(os.getuid())


@pytest.fixture
def locked() -> Iterator[Callable[[Path], None]]:
    """Take all permissions of a path, until the test ends."""
    paths: list[Path] = []

    def lock(path: Path) -> None:
        paths.append(path)
        path.chmod(0)

    yield lock
    for path in paths:
        if path.exists():
            path.chmod(0o700)


def test_a_file_without_permission_keeps_what_was_known(
    as_anyone: Path, locked: Callable[[Path], None]
) -> None:
    store = Store(as_anyone / "library.db")
    store.embeddings.register(MODEL, "embedder", 2)
    folder = store.add_folder(as_anyone / "Music")
    path, new = song(folder.path / "a.mp3", 1), song(folder.path / "b.mp3", 2)
    locked(new)
    scan(store, folder)
    found = tracks(store)
    hear(store, found["a.mp3"])
    assert found["b.mp3"].state is TrackState.FAILED
    assert found["b.mp3"].reason == "No permission to read this file."
    locked(path)
    os.utime(path, ns=(1, 1))
    new.chmod(0o600)
    scan(store, folder)
    found = tracks(store)
    assert (found["a.mp3"].state, found["a.mp3"].tags.title) == (TrackState.FAILED, "Song 1")
    assert (found["b.mp3"].state, found["b.mp3"].tags.title) == (TrackState.WAITING, "Song 2")
    path.chmod(0o600)
    scan(store, folder)
    assert tracks(store)["a.mp3"].state is TrackState.READY
    store.close()


def test_nothing_is_said_of_what_cannot_be_seen(
    as_anyone: Path, locked: Callable[[Path], None]
) -> None:
    store = Store(as_anyone / "library.db")
    folder = store.add_folder(as_anyone / "Music")
    song(folder.path / "closed" / "deep" / "a.mp3", 1)
    song(folder.path / "open" / "b.mp3", 2)
    scan(store, folder)
    shutil.copy2(folder.path / "closed" / "deep" / "a.mp3", folder.path / "open" / "copy.mp3")
    locked(folder.path / "closed")
    scan(store, folder)
    assert set(tracks(store)) == {"closed/deep/a.mp3", "open/b.mp3", "open/copy.mp3"}
    (folder.path / "closed").chmod(0o700)
    assert not scan(store, folder)
    store.close()


def test_a_track_lost_among_copies_is_found_by_all_of_its_sound(
    store: Store, folder: Folder, music: Path
) -> None:
    """Two files between whose sampled blocks there is a difference are not taken for one."""
    quiet = bytearray((DATA / "tiny.mp3").read_bytes() + bytes(100_000))
    (music / "a.mp3").write_bytes(quiet)
    scan(store, folder)
    (before,) = tracks(store).values()
    (music / "a.mp3").unlink()
    for name in ("x.mp3", "y.mp3"):
        (music / name).write_bytes(quiet)
        retitle(music / name, name)
        quiet[20_000] ^= 1
    scan(store, folder)
    found = tracks(store)
    assert found["x.mp3"].identity == found["y.mp3"].identity == before.identity
    assert before.id not in {track.id for track in found.values()}
