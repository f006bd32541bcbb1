"""What hangs on the pointer while tracks are dragged: a small label that says which or how many."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap

from app.widgets.theme import Theme

WIDEST = 260


def drag_badge(text: str, theme: Theme, font: QFont) -> QPixmap:
    """A pill with a line of text in it."""
    metrics = QFontMetrics(font)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, WIDEST)
    area = QRect(0, 0, metrics.horizontalAdvance(text) + 28, metrics.height() + 14)
    pixmap = QPixmap(area.size())
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour("accent"))
    painter.setBrush(theme.colour("selected"))
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
    painter.setPen(theme.colour("text"))
    painter.setFont(font)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return pixmap
