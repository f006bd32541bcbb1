"""Clicks on the hearts of the library table: they like, and leave the selection alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTableView

from app.library.sorting import Column


class HeartClicks(QObject):
    """Takes the presses on one column away from its table; a double click counts as one."""

    clicked = Signal(QModelIndex)

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._held = False
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow what belongs to a press on a heart, until the button is let go."""
        if not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                return self._pressed(event)
            case QEvent.Type.MouseMove:
                return self._held
            case QEvent.Type.MouseButtonRelease:
                held, self._held = self._held, False
                return held
        return False

    def _pressed(self, event: QMouseEvent) -> bool:
        index = self._table.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or index.column() != Column.LIKED:
            return False
        self._held = True
        if event.type() == QEvent.Type.MouseButtonPress:
            self.clicked.emit(index)
        return True
