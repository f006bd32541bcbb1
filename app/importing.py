"""Imports as the window meets them: they go on while no dialog is open.

What was imported is kept by the library; here is kept how far the one under way is.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.session import Session
from app.tasks import Lane
from app.widgets.notice import Notice
from app.widgets.phrases import counted
from engine.errors import Cancelled, SeveralListeners
from engine.types import ImportKind, ImportSource

if TYPE_CHECKING:
    from engine.library import Library


class Importing(QObject):
    """One import at a time; `changed` says that anything here did."""

    changed = Signal()
    imported = Signal(object)
    """The `ImportSource` that came of it."""
    renewed = Signal()
    """Something came from elsewhere or went: what follows from it may be another now."""
    asked = Signal(object, object, object)
    """A kind, files, and the listeners in them of whom one is the user."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stopping = threading.Event()
        self.running = False
        self.doing, self.done, self.total = "", 0, 0
        self.sources: list[ImportSource] = []
        self.loaded = False
        """Whether it is known what there is."""

    def load(self) -> None:
        """Ask what was imported."""
        self._session.ask(lambda library: library.imports.all(), self._loaded, lane=Lane.IMPORTS)

    def start(self, kind: ImportKind, paths: Sequence[Path], listener: str = "") -> None:
        """Import files or folders; `listener` says who of a history's listeners is the user."""
        if self.running or not paths:
            return
        self.running = True
        self._progressed("Starting", 0, 0)
        self._stopping.clear()
        tasks = self._session.tasks

        def told(doing: str, done: int, total: int) -> None:
            tasks.post(lambda: self._progressed(doing, done, total))

        def work(library: Library) -> ImportSource:
            return library.imports.take_in(kind, paths, listener, told, self._stopping.is_set)

        def failed(error: Exception) -> None:
            self._ended()
            if isinstance(error, SeveralListeners):
                self.asked.emit(kind, paths, error.listeners)
            elif not isinstance(error, Cancelled):  # whoever stopped it knows
                self._session.report(error)

        self._session.ask(work, self._imported, failed=failed, lane=Lane.IMPORTS)

    def stop(self) -> None:
        """Stop; nothing of the files is kept."""
        self._stopping.set()

    def remove(self, source: ImportSource) -> None:
        """Take a source out with all it brought."""
        self._session.ask(
            lambda library: library.imports.forget(source.id),
            lambda _: self._renew(),
            lane=Lane.IMPORTS,
        )

    def _loaded(self, sources: list[ImportSource]) -> None:
        self.sources, self.loaded = sources, True
        self.changed.emit()

    def _renew(self) -> None:
        self.load()
        self.renewed.emit()

    def _progressed(self, doing: str, done: int, total: int) -> None:
        self.doing, self.done, self.total = doing, done, total
        self.changed.emit()

    def _imported(self, source: ImportSource) -> None:
        self._ended()
        self._renew()
        songs = f"{source.songs_found:,} of {counted(source.songs, 'song')} are in your library."
        title = f"“{source.name}” was imported" + (" before" if source.known else "")
        self._session.tell(Notice(title, songs))
        self.imported.emit(source)

    def _ended(self) -> None:
        self.running = False
        self.changed.emit()
