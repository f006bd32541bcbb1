"""Tasks: the app's one threading primitive.

Work is started on a named lane (one daemon thread each, first come first served) and its result
comes back on the thread that owns the `Tasks`, through a deque that is drained in short slices so
that a burst of results never freezes the window. Broadcasts from other threads take the same way
in through `post`. See docs/decisions/app-threads.md.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from enum import Enum
from queue import SimpleQueue
from time import monotonic, perf_counter
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

log = logging.getLogger(__name__)

Result = TypeVar("Result")

SLICE: Final = 0.008
"""Seconds of deliveries in a row before the window gets to breathe."""


class Lane(Enum):
    """Who waits for whom: work on one lane runs in order, lanes run side by side."""

    LIBRARY = "library"
    """Short questions and every write."""
    NEIGHBOURS = "neighbours"
    """What sounds like a track: it may have to wait until the index is loaded."""
    LISTING = "listing"
    """The rows of the library table: loading, searching, sorting."""
    LONG = "long"
    """What may take seconds: opening, importing, building a playlist."""
    LEARNING = "learning"
    """What may take an hour: a process of its own is waited for."""
    IMPORTS = "imports"
    """Reading what may be large files from elsewhere."""
    PICTURES = "pictures"
    """Covers, newest request first."""


class Tasks(QObject):
    """Runs work off the UI thread and delivers what it gave on it."""

    failed = Signal(object)
    """An exception that the starter of the work did not ask for."""
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox: deque[Callable[[], None]] = deque()
        self._awake = False
        self._lanes: dict[Lane, SimpleQueue[Callable[[], None] | None]] = {}
        self._threads: list[threading.Thread] = []
        self._newest: dict[Hashable, int] = {}
        self._unfinished = 0
        # Draining from a timer instead of the wake-up itself: Qt delivers posted events that
        # arrive while it delivers posted events, so a busy worker could keep the window waiting.
        self._drainer = QTimer(self, interval=0, singleShot=True)
        self._drainer.timeout.connect(self._drain)
        self._woken.connect(self._drainer.start, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether all that was started has been delivered."""
        return not self._unfinished and not self._inbox

    def start(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
        lane: Lane = Lane.LIBRARY,
        topic: Hashable = None,
    ) -> None:
        """Run `work` on a lane, then `done(result)` or `failed(error)` here.

        Of several with the same `topic` only the newest counts: the older ones are not begun, or
        their results dropped. Call from the owning thread only.
        """
        ticket = self._newest.get(topic, 0) + 1
        if topic is not None:
            self._newest[topic] = ticket

        def stale() -> bool:
            return topic is not None and self._newest[topic] != ticket

        def run() -> None:
            outcome: Callable[[], None] | None = None
            if not stale():
                outcome = self._outcome(work, done, failed)
            self.post(lambda: self._deliver(None if stale() else outcome))

        self._unfinished += 1
        self._queue(lane).put(run)

    def post(self, call: Callable[[], None]) -> None:
        """Have `call` run on the owning thread soon; may be called from any thread."""
        self._inbox.append(call)
        if not self._awake:
            self._awake = True
            self._woken.emit()

    def finish(self, timeout: float) -> bool:
        """Let the lanes empty, then end their threads; False if `timeout` seconds were too few."""
        for lane in self._lanes.values():
            lane.put(None)
        until = monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _outcome(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> Callable[[], None]:
        try:
            result = work()
        except Exception as error:  # every error is handed to whoever started the work
            report: Callable[[Exception], Any] = failed or self.failed.emit
            problem = error
            return lambda: report(problem)
        return lambda: done(result) if done else None

    def _deliver(self, outcome: Callable[[], None] | None) -> None:
        self._unfinished -= 1
        if outcome:
            outcome()

    def _drain(self) -> None:
        self._awake = False
        until = perf_counter() + SLICE
        try:
            while self._inbox and perf_counter() < until:
                self._inbox.popleft()()
        finally:
            if self._inbox:
                self._awake = True
                self._drainer.start()

    def _queue(self, lane: Lane) -> SimpleQueue[Callable[[], None] | None]:
        if lane not in self._lanes:
            queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
            thread = threading.Thread(
                target=_serve, args=(queue,), name=f"app-{lane.value}", daemon=True
            )
            self._lanes[lane] = queue
            self._threads.append(thread)
            thread.start()
        return self._lanes[lane]


def _serve(queue: SimpleQueue[Callable[[], None] | None]) -> None:
    while (run := queue.get()) is not None:
        run()
