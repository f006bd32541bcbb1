"""Where neighbours are looked for: in the whole library, or in the part the chosen track is in."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from engine.types import HeardTag, TagGroup, Track, Within


class Part(StrEnum):
    """A part of the library, as it is offered."""

    WHOLE = "Whole library"
    GENRE = "Same genre"
    HEARD = "Same heard genre"
    DECADE = "Same decade"
    FOLDER = "Same folder"


class PartPicker(QComboBox):
    """A choice of parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Within")
        self.setToolTip("Where to look for what sounds like it")
        for part in Part:
            self.addItem(part.value, part)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is picked, cut with an ellipsis where it does not fit."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        area = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, area.width() - 2
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    @property
    def part(self) -> Part:
        """What is picked."""
        return Part(self.currentData())

    def pick(self, part: Part) -> None:
        """Pick another part."""
        self.setCurrentIndex(self.findData(part))


def within(track: Track, part: Part, heard: Sequence[HeardTag]) -> Within | None:
    """The part of the library a track is in; None where it does not say.

    `heard` is what was heard in it, the most telling first.
    """
    match part:
        case Part.WHOLE:
            return Within()
        case Part.GENRE:
            return Within(genre=track.tags.genres[0]) if track.tags.genres else None
        case Part.HEARD:
            genres = (tag.name for tag in heard if tag.group is TagGroup.GENRES)
            genre = next(genres, None)
            return Within(heard=genre) if genre else None
        case Part.DECADE:
            return None if track.tags.year is None else Within(decade=track.tags.year // 10 * 10)
        case Part.FOLDER:
            return Within(folder=track.path.parent)
