from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.catalog.watch import Watcher

Roots = frozenset[Path]
Watching = Callable[..., tuple[Watcher, list[Roots]]]


@pytest.fixture
def watching() -> Iterator[Watching]:
    """Start watchers that note their calls, quick ones unless told otherwise."""
    watchers: list[Watcher] = []

    def start(*roots: Path, **settings: Any) -> tuple[Watcher, list[Roots]]:
        calls: list[Roots] = []
        settings = {"quiet_seconds": 0.1, "check_seconds": 0.05, **settings}
        on_quiet = settings.pop("on_quiet", calls.append)
        watchers.append(Watcher(on_quiet, **settings))
        watchers[-1].watch(roots)
        return watchers[-1], calls

    yield start
    for watcher in watchers:
        watcher.close()


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "Music"
    folder.mkdir()
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    folder = tmp_path / "Other"
    folder.mkdir()
    return folder


def wait_until(seen: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.005)


def touched(calls: list[Roots]) -> Roots:
    return frozenset().union(*calls)


def write(music: Path) -> None:
    (music / "a.mp3").write_bytes(b"changed")


def add_folder(music: Path) -> None:
    (music / "new" / "deep").mkdir(parents=True)


def rename(music: Path) -> None:
    (music / "a.mp3").rename(music / "b.mp3")


def rename_into_music(music: Path) -> None:
    (music / "a.part").rename(music / "c.mp3")


def rename_folder(music: Path) -> None:
    (music / "album").rename(music / "Album")


def move_away(music: Path) -> None:
    (music / "album").rename(music.parent / "album")


def remove(music: Path) -> None:
    (music / "a.mp3").unlink()


def permit(music: Path) -> None:
    (music / "a.mp3").chmod(0o600)


def leave_alone(music: Path) -> None:
    (music / ".nomusic").touch()


@pytest.mark.parametrize(
    "change",
    [
        leave_alone,
        write,
        add_folder,
        rename,
        rename_into_music,
        rename_folder,
        move_away,
        remove,
        permit,
    ],
)
def test_every_kind_of_change_is_noticed(
    watching: Watching, music: Path, other: Path, change: Callable[[Path], None]
) -> None:
    (music / "album").mkdir()
    for name in ("a.mp3", "a.part", "album/b.mp3"):
        (music / name).touch()
    _, calls = watching(music, other)
    change(music)
    wait_until(lambda: touched(calls) == {music})


def test_reading_and_other_files_are_no_news(watching: Watching, music: Path, other: Path) -> None:
    for number in range(50):
        (music / f"{number}.mp3").write_bytes(b"sound")
    _, calls = watching(music, other)
    for path in music.iterdir():
        path.read_bytes()
    (music / "list.m3u8").write_text("#EXTM3U")
    (music / "a.mp3.part").touch()
    (music / ".hidden.mp3").touch()
    write(other)
    wait_until(lambda: len(calls) > 0)
    assert touched(calls) == {other}
    write(music)
    wait_until(lambda: touched(calls) == {other, music})


def test_a_burst_gives_few_calls_and_the_last_one_sees_it_all(
    watching: Watching, music: Path
) -> None:
    seen: list[int] = []

    def count(roots: Roots) -> None:
        seen.append(sum(1 for _ in music.rglob("*.mp3")))

    watching(music, on_quiet=count, quiet_seconds=0.3)
    for number in range(2000):
        path = music / f"{number % 20}" / f"{number}.mp3"
        path.parent.mkdir(exist_ok=True)
        path.touch()
    wait_until(lambda: bool(seen) and seen[-1] == 2000)
    assert len(seen) <= 5


def test_files_in_folders_that_just_appeared_are_noticed(watching: Watching, music: Path) -> None:
    _, calls = watching(music)
    deep = music / "a" / "b" / "c"
    for number, name in enumerate(("1.mp3", "2.mp3", "3.mp3"), 1):
        deep.mkdir(parents=True, exist_ok=True)
        (deep / name).touch()
        wait_until(lambda: len(calls) >= number)  # noqa: B023


