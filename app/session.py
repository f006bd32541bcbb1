"""Session: the library as the window meets it.

Every question and every write goes through `ask` to a lane of `Tasks` and comes back on the UI
thread; the library's broadcasts are gathered for a moment, brought into the catalogue, and passed
on as signals. No other module of the app holds the library.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.garbage import growing
from app.library.catalogue import Catalogue
from app.library.listing import Listing, Order, Refreshed
from app.tasks import Lane, Tasks
from app.widgets.notice import Notice, notice_of
from engine.errors import NearfieldError
from engine.types import Activity, Change, Folder, Manners, Progress, Track

if TYPE_CHECKING:  # the engine is imported by whoever opens it, once the window is up
    from engine.library import Broadcast, Library

log = logging.getLogger(__name__)

Result = TypeVar("Result")

GATHERING: Final = 120
"""Milliseconds for which changes are gathered before the window takes them in."""

QUIET: Final = 1000
"""Milliseconds from the first rows, or the last search, to the background's start: it takes turns
with whoever searches right away."""

MANY: Final = 1000
"""Tracks in one change from which on it counts as growing."""


class Session(QObject):
    """One open library, its catalogue, and the signals the views live on."""

    opened = Signal()
    refused = Signal(object)
    """The exception for which the library could not be opened."""
    listed = Signal(object)
    """A `Refreshed`: what the table shows now."""
    changed = Signal(object)
    """A `Change`, once the catalogue knows of it."""
    folders_listed = Signal(object)
    progressed = Signal(object)
    noticed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self.catalogue = Catalogue()
        self.listing = Listing()
        self.folders: list[Folder] = []
        self.progress = Progress(Activity.IDLE)
        self.manners = Manners()
        self.ready = False
        self._library: Library | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._order = Order()
        self._heard = Change()
        self._taking_in = False
        self._gathering = QTimer(self, singleShot=True, interval=GATHERING)
        self._gathering.timeout.connect(self._take_in)
        self._quiet = QTimer(self, singleShot=True, interval=QUIET)
        self._quiet.timeout.connect(self._start_background)
        tasks.failed.connect(self.report)

    def open(self, opener: Callable[[], Library], *, background: bool = True) -> None:
        """Open the library off the UI thread; `background` keeps it current from then on."""

        def attach(library: Library) -> None:
            self._library = library
            self._unsubscribe = library.subscribe(self._listen)
            self._load_folders()
            self.tasks.start(
                lambda: self._fill(library), begin, failed=not_filled, lane=Lane.LISTING
            )
            self.tasks.start(library.analysis.manners, self._keep_manners)
            self.tasks.start(library.progress, self._progressed)
            self.opened.emit()

        def begin(refreshed: Refreshed) -> None:
            self._show(refreshed)
            if background:  # not before: it would hold up the rows
                self._quiet.start()

        def not_filled(error: Exception) -> None:
            self.report(error)
            begin(Refreshed(self.listing, moved=True))

        self.tasks.start(opener, attach, failed=self.refused.emit, lane=Lane.LONG)

    def add_folders(self, folders: Iterable[Path]) -> None:
        """Add music folders; one that cannot be used is said so and stops no other."""
        for path in folders:
            self.ask(_adding(path), lane=Lane.LONG)

    def close(self, timeout: float = 10.0, *, library: bool = True) -> bool:
        """Finish what was asked and close the library, unless it is somebody else's.

        False if that took more than `timeout` seconds.
        """
        self._quiet.stop()
        if self._unsubscribe:
            self._unsubscribe()
            self._unsubscribe = None
        if self._library and library:
            self.tasks.start(self._library.close)
        self._library = None
        return self.tasks.finish(timeout)

    def ask(
        self,
        question: Callable[[Library], Result],
        done: Callable[[Result], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
        lane: Lane = Lane.LIBRARY,
        topic: Hashable = None,
    ) -> None:
        """Put a question to the library; without one, nothing happens."""
        if library := self._library:
            self.tasks.start(lambda: question(library), done, failed=failed, lane=lane, topic=topic)

    @property
    def idle(self) -> bool:
        """Whether all that was asked for, and all that was heard, has been taken in."""
        return self.tasks.idle and not self._heard and not self._gathering.isActive()

    def track(self, track_id: int) -> Track | None:
        """A track as the catalogue knows it."""
        return self.catalogue.track(track_id)

    def arrange(self, order: Order) -> None:
        """List the tracks in another order, or those another query finds."""
        self._order = order
        if self._quiet.isActive():
            self._quiet.start()
        self.tasks.start(
            lambda: Refreshed(self.catalogue.arrange(self._understood(order)), moved=True),
            self._show,
            lane=Lane.LISTING,
            topic="arrange",
        )

    def tell(self, notice: Notice) -> None:
        """Show a notice."""
        self.noticed.emit(notice)

    def report(self, error: Exception) -> None:
        """Tell of an error, and write a bug of ours to the log."""
        if not isinstance(error, NearfieldError):
            log.error("A bug in the background", exc_info=error)
        self.tell(notice_of(error))

    def _listen(self, news: Broadcast) -> None:
        """Called by the library on whichever thread wrote."""
        if isinstance(news, Progress):
            self.tasks.post(lambda: self._progressed(news))
        elif isinstance(news, Change):
            self.tasks.post(lambda: self._gather(news))
        else:
            self.tasks.post(lambda: self.report(news))

    def _progressed(self, progress: Progress) -> None:
        self.progress = progress
        self.progressed.emit(progress)

    def _gather(self, change: Change) -> None:
        self._heard |= change
        self._gather_on()

    def _gather_on(self) -> None:
        """Take in what was heard soon, but one helping at a time: a large one takes its while."""
        if self._heard and not self._taking_in and not self._gathering.isActive():
            self._gathering.start()

    def _take_in(self) -> None:
        change, self._heard = self._heard, Change()
        if change.folders:
            self._load_folders()
        if change.tracks or change.removed:
            self._taking_in = True
            self.ask(
                lambda library: self._update(library, change),
                lambda refreshed: self._taken_in(refreshed, change),
                failed=self._not_taken_in,
                lane=Lane.LISTING,
            )
        else:
            self.changed.emit(change)

    def _update(self, library: Library, change: Change) -> Refreshed:
        with growing() if len(change.tracks) > MANY else nullcontext():
            fresh = library.tracks.lines(change.tracks)
            order = self._order.understood(library)  # some of it may only now be heard
            return self.catalogue.update(fresh, change.removed, order)

    def _taken_in(self, refreshed: Refreshed, change: Change) -> None:
        self._taking_in = False
        self._show(refreshed)
        self.changed.emit(change)
        self._gather_on()

    def _not_taken_in(self, error: Exception) -> None:
        self._taking_in = False
        self.report(error)
        self._gather_on()

    def _start_background(self) -> None:
        self.ask(lambda library: library.start(), lane=Lane.LONG)

    def _keep_manners(self, manners: Manners) -> None:
        self.manners = manners

    def _load_folders(self) -> None:
        self.ask(lambda library: library.folders.all(), self._keep_folders, topic="folders")

    def _keep_folders(self, folders: list[Folder]) -> None:
        self.folders = folders
        self.folders_listed.emit(folders)

    def _fill(self, library: Library) -> Refreshed:
        with growing():
            self.catalogue.fill(library.tracks.lines())
        return Refreshed(self.catalogue.arrange(self._order.understood(library)), moved=True)

    def _understood(self, order: Order) -> Order:
        library = self._library
        return order.understood(library) if library else order

    def _show(self, refreshed: Refreshed) -> None:
        self.ready = True
        self.listing = refreshed.listing
        self.listed.emit(refreshed)


def _adding(path: Path) -> Callable[[Library], Folder]:
    return lambda library: library.folders.add(path)
