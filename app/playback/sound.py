"""Sound: the one place that knows QtMultimedia.

It is imported when something is first played: loading its libraries takes a while, and a machine
without them can still do everything but play. Without a sound device it plays silently.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QFile, QObject, QUrl, Signal, SignalInstance

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaPlayer


class SoundOutput(Protocol):
    """What the player needs of whatever makes the sound; times in seconds, volume in 0–1."""

    ended: SignalInstance
    failed: SignalInstance
    moved: SignalInstance
    stretched: SignalInstance

    def load(self, path: Path) -> None:
        """Make a file ready and begin to play it."""

    def set_playing(self, playing: bool) -> None:
        """Go on, or pause."""

    def seek(self, seconds: float) -> None:
        """Go on from elsewhere."""

    def set_volume(self, volume: float) -> None:
        """As loud as a person would call it: 0.5 is half as loud."""

    def stop(self) -> None:
        """Fall silent and let go of the file."""


class Sound(QObject):
    """A `SoundOutput` over QMediaPlayer."""

    ended = Signal()
    failed = Signal(str)
    moved = Signal(float)
    stretched = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Has FFmpeg speak through Qt's log, which can be silenced, instead of on the terminal.
        os.environ.setdefault("QT_FFMPEG_DEBUG", "1")
        from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

        self._file: QFile | None = None
        self._output = QAudioOutput(self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._player.positionChanged.connect(lambda at: self.moved.emit(at / 1000))
        self._player.durationChanged.connect(lambda length: self.stretched.emit(length / 1000))
        self._player.mediaStatusChanged.connect(self._status_changed)
        self._player.errorOccurred.connect(self._error_occurred)

    def load(self, path: Path) -> None:
        """Make a file ready and begin to play it."""
        if is_text(path):
            self._player.setSource(QUrl.fromLocalFile(str(path)))
        elif not self._load_by_number(path):
            return
        self._player.play()

    def _load_by_number(self, path: Path) -> bool:
        """Play a file whose name is no text, which Qt cannot spell, by its descriptor."""
        mode, flag = QFile.OpenModeFlag.ReadOnly, QFile.FileHandleFlag.AutoCloseHandle
        try:
            number = os.open(path, os.O_RDONLY)
        except OSError as error:
            self.failed.emit(error.strerror or str(error))
            return False
        file = QFile(self)
        file.open(number, mode, flag)
        self._player.setSourceDevice(file)
        self._file = file
        return True

    def set_playing(self, playing: bool) -> None:
        """Go on, or pause."""
        if playing:
            self._player.play()
        else:
            self._player.pause()

    def seek(self, seconds: float) -> None:
        """Go on from elsewhere."""
        self._player.setPosition(int(seconds * 1000))

    def set_volume(self, volume: float) -> None:
        """Squared: ears hear ratios, and the amplitude at half the slider is a quarter."""
        self._output.setVolume(volume * volume)

    def stop(self) -> None:
        """Fall silent and let go of the file."""
        self._player.stop()
        self._player.setSource(QUrl())

    def _status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == type(status).EndOfMedia:
            self.ended.emit()

    def _error_occurred(self, error: QMediaPlayer.Error, text: str) -> None:
        if error != type(error).NoError:
            self.failed.emit(text)


def is_text(path: Path) -> bool:
    """Whether a file's name can be spelled; on Linux it may be any bytes."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
