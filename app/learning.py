"""The learning of the library as the window meets it: it goes on while no dialog is open.

The library does it in a process of its own; here is kept how far it is and what came of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.session import Session
from app.tasks import Lane
from app.widgets.notice import Notice
from engine.errors import Cancelled
from engine.types import Learned, LearningProgress

if TYPE_CHECKING:
    from engine.library import Library


class Learning(QObject):
    """One learning at a time; `changed` says that anything here did."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stopping = threading.Event()
        self.running = False
        self.progress = LearningProgress("")
        self.learned: Learned | None = None

    def load(self) -> None:
        """Ask what the last learning came to."""
        self._session.ask(lambda library: library.models.learned(), self._loaded)

    def start(self) -> None:
        """Begin, or go on where it was stopped."""
        if self.running:
            return
        self.running, self.learned = True, None
        self.progress = LearningProgress("Starting")
        self._stopping.clear()
        tasks = self._session.tasks

        def told(progress: LearningProgress) -> None:
            tasks.post(lambda: self._progressed(progress))

        self._session.ask(
            lambda library: library.models.learn(told, self._stopping.is_set),
            self._ended,
            failed=self._failed,
            lane=Lane.LEARNING,
        )
        self.changed.emit()

    def stop(self) -> None:
        """Stop; what was done is kept for the next start."""
        self._stopping.set()

    def take_over(self) -> None:
        """Listen with what was learned."""
        self._decide(
            lambda library: library.models.take_over(),
            "Your library is heard with what was learned",
            "Until that is done, neighbours come from the old ears.",
        )

    def go_back(self) -> None:
        """Listen as before."""
        self._decide(
            lambda library: library.models.go_back(),
            "Your library is heard as before",
            "Nothing was lost.",
        )

    def _decide(self, decision: Callable[[Library], str], title: str, message: str) -> None:
        def decided(name: str) -> None:
            self._session.tell(Notice(title, message))
            self.load()

        self._session.ask(decision, decided)

    def _loaded(self, learned: Learned | None) -> None:
        if not self.running:
            self.learned = learned
            self.changed.emit()

    def _progressed(self, progress: LearningProgress) -> None:
        self.progress = progress
        self.changed.emit()

    def _ended(self, learned: Learned) -> None:
        self.running, self.learned = False, learned
        self.changed.emit()
        better = learned.comparison.better
        title = "Your library was learned" if better else "Your library was learned, to no gain"
        message = "Open “Learn my library” to compare and take over." if better else ""
        self._session.tell(Notice(title, message))

    def _failed(self, error: Exception) -> None:
        self.running = False
        self.changed.emit()
        if not isinstance(error, Cancelled):
            self._session.report(error)
