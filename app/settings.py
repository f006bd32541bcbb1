"""Settings: how the window was left, in an INI file in the library's own folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

from engine.types import PlaylistLength

FILE: Final = "window.ini"


class Settings:
    """What the window remembers; whatever cannot be read is as if it had never been kept."""

    def __init__(self, home: Path) -> None:
        self._file = QSettings(str(home / FILE), QSettings.Format.IniFormat)

    def geometry(self) -> QByteArray | None:
        """Where the window was."""
        return self._bytes("window/geometry")

    def splitter(self) -> QByteArray | None:
        """How its parts shared the width."""
        return self._bytes("window/splitter")

    def keep_window(self, geometry: QByteArray, splitter: QByteArray) -> None:
        """Remember where the window is."""
        self._file.setValue("window/geometry", geometry)
        self._file.setValue("window/splitter", splitter)

    @property
    def volume(self) -> float:
        """How loud, from 0 to 1."""
        return min(1.0, max(0.0, self._number("player/volume", 0.8)))

    @volume.setter
    def volume(self, volume: float) -> None:
        self._file.setValue("player/volume", volume)

    @property
    def length(self) -> PlaylistLength:
        """How long the last built playlist was to be."""
        if (minutes := self._number("playlist/minutes", 0.0)) > 0:
            return PlaylistLength(minutes=minutes)
        return PlaylistLength(tracks=max(1, int(self._number("playlist/tracks", 30.0))))

    @length.setter
    def length(self, length: PlaylistLength) -> None:
        self._file.setValue("playlist/minutes", length.minutes or 0)
        self._file.setValue("playlist/tracks", length.tracks or 30)

    @property
    def playlist(self) -> int | None:
        """The playlist that was open."""
        return int(self._number("window/playlist", 0.0)) or None

    @playlist.setter
    def playlist(self, playlist_id: int | None) -> None:
        self._file.setValue("window/playlist", playlist_id or 0)

    def save(self) -> None:
        """Write it down now."""
        self._file.sync()

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._file.value(key)
        return value if isinstance(value, QByteArray) else None

    def _number(self, key: str, default: float) -> float:
        try:
            return float(str(self._file.value(key, default)))
        except ValueError:
            return default
