"""How long a built playlist gets: a number, and whether it counts tracks or minutes."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from engine.types import PlaylistLength

TRACKS: Final = "tracks"
MINUTES: Final = "minutes"
MOST: Final = {TRACKS: 500, MINUTES: 1440}


class LengthPicker(QWidget):
    """A spin box with its unit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = QSpinBox(minimum=1, maximum=MOST[TRACKS], value=30)
        self._number.setAccessibleName("Playlist length")
        # The style sheet's padding does not reach the field inside a spin box.
        self._number.lineEdit().setTextMargins(8, 0, 0, 0)
        self._unit = QComboBox()
        self._unit.setAccessibleName("Unit of the playlist length")
        self._unit.addItems([TRACKS, MINUTES])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._number)
        row.addWidget(self._unit)
        self._unit.currentTextChanged.connect(self._unit_changed)

    @property
    def length(self) -> PlaylistLength:
        """What is picked."""
        if self._unit.currentText() == TRACKS:
            return PlaylistLength(tracks=self._number.value())
        return PlaylistLength(minutes=float(self._number.value()))

    def pick(self, length: PlaylistLength) -> None:
        """Show a length picked earlier."""
        self._unit.setCurrentText(TRACKS if length.tracks else MINUTES)
        self._number.setValue(int(length.tracks or length.minutes or 30))

    def _unit_changed(self, unit: str) -> None:
        self._number.setMaximum(MOST[unit])
