"""Upkeep: the two background threads that keep an open library current, once they are started.

One scans folders when the watcher saw something move, the other listens to what is due. Each waits
for the other's news: a scan that found tracks wakes the listening.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from engine.errors import NearfieldError
from engine.types import Activity, Change, Folder, Progress

if TYPE_CHECKING:
    from engine.catalog.watch import Watcher

log = logging.getLogger(__name__)

QUIET_SCAN_SECONDS = 0.5
"""A scan shorter than this is not worth a word in the status bar."""


class Listening(Protocol):
    """What listens."""

    @property
    def paused(self) -> bool:
        """Whether it waits to be told to go on."""

    def run(self, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        """Listen to all that is due."""


class Upkeep:
    """Runs from `start` to `stop`; until then there is nothing that it would keep current.

    `scan` and `heard_all` do the library's part, `tell` gets the news.
    """

    def __init__(
        self,
        analysis: Listening,
        scan: Callable[[frozenset[Path], Callable[[Progress], None], Callable[[], bool]], Change],
        heard_all: Callable[[bool], None],
        tell: Callable[[Progress | NearfieldError], None],
    ) -> None:
        self._analysis, self._scan, self._heard_all, self._tell = analysis, scan, heard_all, tell
        self._stopping = threading.Event()
        self._news = threading.Condition()
        self._touched: set[Path] = set()
        self._due = True
        self._scanning: Progress | None = None
        self._analysing: Progress | None = None
        self._watcher: Watcher | None = None
        self._threads = [
            threading.Thread(target=self._run, args=(work,), name=name, daemon=True)
            for name, work in (("scanning", self._scan_next), ("analysing", self._analyse_next))
        ]

    @property
    def started(self) -> bool:
        """Whether it was started; that happens once."""
        return self._watcher is not None

    def start(self, folders: list[Folder]) -> None:
        """Watch the folders, scan them once, listen to what is due."""
        from engine.catalog.watch import Watcher

        self._watcher = Watcher(self.touch)
        self.watch(folders)
        self.touch(frozenset(folder.path for folder in folders))
        for thread in self._threads:
            thread.start()

    def watch(self, folders: list[Folder]) -> None:
        """Watch these folders and no others."""
        if self._watcher is None:
            return
        self._watcher.watch([folder.path for folder in folders])
        if problem := self._watcher.problem:
            self._tell(NearfieldError("Changes on disk may show late", problem))

    def touch(self, roots: frozenset[Path]) -> None:
        """Scan these folders soon."""
        with self._news:
            self._touched |= roots
            self._news.notify_all()

    def wake(self) -> None:
        """Look for tracks to listen to soon."""
        with self._news:
            self._due = True
            self._news.notify_all()

    def progress(self) -> Progress:
        """What is going on: listening before scanning before nothing."""
        paused = Activity.PAUSED if self._analysis.paused else Activity.IDLE
        return self._analysing or self._scanning or Progress(paused)

    def stop(self) -> None:
        """End both threads; what they had finished is stored."""
        self._stopping.set()
        with self._news:
            self._news.notify_all()
        if self._watcher:
            self._watcher.close()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _run(self, work: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            try:
                work()
            except NearfieldError as error:
                self._tell(error)
                self._stopping.wait(5)
            except Exception:
                log.exception("The background stumbled and goes on")
                self._stopping.wait(5)

    def _scan_next(self) -> None:
        with self._news:
            self._news.wait_for(lambda: self._touched or self._stopping.is_set())
            roots, self._touched = frozenset(self._touched), set()
        if self._stopping.is_set():
            return
        began = time.monotonic()

        def progress(now: Progress) -> None:
            if time.monotonic() - began > QUIET_SCAN_SECONDS:
                self._scanning = now
                self._tell(self.progress())

        try:
            self._scan(roots, progress, self._stopping.is_set)
        finally:
            self._scanning = None
            self._tell(self.progress())
        self.wake()

    def _analyse_next(self) -> None:
        with self._news:
            self._news.wait_for(lambda: self._due or self._stopping.is_set())
            self._due = False
        if self._stopping.is_set():
            return

        def progress(now: Progress) -> None:
            self._analysing = now
            self._tell(now)

        try:
            done = self._analysis.run(progress, self._stopping.is_set)
        finally:
            self._analysing = None
        if not self._stopping.is_set():
            self._heard_all(bool(done.done))
        self._tell(self.progress())
