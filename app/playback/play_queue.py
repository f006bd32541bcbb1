"""PlayQueue: what plays now and what comes next; plain Python, no sound in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class PlayQueue:
    """Track ids in playing order and a position among them."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._position = -1

    @property
    def current(self) -> int | None:
        """The track at the position; None before the first and after the last."""
        return self._ids[self._position] if 0 <= self._position < len(self._ids) else None

    @property
    def has_next(self) -> bool:
        """Whether something comes after the current track."""
        return self._position + 1 < len(self._ids)

    @property
    def has_previous(self) -> bool:
        """Whether something came before the current track."""
        return self._position > 0

    @property
    def upcoming(self) -> list[int]:
        """What is still to come."""
        return self._ids[self._position + 1 :]

    def start(self, ids: Iterable[int], position: int = 0) -> None:
        """Take over a list, beginning at a position in it."""
        self._ids, self._position = list(ids), position

    def insert_next(self, ids: Sequence[int]) -> None:
        """Let these come right after the current track, in their order."""
        after = self._position + 1
        self._ids[after:after] = ids

    def forward(self) -> int | None:
        """Move on; None at the end."""
        self._position = min(self._position + 1, len(self._ids))
        return self.current

    def back(self) -> int | None:
        """Move back; the first track stays the first."""
        self._position = max(0, min(self._position - 1, len(self._ids) - 1))
        return self.current
