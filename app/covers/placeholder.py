"""The cover of an album that has none: its own two colours and its own pattern, from its name.

The same name always gives the same picture, so an album is recognised by it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPixmap

SATURATION: Final = 0.42
RINGS: Final = 5


def drawn_cover(name: str, side: int) -> QPixmap:
    """A square picture, `side` pixels wide: rings around a source of sound."""
    seed = blake2b(name.encode(), digest_size=8).digest()
    hue = seed[0] / 256
    pixmap = QPixmap(side, side)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(pixmap.rect(), _ground(hue, (hue + 0.06 + seed[1] / 1600) % 1, side))
    _draw_rings(painter, seed, side)
    painter.end()
    return pixmap


def _ground(hue: float, other: float, side: int) -> QLinearGradient:
    gradient = QLinearGradient(0, 0, side, side)
    gradient.setColorAt(0, QColor.fromHsvF(hue, SATURATION, 0.56))
    gradient.setColorAt(1, QColor.fromHsvF(other, SATURATION + 0.12, 0.26))
    return gradient


def _draw_rings(painter: QPainter, seed: bytes, side: int) -> None:
    centre = QPointF(side * (0.15 + seed[2] / 365), side * (0.15 + seed[3] / 365))
    step = side * (0.13 + seed[4] / 2600)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ring in range(1, RINGS + 1):
        shade = QColor(255, 255, 255, 78 - ring * 12)
        painter.setPen(QPen(shade, side * 0.035))
        painter.drawEllipse(centre, step * ring, step * ring)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 150))
    painter.drawEllipse(centre, side * 0.045, side * 0.045)
