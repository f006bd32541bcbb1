"""A heading that becomes a field when it is double-clicked, and a heading again after."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStackedWidget, QWidget

from app.widgets.elided_label import ElidedLabel


class TitleEdit(QStackedWidget):
    """Shows a name; lets it be changed in place."""

    renamed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._label = ElidedLabel("heading")
        self.field = NameField()
        self.field.setAccessibleName(name)
        self.addWidget(self._label)
        self.addWidget(self.field)
        self.field.editingFinished.connect(self._finish)
        self.field.given_up.connect(self._give_up)

    def show_name(self, name: str) -> None:
        """Show a name."""
        self._label.setText(name)

    def begin(self) -> None:
        """Let the name be changed."""
        self.field.setText(self._label.text())
        self.field.selectAll()
        self.setCurrentWidget(self.field)
        self.field.setFocus()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on a heading changes it."""
        self.begin()

    def _finish(self) -> None:
        if self.currentWidget() is self.field:
            self.setCurrentWidget(self._label)
            self.renamed.emit(self.field.text())

    def _give_up(self) -> None:
        self.field.setText(self._label.text())
        self.setCurrentWidget(self._label)


class NameField(QLineEdit):
    """A field that Escape leaves without a change."""

    given_up = Signal()

    def event(self, event: QEvent) -> bool:
        """Escape is ours here, whatever it means to the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
