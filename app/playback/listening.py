"""Listening: how much of one track really sounded, from its first moment to its last.

The player tells it how the sound gets on; what it makes of that goes into the library's history.
"""

from __future__ import annotations

from time import monotonic, time
from typing import Final

from engine.types import Origin, Play, Track

COUNTS: Final = 5.0
"""Seconds that have to sound before it is a play; of a shorter track, half of it."""

NEARLY: Final = 0.95
"""The share of a track at which it is as good as finished: the rest is fading out."""

LEEWAY: Final = 1.0
"""Seconds by which the sound may tell late how far it is."""


class Listening:
    """One track, played once.

    What sounds moves on no faster than time does. So a jump, whenever the sound comes to tell of
    it, adds no more than the time that went by.
    """

    def __init__(self, track: Track, origin: Origin) -> None:
        self.length = track.tags.duration or 0.0
        self._track_id, self._origin = track.id, origin
        self._started, self._told = time(), monotonic()
        self._position = self._heard = self._credit = 0.0

    def moved(self, seconds: float, playing: bool) -> None:
        """The sound has got to a position."""
        now = monotonic()
        if playing:
            credit = self._credit + now - self._told
            sounded = min(max(seconds - self._position, 0.0), credit)
            self._heard += sounded
            self._credit = min(credit - sounded, LEEWAY)
        self._position, self._told = seconds, now

    def interrupted(self) -> None:
        """The sound was paused, goes on, or goes on elsewhere: time begins anew."""
        self._credit, self._told = 0.0, monotonic()

    def play(self, *, ended: bool) -> Play | None:
        """What to remember of it; None if too little sounded to count."""
        least = min(COUNTS, self.length / 2) if self.length else COUNTS
        if self._heard < least:
            return None
        nearly = bool(self.length) and self._position >= NEARLY * self.length
        heard = round(self._heard, 2)
        return Play(self._track_id, self._started, heard, self._origin, ended or nearly)
