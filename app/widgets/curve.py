"""A curve that grows: figures over the steps of something long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets.theme import Theme

MARGIN: Final = 12
TITLE: Final = 20
LEAST_SPAN: Final = 0.02
"""A smaller range of figures is not blown up to fill the height."""


class Curve(QWidget):
    """Draws figures (y) over steps (x), the newest marked; screen readers are told, too."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._title = theme, title
        self._points: list[tuple[float, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        """Wide rather than high."""
        return QSize(260, 150)

    def show_points(self, points: Sequence[tuple[float, float]]) -> None:
        """Show these (step, figure), in order of their steps."""
        if list(points) != self._points:
            self._points = list(points)
            self.setAccessibleDescription(self.caption)
            self.update()

    @property
    def caption(self) -> str:
        """The newest figure in words."""
        if not self._points:
            return f"{self._title}: nothing yet"
        step, figure = self._points[-1]
        return f"{self._title}: {figure:.3f} at step {step:.0f}"

    def places(self, area: QRectF) -> list[QPointF]:
        """Where the points lie in an area of the screen."""
        if not self._points:
            return []
        last = max(step for step, _ in self._points)
        figures = [figure for _, figure in self._points]
        low, high = min(figures), max(figures)
        span = max(high - low, LEAST_SPAN)
        bottom = (low + high - span) / 2
        return [
            QPointF(
                area.left() + area.width() * (step / last if last else 0),
                area.bottom() - area.height() * (figure - bottom) / span,
            )
            for step, figure in self._points
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, caption and curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour("hairline"))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        inside = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignTop, self.caption)
        places = self.places(inside.adjusted(4, TITLE + 4, -4, -4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawPolyline(QPolygonF(places))
        painter.setBrush(self._theme.colour("accent"))
        for place in places[-1:]:
            painter.drawEllipse(place, 3, 3)
        painter.end()
