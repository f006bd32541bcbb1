"""Drawing a cover into a list, with round corners, and the sign that it can be played."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QPolygonF

from app.widgets.theme import Theme


def draw_cover(painter: QPainter, area: QRect, cover: QPixmap, radius: float) -> None:
    """The cover, filling a square with round corners."""
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(area), radius, radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(outline)
    painter.drawPixmap(area, cover)
    painter.restore()


def draw_play_hint(painter: QPainter, area: QRect, theme: Theme) -> None:
    """A veil and a triangle over the cover the pointer is near."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 130))
    painter.drawRoundedRect(QRectF(area), 6, 6)
    middle = QRectF(area).center()
    size = area.width() / 7
    painter.setBrush(theme.colour("text"))
    corners = ((-0.75, -1.15), (-0.75, 1.15), (1.25, 0.0))
    painter.drawPolygon(QPolygonF([middle + QPointF(x, y) * size for x, y in corners]))
    painter.restore()
