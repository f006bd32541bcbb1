"""Lists of lines to be read: closer together than what is chosen from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem


def lines_of(lines: Sequence[str]) -> QListWidget:
    """A list of these; a line that is cut is its own tooltip."""
    shown = QListWidget()
    shown.setProperty("dense", True)
    shown.ensurePolished()  # else lines are measured as they would be without the style sheet
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for line in lines:
        item = QListWidgetItem(line)
        item.setToolTip(line)
        shown.addItem(item)
    return shown
