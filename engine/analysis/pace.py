"""How fast it goes: events a second over the last minutes, for an estimate of the time left."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

SECONDS = 300.0
"""How far back it looks: long enough that an album of long tracks does not count for all."""
FEWEST = 5
"""Events before it says anything."""


class Pace:
    """Counts events as they happen; starts over when circumstances change."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ticks: deque[float] = deque()

    def tick(self) -> None:
        """One more."""
        self._ticks.append(self._clock())

    def reset(self) -> None:
        """What was so far says nothing about what comes."""
        self._ticks.clear()

    def rate(self) -> float:
        """Events a second since the first one it looks back on; 0 while there are too few."""
        now = self._clock()
        while self._ticks and self._ticks[0] < now - SECONDS:
            self._ticks.popleft()
        if len(self._ticks) < FEWEST:
            return 0.0
        return (len(self._ticks) - 1) / max(now - self._ticks[0], 1e-3)
