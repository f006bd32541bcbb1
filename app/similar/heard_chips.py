"""What was heard in the chosen track, as small chips: genres, moods, instruments, voices, eras."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from engine.types import HeardTag, TagGroup

MOST: Final = 7
"""Chips shown: those that tell most."""
GAP: Final = 6


class HeardChips(QWidget):
    """Chips in as many lines as they need; no room at all while nothing was heard."""

    wanted = Signal(str)
    """The name of a tag that was clicked."""

    def __init__(self, before: QWidget, parent: QWidget | None = None) -> None:
        """The Tab key comes to the chips after `before`."""
        super().__init__(parent)
        self._before = before
        self.setAccessibleName("Heard in this track")
        self.chips: list[QPushButton] = []
        self.hide()

    def show_tags(self, tags: Sequence[HeardTag]) -> None:
        """Show the first of these, group by group."""
        for chip in self.chips:
            chip.hide()  # not until the event loop deletes it
            chip.deleteLater()
        groups = list(TagGroup)
        shown = sorted(tags[:MOST], key=lambda tag: groups.index(tag.group))
        self.chips = [self._chip(tag) for tag in shown]
        for one, next_ in pairwise([self._before, *self.chips]):
            QWidget.setTabOrder(one, next_)
        self._place()
        self.setVisible(bool(shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines where they now end."""
        super().resizeEvent(event)
        self._place()

    def _chip(self, tag: HeardTag) -> QPushButton:
        chip = QPushButton(tag.name, self)
        chip.setProperty("role", "chip")
        chip.setAccessibleName(f"Heard: {tag.name}")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setProperty("group", str(tag.group))
        chip.setToolTip(f"Heard in it ({tag.group}); click for all in which it was heard")
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.clicked.connect(lambda: self.wanted.emit(tag.name))
        chip.ensurePolished()
        chip.show()
        return chip

    def _place(self) -> None:
        left = top = height = 0
        for chip in self.chips:
            size = chip.sizeHint()
            if left and left + size.width() > self.width():
                left, top = 0, top + height + GAP
            chip.setGeometry(left, top, min(size.width(), self.width()), size.height())
            left, height = left + size.width() + GAP, size.height()
        self.setFixedHeight(top + height)
