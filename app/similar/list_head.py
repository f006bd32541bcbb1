"""The head of the list of neighbours: in which part of the library is looked, and what counts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.session import Session
from app.similar.mix_panel import MixPanel
from app.similar.part_picker import PartPicker
from app.widgets.buttons import icon_button, label
from app.widgets.theme import Theme

HEADING: Final = 70
"""Points for the heading where it has to go over two lines."""


class ListHead(QWidget):
    """A line with a heading and a choice, and sliders that come and go below it."""

    changed = Signal()
    """Other neighbours are wanted."""
    opened = Signal()
    """The sliders are there now, or no longer."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = label("GOES WITH THIS", "section")
        heading.setWordWrap(True)
        heading.setMinimumWidth(HEADING)
        self.part = PartPicker()
        self.mix = MixPanel(session, theme)
        self.mix_button = icon_button(theme, "settings", "What counts, and how much")
        self.mix_button.setCheckable(True)
        line = QHBoxLayout()
        line.setContentsMargins(16, 6, 14, 6)
        line.addWidget(heading, 1)
        line.addWidget(self.part)
        line.addWidget(self.mix_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.mix)
        self.part.currentIndexChanged.connect(self.changed)
        self.mix.changed.connect(self.changed)
        self.mix_button.toggled.connect(self._open)

    def _open(self, shown: bool) -> None:
        self.mix.open(shown)
        self.opened.emit()
