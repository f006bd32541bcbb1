"""A sound that makes none and says what it was asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal


class FakeSound(QObject):
    """Plays nothing, at once."""

    ended = Signal()
    failed = Signal(str)
    moved = Signal(float)
    stretched = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[Path] = []
        self.sought: list[float] = []
        self.playing = False
        self.volume = 0.0

    def load(self, path: Path) -> None:
        self.loaded.append(path)
        self.playing = True

    def set_playing(self, playing: bool) -> None:
        self.playing = playing

    def seek(self, seconds: float) -> None:
        self.sought.append(seconds)

    def set_volume(self, volume: float) -> None:
        self.volume = volume

    def stop(self) -> None:
        self.playing = False
