"""Notice that something moved in the music folders, and say so once it is quiet.

The system's events are hints to look again, never facts to apply: some get lost when many come at
once, and network disks send none. So nothing is kept of them but which folder they came from, and
every folder is looked at again now and then even without any.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from engine.catalog.formats import is_music
from engine.catalog.ignoring import MARKS
from engine.catalog.walk import walk

log = logging.getLogger(__name__)

_CHANGES = ("Attrib", "Created", "Deleted", "Moved")
_EVENTS = [f"{kind}{change}Event" for kind in ("Dir", "File") for change in _CHANGES]

EVENTS: list[type[FileSystemEvent]] = [
    getattr(events, name)
    for name in (*_EVENTS, "FileModifiedEvent", "FileClosedEvent")
    if hasattr(events, name)  # before 7, a change of permissions was a modification
]
"""What can change a library. Opening and reading, which listening does all the time, cannot."""

Place = tuple[int, int]
"""Device and inode: which folder a path leads to at the moment."""


class Watcher:
    """Calls `on_quiet` with the roots that were touched, on a thread of its own, one at a time.

    It calls once nothing moved for `quiet_seconds`, or `longest_wait` seconds after the first
    event if they do not stop. What moves during a call leads to another. Every `check_seconds` it
    sees whether folders were plugged in or out, and every `look_again_seconds` it takes each for
    touched; those that cannot be watched, every `poll_seconds`.
    """

    def __init__(
        self,
        on_quiet: Callable[[frozenset[Path]], None],
        quiet_seconds: float = 0.7,
        longest_wait: float = 2.0,
        check_seconds: float = 3.0,
        look_again_seconds: float = 600.0,
        poll_seconds: float = 30.0,
    ) -> None:
        self._on_quiet = on_quiet
        self._quiet, self._longest = quiet_seconds, longest_wait
        self._check, self._look_again, self._poll = check_seconds, look_again_seconds, poll_seconds
        self._watched: dict[Path, _Watched] = {}
        self._watching = threading.Lock()
        self._news = threading.Condition()
        self._touched: set[Path] = set()
        self._first = self._last = 0.0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str:
        """Why changes may show late, in a sentence for each such folder; empty if they do not."""
        with self._watching:
            return "\n".join(filter(None, (each.problem for each in self._watched.values())))

    def watch(self, folders: Iterable[Path]) -> None:
        """Watch these folders and no others; what changes after this returns will be noticed."""
        wanted = set(folders)
        with self._watching:
            if self._closed:
                return
            for root in self._watched.keys() - wanted:
                self._watched.pop(root).stop()
            for root in wanted - self._watched.keys():
                self._watched[root] = _Watched(root, self.touch)

    def touch(self, root: Path) -> None:
        """Take a root for touched, as an event in it does."""
        now = time.monotonic()
        with self._news:
            if not self._touched:
                self._first = now
            self._last = now
            self._touched.add(root)
            self._news.notify_all()

    def close(self) -> None:
        """Stop watching; returns once no call is under way any more."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        with self._watching:
            for each in self._watched.values():
                each.stop()
            self._watched.clear()

    def _run(self) -> None:
        check = time.monotonic() + self._check
        while not self._closed:
            roots = self._wait(check)
            if roots and not self._closed:
                self._tell(roots)
            if time.monotonic() >= check:
                self._look_at_roots()
                check = time.monotonic() + self._check

    def _wait(self, until: float) -> frozenset[Path]:
        """The roots touched, once it is quiet; none if `until` comes first or at the end."""
        with self._news:
            while not self._closed:
                now = time.monotonic()
                ready = min(self._last + self._quiet, self._first + self._longest)
                if self._touched and now >= ready:
                    touched, self._touched = frozenset(self._touched), set()
                    return touched
                if now >= until:
                    break
                self._news.wait((min(ready, until) if self._touched else until) - now)
        return frozenset()

    def _tell(self, roots: frozenset[Path]) -> None:
        try:
            self._on_quiet(roots)
        except Exception:
            log.exception("Looking at what moved in %s failed", ", ".join(map(str, roots)))

    def _look_at_roots(self) -> None:
        with self._watching:
            roots = [
                root for root, each in self._watched.items() if each.renew() or self._due(each)
            ]
            for root in roots:
                self._watched[root].looked = time.monotonic()
        for root in roots:
            self.touch(root)

    def _due(self, each: _Watched) -> bool:
        pause = self._poll if each.problem else self._look_again
        return time.monotonic() >= each.looked + pause


class _Watched:
    """One root, with the folders it links to, and the observer of them while there is one."""

    def __init__(self, root: Path, touch: Callable[[Path], None]) -> None:
        self._root, self._touch = root, touch
        self._observer: BaseObserver | None = None
        self._places: dict[Path, Place | None] = {}
        self._new_link = False
        self.problem = ""
        self.looked = time.monotonic()
        self.renew()

    def renew(self) -> bool:
        """Watch the folders that are there now; True if they are others than before, or gone."""
        places = {path: _place(path) for path in self._places}
        alive = self._observer is not None and all(
            thread.is_alive() for thread in (self._observer, *self._observer.emitters)
        )
        settled = alive or self.problem or places.get(self._root) is None
        if places and places == self._places and settled and not self._new_link:
            return False
        self.stop()
        self._new_link = False
        links = (self._root / link for link in sorted(walk(self._root, files=False).links))
        self._places = {path: _place(path) for path in (self._root, *links)}
        if self._places[self._root] is not None:
            self._start()
        return True

    def stop(self) -> None:
        """Let go of the folders."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None
        self.problem = ""

    def hear(self, event: FileSystemEvent) -> None:
        """Take an event of a music file, a mark or a folder for a touch of the root."""
        paths = [Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
        self._new_link |= not event.is_directory and any(path.is_dir() for path in paths)
        telling = any(is_music(path.name) or path.name in MARKS for path in paths)
        if event.is_directory or self._new_link or telling:
            self._touch(self._root)

    def _start(self) -> None:
        observer = Observer()
        try:
            for path in self._places:
                observer.schedule(
                    _Hints(self.hear), str(path.resolve()), recursive=True, event_filter=EVENTS
                )
            observer.start()
        except OSError as error:
            self.problem = (
                f"Changes in {self._root} show only now and then: the system cannot watch it"
                f" ({error.strerror or error})."
            )
            log.warning(self.problem)
            return
        self._observer = observer


class _Hints(FileSystemEventHandler):
    """Passes every event on, whatever its kind."""

    def __init__(self, hear: Callable[[FileSystemEvent], None]) -> None:
        self._hear = hear

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._hear(event)


def _place(root: Path) -> Place | None:
    try:
        status = root.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino)
