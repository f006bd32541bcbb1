"""How a cell of the library's table is drawn."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.library.rows import NUMBERS, Index, TrackTable, cell
from app.library.sorting import Column
from app.widgets.phrases import STATE_NAMES
from app.widgets.row_delegate import LEFT, RIGHT, RowDelegate, draw_playing, draw_text
from app.widgets.theme import Theme
from engine.types import Track, TrackState

HEART: Final = 16

COLUMNS: Final = tuple(Column)


class CellDelegate(RowDelegate):
    """Draws text, the mark of the playing track, hearts, and each state as a dot with its name.

    A search paints some 150 cells with each letter, so nothing is asked for through Qt that Python
    knows: the table tells the track itself.
    """

    def __init__(self, theme: Theme, table: TrackTable, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._table = table
        self._hairline = theme.colour("surface")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell: ground, hairline, then text or the state's dot."""
        row, column = index.row(), COLUMNS[index.column()]
        track = self._table.track(row)
        area: QRect = option.rect
        if ground := self.ground(option, row):
            painter.fillRect(area, ground)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, self._hairline)
        inner = area.adjusted(12, 0, -12, 0)
        if column is Column.LIKED:
            selected = option.state & QStyle.StateFlag.State_Selected
            self._draw_heart(painter, area, track, bool(selected) or row == self.hovered_row)
        elif column is Column.STATE:
            self._draw_state(painter, inner, option.font, track)
        elif text := cell(track, column):
            self._draw_cell(painter, inner, option.font, track, column, text)

    def _draw_cell(
        self, painter: QPainter, area: QRect, font: QFont, track: Track, column: Column, text: str
    ) -> None:
        first = column is Column.TITLE
        colour = self.title_colour(track) if first else self.plain_colour(track)
        if first and track.id == self.playing_id:
            draw_playing(painter, QRect(area.left(), area.center().y() - 5, 12, 11), colour)
            area = area.adjusted(20, 0, 0, 0)
        draw_text(painter, area, text, colour, font, RIGHT if column in NUMBERS else LEFT)

    def _draw_heart(self, painter: QPainter, area: QRect, track: Track, marked: bool) -> None:
        """Filled where the track is liked, else an outline that shows where to click."""
        spot = QRect(0, 0, HEART, HEART)
        spot.moveCenter(area.center())
        if track.liked:
            self.theme.icon("heart-full", "accent").paint(painter, spot)
        else:
            self.theme.icon("heart", "muted" if marked else "pressed").paint(painter, spot)

    def _draw_state(self, painter: QPainter, area: QRect, font: QFont, track: Track) -> None:
        colour = self.theme.colour(track.state.value)
        dot = QRectF(area.left() + 6, area.center().y() - 2.5, 7, 7)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hollow = track.state in (TrackState.WAITING, TrackState.MISSING)
        painter.setPen(colour if hollow else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
        painter.drawEllipse(dot)
        painter.restore()
        quiet = track.state is TrackState.READY
        shade = self.theme.colour("faint") if quiet else colour
        draw_text(painter, area.adjusted(22, 0, 0, 0), STATE_NAMES[track.state], shade, font)
