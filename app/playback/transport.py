"""The transport: what plays, where in it, and how loud."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.covers.loader import Covers
from app.covers.painting import draw_cover
from app.playback.heart_button import HeartButton
from app.playback.player import Player
from app.playback.seek_slider import SeekSlider
from app.widgets.buttons import icon_button, label
from app.widgets.elided_label import ElidedLabel
from app.widgets.phrases import clock, credit
from app.widgets.theme import Theme
from engine.types import Track


class Transport(QFrame):
    """The bar at the foot of the window."""

    track_wanted = Signal(object)
    """The playing track was clicked."""

    def __init__(
        self,
        player: Player,
        covers: Covers,
        theme: Theme,
        heart: HeartButton,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setFixedHeight(76)
        self._player, self._theme, self.heart = player, theme, heart
        self._length, self._before_mute = 0.0, player.volume
        self._now = NowPlaying(covers)
        self._now.clicked.connect(self.track_wanted)
        self._set_up_buttons()
        self._set_up_sliders()
        self._lay_out()
        player.track_changed.connect(self._track_changed)
        player.playing_changed.connect(self._playing_changed)
        player.queue_changed.connect(self._queue_changed)
        player.moved.connect(self._moved)
        player.stretched.connect(self._stretched)
        self._track_changed(None)
        self._playing_changed(False)
        self._queue_changed()

    def _set_up_buttons(self) -> None:
        self.previous = icon_button(self._theme, "previous", "Previous")
        self.play = icon_button(self._theme, "play", "Play")
        self.play.setObjectName("play")
        self.play.setFixedSize(38, 38)
        self.next = icon_button(self._theme, "next", "Next")
        self.mute = icon_button(self._theme, "volume", "Mute")
        self.previous.clicked.connect(self._player.previous)
        self.play.clicked.connect(self._player.toggle)
        self.next.clicked.connect(self._player.next)
        self.mute.clicked.connect(self._toggle_mute)

    def _set_up_sliders(self) -> None:
        self.seek = SeekSlider("Position")
        self.volume = SeekSlider("Volume")
        self.volume.setMaximumWidth(110)
        self.volume.follow(self._player.volume)
        self._at, self._until = label("0:00", "faint"), label("0:00", "faint")
        self._at.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for time in (self._at, self._until):
            time.setFixedWidth(48)
        self.seek.dragged.connect(lambda share: self._at.setText(clock(share * self._length)))
        self.seek.sought.connect(lambda share: self._player.seek(share * self._length))
        self.volume.valueChanged.connect(lambda _: self._volume_changed())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch()
        for button in (self.previous, self.play, self.next):
            buttons.addWidget(button)
        buttons.addStretch()
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._at)
        line.addWidget(self.seek, 1)
        line.addWidget(self._until)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(buttons)
        middle.addLayout(line)
        loudness = QHBoxLayout()
        loudness.setSpacing(6)
        loudness.addStretch()
        loudness.addWidget(self.mute)
        loudness.addWidget(self.volume)
        now = QHBoxLayout()
        now.setSpacing(4)
        now.addWidget(self._now, 1)
        now.addWidget(self.heart)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 4, 18, 6)
        grid.setHorizontalSpacing(20)
        grid.addLayout(now, 0, 0)
        grid.addLayout(middle, 0, 1)
        grid.addLayout(loudness, 0, 2)
        for column, share in enumerate((3, 5, 3)):
            grid.setColumnStretch(column, share)
            grid.setColumnMinimumWidth(column, 100)

    def _track_changed(self, track: Track | None) -> None:
        self._now.show_track(track)
        self._stretched((track.tags.duration or 0.0) if track else 0.0)
        self._moved(0.0)
        for part in (self.play, self.seek):
            part.setEnabled(track is not None)

    def _playing_changed(self, playing: bool) -> None:
        self.play.setIcon(self._theme.icon("pause" if playing else "play", "on-accent"))
        self.play.setToolTip("Pause" if playing else "Play")
        self.play.setAccessibleName("Pause" if playing else "Play")

    def _queue_changed(self) -> None:
        self.next.setEnabled(self._player.queue.has_next)
        self.previous.setEnabled(self._player.track is not None)

    def _moved(self, seconds: float) -> None:
        if self.seek.isSliderDown():
            return
        self._at.setText(clock(seconds))
        self.seek.follow(seconds / self._length if self._length else 0.0)

    def _stretched(self, seconds: float) -> None:
        self._length = seconds
        self._until.setText(clock(seconds))

    def _volume_changed(self) -> None:
        self._player.set_volume(self.volume.share)
        silent = self.volume.share == 0
        self.mute.setIcon(self._theme.icon("volume-off" if silent else "volume"))

    def _toggle_mute(self) -> None:
        if self.volume.share > 0:
            self._before_mute = self.volume.share
            self.volume.follow(0.0)
        else:
            self.volume.follow(self._before_mute)


class NowPlaying(QWidget):
    """Cover, title and artist of what plays."""

    clicked = Signal(object)

    def __init__(self, covers: Covers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._covers = covers
        self._track: Track | None = None
        self._cover = QLabel()
        self._title, self._credit = ElidedLabel(), ElidedLabel("faint")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._credit)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addSpacing(60)
        row.addLayout(words, 1)
        covers.arrived.connect(lambda _: self.update())

    def sizeHint(self) -> QSize:
        """As wide as it is given."""
        return QSize(160, 56)

    def show_track(self, track: Track | None) -> None:
        """Show what plays, or that nothing does."""
        self._track = track
        self._title.setText(track.tags.title if track else "")
        self._credit.setText(credit(track) if track else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cover."""
        if self._track:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRect(0, (self.height() - 48) // 2, 48, 48)
            draw_cover(painter, area, self._covers.cover(self._track), radius=6)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the track."""
        if self._track:
            self.clicked.emit(self._track)