def test_changes_that_do_not_stop_show_along_the_way(watching: Watching, music: Path) -> None:
    _, calls = watching(music, quiet_seconds=60.0, longest_wait=0.2)
    end = time.monotonic() + 20
    while len(calls) < 3 and time.monotonic() < end:
        write(music)
    assert len(calls) >= 3


def test_a_change_during_a_call_leads_to_another(watching: Watching, music: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()
    calls: list[Roots] = []

    def look(roots: Roots) -> None:
        calls.append(roots)
        begun.set()
        assert go_on.wait(20)

    watching(music, on_quiet=look)
    write(music)
    assert begun.wait(20)
    (music / "late.mp3").touch()
    go_on.set()
    wait_until(lambda: len(calls) > 1)


def test_a_call_that_fails_is_not_the_last(
    watching: Watching, music: Path, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[Roots] = []

    def fail(roots: Roots) -> None:
        calls.append(roots)
        raise RuntimeError("a bug")

    watching(music, on_quiet=fail)
    for count in (1, 2):
        (music / f"{count}.mp3").touch()
        wait_until(lambda: len(calls) >= count)  # noqa: B023
    assert "a bug" in caplog.text


def test_folders_come_and_go_while_watching(watching: Watching, music: Path, other: Path) -> None:
    watcher, calls = watching(music)
    watcher.watch([other])
    write(music)
    write(other)
    wait_until(lambda: touched(calls) == {other})
    watcher.watch([music, other])
    write(music)
    wait_until(lambda: touched(calls) == {other, music})


def test_a_folder_that_is_plugged_in_later_is_noticed(
    watching: Watching, music: Path, tmp_path: Path
) -> None:
    absent = tmp_path / "disk"
    watcher, calls = watching(absent)
    assert watcher.problem == ""
    for change in (
        lambda: music.rename(absent),
        lambda: write(absent),
        lambda: absent.rename(music),
        lambda: absent.mkdir(),
        lambda: write(absent),
    ):
        count = len(calls)
        change()
        wait_until(lambda: len(calls) > count)  # noqa: B023


def test_a_linked_folder_is_watched(watching: Watching, music: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(music)
    _, calls = watching(link)
    write(music)
    wait_until(lambda: touched(calls) == {link})


def test_folders_behind_links_are_watched(
    watching: Watching, music: Path, other: Path, tmp_path: Path
) -> None:
    later = tmp_path / "Later"
    later.mkdir()
    (music / "first").symlink_to(other)
    _, calls = watching(music)
    write(other)
    wait_until(lambda: len(calls) > 0)
    (music / "second").symlink_to(later)
    for _ in range(4):  # the first of them may come before the new link is watched
        count = len(calls)
        write(later)
        wait_until(lambda: len(calls) > count)  # noqa: B023
    count = len(calls)
    (music / "second").unlink()
    wait_until(lambda: len(calls) > count)


def test_a_folder_that_cannot_be_watched_is_looked_at_now_and_then(
    watching: Watching, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr("watchdog.observers.api.BaseObserver.start", refuse)
    watcher, calls = watching(music, poll_seconds=0.1)
    assert "inotify watch limit reached" in watcher.problem
    wait_until(lambda: len(calls) >= 3)
    watcher.watch([])
    assert watcher.problem == ""


def test_everything_is_looked_at_again_now_and_then(watching: Watching, music: Path) -> None:
    _, calls = watching(music, look_again_seconds=0.1)
    wait_until(lambda: len(calls) >= 2)


def test_a_closed_watcher_calls_no_more(watching: Watching, music: Path) -> None:
    watcher, calls = watching(music)
    write(music)
    watcher.close()
    count = len(calls)
    watcher.close()
    watcher.watch([music])
    watcher.touch(music)
    assert len(calls) == count
    assert not [thread for thread in threading.enumerate() if thread.name == "watching"]
