"""How rows are drawn: the ground under a row, text cut to fit, and what every list has in common.

Views tell their delegate which row the pointer is over; the player tells it which track plays.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.covers.loader import Covers
from app.widgets.theme import Theme
from engine.types import Track, TrackState

Index = QModelIndex | QPersistentModelIndex

_LINE = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
LEFT = _LINE | Qt.AlignmentFlag.AlignLeft.value
RIGHT = _LINE | Qt.AlignmentFlag.AlignRight.value


class RowDelegate(QStyledItemDelegate):
    """What the delegates of the library, of neighbours and of playlists share."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hovered_row = -1
        self.playing_id: int | None = None

    def ground(self, option: QStyleOptionViewItem, row: int) -> QColor | None:
        """The colour behind a row: chosen, pointed at, or none."""
        if option.state & QStyle.StateFlag.State_Selected:
            return self.theme.colour("selected")
        if row == self.hovered_row:
            return self.theme.colour("hover")
        return None

    def title_colour(self, track: Track | None) -> QColor:
        """The playing track glows; one that cannot be played fades."""
        if track is None or track.state in (TrackState.FAILED, TrackState.MISSING):
            return self.theme.colour("faint")
        return self.theme.colour("accent" if track.id == self.playing_id else "text")

    def plain_colour(self, track: Track | None) -> QColor:
        """Everything but the title."""
        faded = track is None or track.state in (TrackState.FAILED, TrackState.MISSING)
        return self.theme.colour("faint" if faded else "muted")


class CoverRowDelegate(RowDelegate):
    """For lists of one column whose rows have a cover and a rounded ground, inset a little."""

    def __init__(
        self, theme: Theme, covers: Covers, height: int, inset: int, parent: QObject | None
    ) -> None:
        super().__init__(theme, parent)
        self.covers = covers
        self._height, self._inset = height, inset

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is as high as every other."""
        return QSize(200, self._height)

    def draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        """What lies under the row, with its corners rounded."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ground := self.ground(option, row):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            area = option.rect.adjusted(self._inset, 1, -self._inset, -1)
            painter.drawRoundedRect(area, 8, 8)


def draw_text(
    painter: QPainter,
    area: QRect,
    text: str,
    colour: QColor,
    font: QFont,
    alignment: int = LEFT,
) -> None:
    """One line of text, with an ellipsis where it does not fit."""
    if not text or area.width() <= 0:
        return
    painter.setFont(font)
    painter.setPen(colour)
    fitting = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, alignment, fitting)


def draw_playing(painter: QPainter, area: QRect, colour: QColor) -> None:
    """Three bars of a level meter, `area` high and wide: this one is playing."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    gap = area.width() / 7
    for position, level in enumerate((0.55, 1.0, 0.75)):
        height = area.height() * level
        left = area.left() + position * gap * 2.5
        bar = QRectF(left, area.bottom() + 1 - height, gap * 2, height)
        painter.drawRoundedRect(bar, gap * 0.7, gap * 0.7)


def sized(font: QFont, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The same typeface in another size."""
    other = QFont(font)
    other.setPixelSize(pixels)
    other.setWeight(weight)
    return other
