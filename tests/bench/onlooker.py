"""Somebody at the window: types, clicks, and waits until what answers has been painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from app.library.listing import Listing, Order
from app.library.sorting import Column

if TYPE_CHECKING:
    from app.window import Window

LONGEST = 20_000
"""Milliseconds after which an answer is not waited for any more."""


class Onlooker(QObject):
    """Sees what the library's table shows each time it has been painted."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window = window
        self._table = window.library.table
        self._table.viewport().installEventFilter(self)
        window.library.hint.installEventFilter(self)  # there instead of a table without rows
        self._loop = QEventLoop(self)
        self._patience = QTimer(self, singleShot=True, interval=LONGEST)
        self._patience.timeout.connect(lambda: self._loop.exit(1))
        self._wanted: Callable[[Listing], bool] = lambda _: False
        self._seen = self._table.table.listing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look once the painting that begins here is over."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._look)
        return False

    def until(self, wanted: Callable[[Listing], bool]) -> None:
        """Wait until such rows have been painted; raises TimeoutError."""
        if wanted(self._seen):
            return
        self._wanted = wanted
        self._patience.start()
        if self._loop.exec():
            raise TimeoutError("the window does not show what was waited for")
        self._patience.stop()

    def wait(self, milliseconds: int) -> None:
        """Let the window live; `QTest.qWait` would hold the interpreter, and with it the rest."""
        QTimer.singleShot(milliseconds, self._loop, self._loop.quit)
        self._loop.exec()

    def type(self, words: str) -> list[float]:
        """Search, letter by letter; seconds from each letter to its rows."""
        field = self.window.library.search
        field.setFocus()
        return [
            self._timed(lambda key=key: QTest.keyClicks(field, key), words[: count + 1])  # type: ignore[misc]
            for count, key in enumerate(words)
        ]

    def clear(self) -> float:
        """Empty the search; seconds until all rows are back."""
        return self._timed(self.window.library.search.clear, "")

    def columns(self) -> list[Column]:
        """The columns that are shown."""
        return [column for column in Column if not self._table.isColumnHidden(column)]

    def sort(self, column: Column) -> float:
        """Click a column's heading; seconds until the rows are sorted so."""
        header = self._table.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
        before = self._seen.order
        began = time.perf_counter()
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        self.until(lambda seen: seen.order != before)
        return time.perf_counter() - began

    def _timed(self, deed: Callable[[], object], query: str) -> float:
        order = Order(query, self._seen.order.column, self._seen.order.descending)
        began = time.perf_counter()
        deed()
        self.until(lambda seen: seen.order == order)
        return time.perf_counter() - began

    def _look(self) -> None:
        self._seen = self._table.table.listing
        if self._wanted(self._seen):
            self._wanted = lambda _: False
            self._loop.quit()
