"""Who may touch the graph: searches side by side, a change alone, and searches go first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE: Final = 0.02
"""Seconds after which a change no longer lets new searches go first."""


class Turns:
    """hnswlib can crash when a search meets an insertion; these two keep them apart.

    A change must be short: it is all that a search may ever have to wait for.
    """

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._searching = 0
        self._waiting = 0
        self._changing = False
        self._impatient = False

    @contextmanager
    def searching(self) -> Iterator[None]:
        """Beside other searches."""
        with self._moved:
            self._waiting += 1
            self._moved.wait_for(lambda: not self._changing and not self._impatient)
            self._waiting -= 1
            self._searching += 1
        try:
            yield
        finally:
            with self._moved:
                self._searching -= 1
                self._moved.notify_all()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Alone."""
        with self._moved:
            if not self._moved.wait_for(lambda: self._free() and not self._waiting, PATIENCE):
                self._impatient = True
                self._moved.wait_for(self._free)
            self._changing = True
        try:
            yield
        finally:
            with self._moved:
                self._changing = self._impatient = False
                self._moved.notify_all()

    def _free(self) -> bool:
        return not self._changing and not self._searching
