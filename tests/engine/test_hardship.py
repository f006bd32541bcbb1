"""What happens to disks, clocks, files and processes: really made to happen, and survived."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine import cli
from engine.catalog.backup import backups, take
from engine.catalog.database import Database
from engine.catalog.database_errors import doubt_file
from engine.errors import LibraryDamaged, LibraryInUse, LibraryTooNew, NearfieldError
from engine.library import Library
from engine.library.rescue import restore
from engine.models.weights import ModelFile
from engine.types import Heard, PlaylistEntry, TrackState
from tests.bench.material import write_sound

Mount = Callable[..., Path]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mounts small disks of memory; whatever a test does, they are gone after it."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("mounting a disk needs Linux and root")

    def tmpfs(name: str, megabytes: int = 3) -> Path:
        place = tmp_path / name
        place.mkdir(exist_ok=True)
        options = f"size={megabytes}m"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=False)
        if done.returncode:
            pytest.skip("this machine lets nobody mount a disk")
        return place

    yield tmpfs
    while left := _mounted_in(tmp_path):
        subprocess.run(["umount", "--lazy", left[-1]], check=True)


def _mounted_in(folder: Path) -> list[str]:
    places = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    return [place for place in places if place.startswith(f"{folder}/")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder with twenty sounds."""
    return _music(tmp_path / "music", 20)


def _music(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        write_sound(folder / f"{number:02}.wav", number)
    return folder


def _fill(disk: Path) -> Path:
    """Leave no room on a disk; returns what takes it."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        for size in (65_536, 4_096, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    return ballast


def _states(library: Library) -> dict[TrackState, int]:
    return library.status().states


def test_a_full_disk_is_named_and_loses_nothing(
    mount: Mount, music: Path, small_model: Path
) -> None:
    disk = mount("disk")
    with Library.open(disk / "home", model=small_model) as library:
        library.folders.add(music)
        library.refresh()
        playlist = library.playlists.create("Mine", [PlaylistEntry(library.tracks.all()[0].id)])
        ballast = _fill(disk)
        long = [PlaylistEntry(None, "/elsewhere/" + "x" * 4_000)] * 200
        with pytest.raises(NearfieldError, match="The disk is full"):
            library.playlists.change(playlist.id, entries=long)
        with pytest.raises(NearfieldError, match="The disk is full"):
            _analyse_without_end(library)
        library.check()
        assert library.playlists.all() == [playlist]
        assert sum(_states(library).values()) == 20
        ballast.unlink()
        library.playlists.change(playlist.id, name="Still mine")
        library.analyse()
        assert _states(library) == {TrackState.READY: 20}
    with Library.open(disk / "home", model=small_model) as library:
        assert [each.name for each in library.playlists.all()] == ["Still mine"]
        assert _states(library) == {TrackState.READY: 20}


def _analyse_without_end(library: Library) -> None:
    """Listen, and store what was heard again and again: the log's last page takes a few results."""
    library.analyse()
    store, model = library._store.embeddings, library.status().model_id
    tracks = library.tracks.all()
    for _ in range(1_000):
        heard = [Heard(each.id, each.identity, store.vector(model, each.id)) for each in tracks]
        store.save(model, [each for each in heard if each.vector is not None])


def test_a_library_on_a_full_disk_opens_or_says_why(mount: Mount, small_model: Path) -> None:
    disk = mount("disk")
    Library.open(disk / "home", model=small_model).close()
    ballast = _fill(disk)
    with pytest.raises(NearfieldError, match="The disk is full"):
        Library.open(disk / "home", model=small_model)
    ballast.unlink()
    Library.open(disk / "home", model=small_model).close()


def test_a_read_only_disk_is_named(mount: Mount, small_model: Path) -> None:
    disk = mount("disk")
    Library.open(disk / "home", model=small_model).close()
    before = (disk / "home" / "library.db").read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(NearfieldError, match="read-only disk"):
        Library.open(disk / "home", model=small_model)
    assert (disk / "home" / "library.db").read_bytes() == before


def test_permission_lost_meanwhile_fails_no_track_for_good(
    tmp_path: Path, small_model: Path
) -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        Library.open(tmp_path / "home", model=small_model) as library,
    ):
        Path(name).chmod(0o755)
        folder = _music(Path(name, "music"), 5)
        library.folders.add(folder)
        library.refresh()
        library.analyse()
        library.playlists.create(
            "Mine", [PlaylistEntry(track.id) for track in library.tracks.all()]
        )
        folder.chmod(0)
        with _unprivileged():
            library.refresh()
        assert TrackState.FAILED not in _states(library)
        folder.chmod(0o755)
        library.refresh()
        assert _states(library) == {TrackState.READY: 5}
        assert len(library.playlists.all()[0].track_ids) == 5


