"""A slider that goes where it is clicked, and is not pulled away while it is held."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

STEPS = 1000


class SeekSlider(QSlider):
    """A share of 0–1 along a line."""

    sought = Signal(float)
    """Where the user let go."""
    dragged = Signal(float)
    """Where the user is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 20)
        self.setSingleStep(STEPS // 100)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sliderMoved.connect(lambda at: self.dragged.emit(at / STEPS))
        self.sliderReleased.connect(lambda: self.sought.emit(self.share))
        self.actionTriggered.connect(self._keyed)

    @property
    def share(self) -> float:
        """Where it stands."""
        return self.value() / STEPS

    def follow(self, share: float) -> None:
        """Go along with the music, unless held."""
        if not self.isSliderDown():
            self.setValue(round(share * STEPS))

    def _keyed(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value and not self.isSliderDown():
            self.sought.emit(self.sliderPosition() / STEPS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the handle under the pointer, and hold it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderPosition(self._value_at(event.position().x()))
            self.dragged.emit(self.share)
        super().mousePressEvent(event)

    def _value_at(self, x: float) -> int:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        room = max(1, self.width() - handle)
        return round(min(1.0, max(0.0, (x - handle / 2) / room)) * STEPS)
