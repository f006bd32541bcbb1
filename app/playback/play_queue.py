"""PlayQueue: what plays now and what comes next; plain Python, no sound in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.types import Origin


class PlayQueue:
    """Track ids in playing order, each with where it was started from, and a position."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, Origin]] = []
        self._position = -1

    @property
    def current(self) -> int | None:
        """The track at the position; None before the first and after the last."""
        entry = self._entry()
        return entry[0] if entry else None

    @property
    def origin(self) -> Origin:
        """From where the current track was started."""
        entry = self._entry()
        return entry[1] if entry else Origin.LIBRARY

    @property
    def has_next(self) -> bool:
        """Whether something comes after the current track."""
        return self._position + 1 < len(self._entries)

    @property
    def has_previous(self) -> bool:
        """Whether something came before the current track."""
        return self._position > 0

    @property
    def upcoming(self) -> list[int]:
        """What is still to come."""
        return [track_id for track_id, _ in self._entries[self._position + 1 :]]

    def start(self, ids: Iterable[int], position: int = 0, origin: Origin = Origin.LIBRARY) -> None:
        """Take over a list, beginning at a position in it."""
        self._entries, self._position = [(track_id, origin) for track_id in ids], position

    def insert_next(self, ids: Sequence[int], origin: Origin = Origin.LIBRARY) -> None:
        """Let these come right after the current track, in their order."""
        after = self._position + 1
        self._entries[after:after] = [(track_id, origin) for track_id in ids]

    def forward(self) -> int | None:
        """Move on; None at the end."""
        self._position = min(self._position + 1, len(self._entries))
        return self.current

    def back(self) -> int | None:
        """Move back; the first track stays the first."""
        self._position = max(0, min(self._position - 1, len(self._entries) - 1))
        return self.current

    def _entry(self) -> tuple[int, Origin] | None:
        within = 0 <= self._position < len(self._entries)
        return self._entries[self._position] if within else None
