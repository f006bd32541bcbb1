"""The card at the head of the similar view: the chosen track, and what to build from it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.covers.loader import Covers
from app.covers.painting import draw_cover
from app.similar.heard_chips import HeardChips
from app.similar.length_picker import LengthPicker
from app.widgets.buttons import icon_button, label, text_button
from app.widgets.elided_label import ElidedLabel
from app.widgets.phrases import STATE_NAMES, clock, credit
from app.widgets.theme import Theme
from engine.types import Track, TrackState

COVER = 76


class SeedCard(QWidget):
    """Cover, words and buttons of one track."""

    play = Signal()
    radio = Signal()
    more_like = Signal()
    back = Signal()

    def __init__(
        self, theme: Theme, covers: Covers, length: LengthPicker, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._covers = covers
        self._track: Track | None = None
        self._length = length
        self._cover = QLabel()
        self._cover.setFixedSize(COVER, COVER)
        self._title, self._credit = ElidedLabel("title"), ElidedLabel("muted")
        self._facts = ElidedLabel("faint")
        self._set_up_buttons(theme)
        self.heard = HeardChips(self.back_button)
        self._lay_out()
        covers.arrived.connect(self._cover_arrived)

    def _set_up_buttons(self, theme: Theme) -> None:
        self.back_button = icon_button(theme, "back", "Back to the track before")
        self.back_button.hide()
        self.play_button = text_button(theme, "", "play", "primary")
        self.play_button.setToolTip("Play this track, then what sounds like it")
        self.play_button.setAccessibleName("Play this track")
        self.radio_button = text_button(theme, "Radio", "radio")
        self.radio_button.setToolTip("Play from this track on, through what sounds like it")
        self.more_button = text_button(theme, "More like this")
        self.more_button.setToolTip("Make a playlist of what sounds like the selected tracks")
        for button in (self.play_button, self.radio_button, self.more_button):
            button.setProperty("tight", True)
        self.back_button.clicked.connect(self.back)
        self.play_button.clicked.connect(self.play)
        self.radio_button.clicked.connect(self.radio)
        self.more_button.clicked.connect(self.more_like)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch()
        for line in (self._title, self._credit, self._facts):
            words.addWidget(line)
        words.addStretch()
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self._cover)
        head.addLayout(words, 1)
        head.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        build = QHBoxLayout()
        build.setSpacing(8)
        build.addWidget(self.play_button)
        build.addWidget(self.radio_button, 1)
        build.addWidget(self.more_button, 1)
        lengths = QHBoxLayout()
        lengths.setSpacing(10)
        lengths.addWidget(label("Length", "faint"))
        lengths.addWidget(self._length, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 8)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.heard)
        column.addLayout(build)
        column.addLayout(lengths)

    def show_track(self, track: Track) -> None:
        """Show another track, or the same with other tags."""
        self._track = track
        self._title.setText(track.tags.title)
        self._credit.setText(credit(track))
        facts = (track.tags.genre, str(track.tags.year or ""), clock(track.tags.duration))
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self.let_build(track.state is TrackState.READY)
        self._facts.setAccessibleDescription(STATE_NAMES[track.state])
        self._show_cover()

    def let_build(self, known: bool) -> None:
        """Let playlists be built from it; `known` is whether anything goes with it."""
        self.radio_button.setEnabled(known)
        self.more_button.setEnabled(known)

    def show_selected(self, count: int) -> None:
        """Say for how many tracks *more like* stands."""
        text = "More like these" if count > 1 else "More like this"
        self.more_button.setText(text)
        self.more_button.setAccessibleName(text)

    def _cover_arrived(self, track_id: int) -> None:
        if self._track and self._track.id == track_id:
            self._show_cover()

    def _show_cover(self) -> None:
        if self._track is None:
            return
        scale = self.devicePixelRatioF()
        pixmap = QPixmap(int(COVER * scale), int(COVER * scale))
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(0, 0, COVER, COVER)
        draw_cover(painter, area, self._covers.cover(self._track), radius=9)
        painter.end()
        self._cover.setPixmap(pixmap)
