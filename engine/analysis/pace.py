"""How fast it goes: events a second over the last moments."""

from __future__ import annotations

import time
from collections import deque

MOMENTS = 30.0
"""The seconds looked back on."""


class Pace:
    """Counts events as they happen."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._ticks: deque[float] = deque()

    def tick(self) -> None:
        """One more."""
        self._ticks.append(time.monotonic())

    def rate(self) -> float:
        """Events a second over the last moments; 0 before the first one."""
        now = time.monotonic()
        while self._ticks and self._ticks[0] < now - MOMENTS:
            self._ticks.popleft()
        return len(self._ticks) / max(min(MOMENTS, now - self._began), 1e-3)
