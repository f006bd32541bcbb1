"""How a neighbour is drawn: cover, title, who made it, why it is here, and how near it is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionViewItem

from app.covers.loader import Covers
from app.covers.painting import draw_cover, draw_play_hint
from app.library.rows import Index
from app.similar.neighbours import NEIGHBOUR
from app.similar.signals import colour_of, told
from app.widgets.phrases import credit, percent
from app.widgets.row_delegate import RIGHT, CoverRowDelegate, draw_playing, draw_text, sized
from app.widgets.theme import Theme
from engine.types import Neighbour, Signal

HEIGHT: Final = 64
COVER: Final = 44
MARGIN: Final = 14
METER: Final = 58
"""Points for the figure and the bar at the right."""
_ORDER: Final = tuple(Signal)


class NeighbourDelegate(CoverRowDelegate):
    """Draws one neighbour in one column."""

    def __init__(self, theme: Theme, covers: Covers, parent: QObject | None = None) -> None:
        super().__init__(theme, covers, HEIGHT, 6, parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The whole row."""
        neighbour: Neighbour = index.data(NEIGHBOUR)
        area = option.rect
        painter.save()
        self.draw_ground(painter, option, index.row())
        cover = cover_area(area)
        draw_cover(painter, cover, self.covers.cover(neighbour.track), radius=6)
        if index.row() == self.hovered_row:
            draw_play_hint(painter, cover, self.theme)
        self._draw_words(painter, area, option.font, neighbour)
        self._draw_meter(painter, area, option.font, neighbour)
        painter.restore()

    def _draw_words(
        self, painter: QPainter, area: QRect, font: QFont, neighbour: Neighbour
    ) -> None:
        track, reasons = neighbour.track, " · ".join(neighbour.reasons)
        left = area.left() + MARGIN + COVER + 12
        full = area.right() - MARGIN - left
        line = QRect(left, area.center().y() - (26 if reasons else 17), full - METER - 12, 18)
        colour, title = self.title_colour(track), line
        if track.id == self.playing_id:
            draw_playing(painter, QRect(left, line.top() + 4, 11, 10), colour)
            title = line.adjusted(18, 0, 0, 0)
        draw_text(painter, title, track.tags.title, colour, sized(font, 13, QFont.Weight.Medium))
        line.translate(0, 18)
        draw_text(painter, line, credit(track), self.plain_colour(track), sized(font, 12))
        line.translate(0, 18)
        line.setWidth(full)  # the bar ends above it
        draw_text(painter, line, reasons, self.theme.colour("faint"), sized(font, 11))

    def _draw_meter(
        self, painter: QPainter, area: QRect, font: QFont, neighbour: Neighbour
    ) -> None:
        left, middle = area.right() - METER - MARGIN, area.center().y()
        figure = QRect(left, middle - 18, METER, 18)
        text = percent(neighbour.similarity)
        bold = sized(font, 13, QFont.Weight.DemiBold)
        draw_text(painter, figure, text, self.theme.colour("text"), bold, RIGHT)
        groove = QRectF(left, middle + 5, METER, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.colour("pressed"))
        painter.drawRoundedRect(groove, 2, 2)
        groove.setWidth(max(4.0, METER * neighbour.similarity))
        if told(neighbour.shares):
            self._draw_shares(painter, groove, neighbour)
        else:
            painter.setBrush(self._shade(neighbour.similarity))
            painter.drawRoundedRect(groove, 2, 2)

    def _draw_shares(self, painter: QPainter, bar: QRectF, neighbour: Neighbour) -> None:
        """The bar in parts, one for each signal, always in the same order."""
        outline = QPainterPath()
        outline.addRoundedRect(bar, 2, 2)
        painter.setClipPath(outline)
        left = bar.left()
        for share in sorted(neighbour.shares, key=lambda each: _ORDER.index(each.signal)):
            width = bar.width() * share.share
            part = QRectF(left, bar.top(), width, bar.height())
            painter.fillRect(part, self.theme.colour(colour_of(share.signal)))
            left += width
        painter.setClipping(False)

    def _shade(self, similarity: float) -> QColor:
        """The nearer, the brighter."""
        far, near = self.theme.colour("accent-dim"), self.theme.colour("accent-bright")
        return blend(far, near, similarity)


def cover_area(area: QRect) -> QRect:
    """Where in a row its cover is: what is clicked to play."""
    return QRect(area.left() + MARGIN, area.top() + (HEIGHT - COVER) // 2, COVER, COVER)


def blend(low: QColor, high: QColor, share: float) -> QColor:
    """A colour on the way from one to another."""
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * share,
        low.greenF() + (high.greenF() - low.greenF()) * share,
        low.blueF() + (high.blueF() - low.blueF()) * share,
    )
