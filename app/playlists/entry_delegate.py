"""How an entry of a playlist is drawn: its number, cover, title and artist, album and length."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app.covers.loader import Covers
from app.covers.painting import draw_cover, draw_play_hint
from app.library.rows import TRACK, Index
from app.playlists.model import ENTRY, entry_duration, entry_title
from app.widgets.phrases import clock
from app.widgets.row_delegate import RIGHT, CoverRowDelegate, draw_playing, draw_text, sized
from app.widgets.theme import Theme
from engine.types import PlaylistEntry, Track

HEIGHT: Final = 54
COVER: Final = 38
HEART: Final = 13
ALBUM_FROM: Final = 520
"""Points of width from which the album has a place of its own."""


class EntryDelegate(CoverRowDelegate):
    """Draws one entry in one column; one the library does not have is grey and has no cover."""

    def __init__(self, theme: Theme, covers: Covers, parent: QObject | None = None) -> None:
        super().__init__(theme, covers, HEIGHT, 8, parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The whole row."""
        entry: PlaylistEntry = index.data(ENTRY)
        track: Track | None = index.data(TRACK)
        area = option.rect
        painter.save()
        self.draw_ground(painter, option, index.row())
        self._draw_number(painter, area, option, index.row(), track)
        self._draw_cover(painter, area, index.row(), track)
        self._draw_words(painter, area, option, entry, track)
        painter.restore()

    def _draw_number(
        self,
        painter: QPainter,
        area: QRect,
        option: QStyleOptionViewItem,
        row: int,
        track: Track | None,
    ) -> None:
        place = QRect(area.left() + 12, area.top(), 34, area.height())
        if track and track.id == self.playing_id:
            bars = QRect(place.right() - 11, place.center().y() - 5, 12, 11)
            draw_playing(painter, bars, self.theme.colour("accent"))
            return
        faint = self.theme.colour("faint")
        draw_text(painter, place, str(row + 1), faint, sized(option.font, 12), RIGHT)

    def _draw_cover(self, painter: QPainter, area: QRect, row: int, track: Track | None) -> None:
        place = cover_area(area)
        if track is None:
            painter.setPen(self.theme.colour("pressed"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place, 5, 5)
            return
        draw_cover(painter, place, self.covers.cover(track), radius=5)
        if row == self.hovered_row:
            draw_play_hint(painter, place, self.theme)

    def _draw_words(
        self,
        painter: QPainter,
        area: QRect,
        option: QStyleOptionViewItem,
        entry: PlaylistEntry,
        track: Track | None,
    ) -> None:
        font, plain = option.font, self.plain_colour(track)
        left, right = cover_area(area).right() + 14, area.right() - 24
        seconds = entry_duration(entry, track)
        length = QRect(right - 60, area.top(), 60, area.height())
        draw_text(painter, length, clock(seconds or None), plain, font, RIGHT)
        right -= 76
        if track and track.liked:
            heart = QRect(right + 2, area.center().y() - HEART // 2, HEART, HEART)
            self.theme.icon("heart-full", "accent").paint(painter, heart)
        if area.width() >= ALBUM_FROM and track:
            album = QRect(left + (right - left) * 58 // 100, area.top(), 0, area.height())
            album.setRight(right)
            draw_text(painter, album, track.tags.album, plain, font)
            right = album.left() - 16
        title = QRect(left, area.center().y() - 18, right - left, 18)
        below = title.translated(0, 19)
        medium = sized(font, 13, font.weight().Medium)
        draw_text(painter, title, entry_title(entry, track), self.title_colour(track), medium)
        artist = track.tags.artist if track else f"Not in the library · {entry.location}"
        draw_text(painter, below, artist, plain, sized(font, 12))


def cover_area(area: QRect) -> QRect:
    """Where in a row its cover is."""
    return QRect(area.left() + 60, area.top() + (HEIGHT - COVER) // 2, COVER, COVER)
