"""The mix: a slider for each signal, how much it counts in what goes with a track.

Every move is kept, and counts at once. A signal that has nothing to say yet is greyed, and says
why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from app.session import Session
from app.similar.signals import MEANINGS, NAMES, colour_of
from app.tasks import Lane
from app.widgets.buttons import label, text_button
from app.widgets.phrases import percents
from app.widgets.theme import Theme
from engine.types import Mix, Weights
from engine.types import Signal as Kind

if TYPE_CHECKING:
    from engine.library import Library

FULL: Final = 100
PAUSE: Final = 120
"""Milliseconds that a slider rests before what it says counts."""


class MixPanel(QWidget):
    """Sliders that are filled when they are shown."""

    changed = Signal()
    """Something counts more or less than before."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._mix: Mix | None = None
        self.sliders = {kind: _slider(kind) for kind in Kind}
        self.shares = {kind: label("", "faint") for kind in Kind}
        self.note = label("", "faint")
        self.note.setWordWrap(True)
        self.back = text_button(theme, "Reset")
        self.back.setToolTip("Back to what was fitted")
        self.back.setProperty("tight", True)
        self._theme = theme
        self._names = {kind: label() for kind in Kind}
        self._rest = QTimer(self, singleShot=True, interval=PAUSE)
        self._rest.timeout.connect(self._keep)
        self._lay_out()
        for slider in self.sliders.values():
            slider.valueChanged.connect(self._moved)
        self.back.clicked.connect(self._go_back)
        self.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, 36)
        for row, kind in enumerate(Kind):
            self.shares[kind].setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self._names[kind], row, 0)
            grid.addWidget(self.sliders[kind], row, 1)
            grid.addWidget(self.shares[kind], row, 2)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(12)
        column.addLayout(grid)
        column.addLayout(foot)

    def open(self, shown: bool) -> None:
        """Show what counts now, or nothing."""
        self.setVisible(shown)
        self.refresh()

    def refresh(self) -> None:
        """Show what counts now, if this is open and nobody is at a slider."""
        moving = any(slider.isSliderDown() for slider in self.sliders.values())
        if self.isVisible() and not moving and not self._rest.isActive():
            self._session.ask(lambda library: library.recommender.mix(), self._show, topic="mix")

    @property
    def weights(self) -> Weights:
        """As the sliders stand."""
        return Weights(**{kind.value: s.value() / FULL for kind, s in self.sliders.items()})

    def _show(self, mix: Mix) -> None:
        self._mix = mix
        silent = dict(mix.silent)
        most = max(mix.weights.of(kind) for kind in Kind) or 1
        for kind, slider in self.sliders.items():
            slider.blockSignals(True)
            slider.setValue(round(FULL * mix.weights.of(kind) / most))
            slider.blockSignals(False)
            slider.setEnabled(kind not in silent)
            self._call(kind, kind not in silent)
            told = f"{silent[kind]}.\n" if kind in silent else ""
            for widget in (slider, self._names[kind]):
                widget.setToolTip(told + MEANINGS[kind])
        self.back.setEnabled(mix.weights != mix.fitted)
        self._tell()

    def _call(self, kind: Kind, speaks: bool) -> None:
        """Write a signal's name behind a dot in its colour, both greyed while it is silent."""
        dot = self._theme.colour(colour_of(kind) if speaks else "pressed").name()
        name = self._names[kind]
        name.setTextFormat(Qt.TextFormat.RichText)
        name.setText(f'<span style="color:{dot}">●</span>&nbsp; {NAMES[kind]}')
        name.setEnabled(speaks)

    def _moved(self) -> None:
        self._tell()
        self._rest.start()

    def _tell(self) -> None:
        """How the signals share, and whose choice that is."""
        mix, weights = self._mix, self.weights
        if mix is None:
            return
        silent = dict(mix.silent)
        counting = {kind: weights.of(kind) for kind in Kind if kind not in silent}
        whole = sum(counting.values())
        shares = dict(zip(counting, percents(list(counting.values())), strict=True))
        for kind, line in self.shares.items():
            line.setText(shares.get(kind, "–"))
        if not whole:
            self.note.setText("Nothing counts: the sound alone does then.")
        elif self.back.isEnabled():
            self.note.setText("As you set it.")
        else:
            self.note.setText(
                "As fitted to your playlists and your listening."
                if mix.own
                else "As Nearfield came."
            )

    def _keep(self) -> None:
        weights = self.weights
        self.back.setEnabled(True)
        self._tell()
        self._weigh(weights)

    def _go_back(self) -> None:
        self._rest.stop()
        self._weigh(None)

    def _weigh(self, weights: Weights | None) -> None:
        def weigh(library: Library) -> Mix:
            library.recommender.weigh(weights)
            return library.recommender.mix()

        def weighed(mix: Mix) -> None:
            if weights is None:
                self._show(mix)
            self.changed.emit()

        self._session.ask(weigh, weighed, lane=Lane.LIBRARY, topic="weigh")


def _slider(kind: Kind) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, FULL)
    slider.setPageStep(10)
    slider.setAccessibleName(f"How much counts: {NAMES[kind]}")
    return slider