def test_a_library_one_may_not_write_is_named(small_model: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        home.chmod(0o755)
        model = Path(shutil.copyfile(small_model, home / "model.safetensors"))
        Library.open(home, model=model).close()
        with _unprivileged(), pytest.raises(NearfieldError, match="cannot be written"):
            Library.open(home, model=model)
        Library.open(home, model=model).close()


@contextlib.contextmanager
def _unprivileged() -> Iterator[None]:
    user = os.geteuid()
    if user != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_drive_unplugged_while_listening_comes_back_unharmed(
    mount: Mount, tmp_path: Path, home: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = _music(mount("drive", 8), 150)
    heard: list[int] = []
    with Library.open(home, model=small_model) as library:
        save = library._store.embeddings.save

        def noted(model_id: str, results: list[Heard]) -> None:
            heard.extend(each.track_id for each in results if each.vector is not None)
            save(model_id, results)
            if len(heard) >= 5 and not os.path.ismount(kept):
                subprocess.run(["mount", "--bind", drive, kept], check=True)
                subprocess.run(["umount", "--lazy", drive], check=True)

        kept = tmp_path / "drawer"
        kept.mkdir()
        monkeypatch.setattr(library._store.embeddings, "save", noted)
        # Small batches, so that not everything is heard before the drive goes.
        monkeypatch.setattr("engine.analysis.analyser.STORE_SECONDS", 0.02)
        library.folders.add(drive)
        library.refresh()
        library.analyse()
        library.refresh()
        assert _states(library) == {TrackState.MISSING: 150}
        subprocess.run(["mount", "--bind", kept, drive], check=True)
        library.refresh()
        assert set(_states(library)) == {TrackState.READY, TrackState.WAITING}
        library.analyse()
        assert _states(library) == {TrackState.READY: 150}
        assert sorted(heard) == sorted({track.id for track in library.tracks.all()})


def test_a_clock_set_back_by_years_breaks_nothing(
    home: Path, music: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(home, model=small_model) as library:
        library.folders.add(music)
        library.refresh()
        library.analyse()
        playlist = library.playlists.create("Before")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 5 * 365 * 86_400)
    with Library.open(home, model=small_model) as library:
        library.playlists.change(playlist.id, name="After")
        write_sound(music / "00.wav", 1_000)
        write_sound(music / "new.wav", 1_001)
        (music / "01.wav").unlink()
        library.refresh()
        progress = library.analyse()
        assert progress.rate >= 0
        assert (progress.done, progress.failures) == (2, 0)
        assert _states(library) == {TrackState.READY: 20, TrackState.MISSING: 1}
        assert backups(home / "library.db")[-1].taken < real() - 4 * 365 * 86_400
        assert [each.name for each in library.playlists.all()] == ["After"]


def test_a_library_of_a_newer_version_is_not_touched(home: Path, small_model: Path) -> None:
    Library.open(home, model=small_model).close()
    path = home / "library.db"
    database = Database(path)
    database.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES (?, ?, ?)",
        ("nearfield", "telepathy", "2030-01-01"),
    )
    database.close()
    before = path.read_bytes()
    with pytest.raises(LibraryTooNew, match="newer Nearfield"):
        Library.open(home, model=small_model)
    assert path.read_bytes() == before
    assert not backups(path)


def test_beside_a_running_nearfield_one_may_look_but_not_keep(
    home: Path,
    music: Path,
    small_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("engine.library.library.shipped", lambda: ModelFile.read(small_model))
    program = (
        "import sys; from pathlib import Path; from engine.library import Library\n"
        "library = Library.open(Path(sys.argv[1]), model=Path(sys.argv[2]))\n"
        "library.claim(); library.folders.add(Path(sys.argv[3])); library.refresh()\n"
        "library.analyse(); print('open', flush=True); sys.stdin.read()"
    )
    arguments = [sys.executable, "-c", program, str(home), str(small_model), str(music)]
    other = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        with Library.open(home) as library, pytest.raises(LibraryInUse, match="already open"):
            library.claim()
        assert cli.main(["--library", str(home), "status", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["states"] == {"ready": 20}
        assert cli.main(["--library", str(home), "similar", str(music / "03.wav"), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["similar"]
        assert cli.main(["--library", str(home), "restore"]) == 1
        assert "already open" in capsys.readouterr().err
    finally:
        other.kill()
        other.communicate()


def _truncate(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _zero_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(100))


def _empty(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(0)


@pytest.mark.parametrize("damage", [_truncate, _zero_header, _empty])
def test_a_damaged_library_knows_its_newest_good_backup(
    home: Path, small_model: Path, damage: Callable[[Path], None]
) -> None:
    path = home / "library.db"
    with Library.open(home, model=small_model) as library:
        library.playlists.create("Mine")
        backup = take(path)
    damage(path)
    damaged = path.read_bytes()
    with pytest.raises(LibraryDamaged, match="`nearfield restore` puts back") as refused:
        Library.open(home, model=small_model)
    assert refused.value.backup == backup.path
    assert path.read_bytes() == damaged
    kept = restore(home)
    assert kept
    assert kept.read_bytes() == damaged
    with Library.open(home, model=small_model) as library:
        assert [each.name for each in library.playlists.all()] == ["Mine"]


def test_a_damaged_library_without_a_backup_can_only_begin_anew(
    home: Path, small_model: Path
) -> None:
    Library.open(home, model=small_model).close()
    _zero_header(home / "library.db")
    with pytest.raises(LibraryDamaged, match="restore --anew") as refused:
        Library.open(home, model=small_model)
    assert refused.value.backup is None


def test_damage_met_later_is_said_and_offered_at_the_next_start(
    home: Path, small_model: Path
) -> None:
    path = home / "library.db"
    with Library.open(home, model=small_model) as library:
        for number in range(60):
            library.playlists.create(f"{number}", [PlaylistEntry(None, "/x" * 2_000)])
        backup = take(path)
    pages = path.stat().st_size // 4_096
    with path.open("r+b") as file:
        for page in range(pages // 2, pages):
            file.seek(page * 4_096)
            file.write(bytes(4_096))
    library = Library.open(home, model=small_model)  # nothing of the damaged part is needed yet
    with pytest.raises(LibraryDamaged, match="Start Nearfield again"):
        library.playlists.all()
    library.close()
    assert doubt_file(path).exists()
    with pytest.raises(LibraryDamaged) as refused:
        Library.open(home, model=small_model)
    assert refused.value.backup == backup.path
    restore(home)
    with Library.open(home, model=small_model) as library:
        assert len(library.playlists.all()) == 60
    assert not doubt_file(path).exists()


def test_a_doubt_without_a_reason_is_dropped(home: Path, small_model: Path) -> None:
    Library.open(home, model=small_model).close()
    doubt_file(home / "library.db").touch()
    Library.open(home, model=small_model).close()
    assert not doubt_file(home / "library.db").exists()
