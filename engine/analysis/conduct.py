"""Conduct: how much the analysis may take right now, beside everything else on the machine."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime

import psutil

from engine.types import Manners, Restraint

BATTERY_SECONDS = 10.0
"""How long an answer about the battery counts."""


class Conduct:
    """The user's manners, and what they ask for at this moment; set and read from any thread."""

    def __init__(
        self,
        manners: Manners,
        now: Callable[[], datetime] = datetime.now,
        on_battery: Callable[[], bool] | None = None,
    ) -> None:
        self.manners = manners
        self.paused = False
        self.playing = False
        """Whether music plays that the analysis should yield to."""
        self._now, self._on_battery = now, on_battery or _Battery().in_use

    @property
    def workers(self) -> int:
        """Files to decode at once."""
        return self.manners.workers or os.cpu_count() or 1

    @property
    def restraint(self) -> Restraint | None:
        """What asks the analysis to hold back now, apart from a pause."""
        if in_quiet_hours(self.manners, self._now()):
            return Restraint.QUIET_HOURS
        if self.playing and self.manners.slow_while_playing:
            return Restraint.PLAYING
        if self.manners.slow_on_battery and self._on_battery():
            return Restraint.BATTERY
        return None

    @property
    def resting(self) -> bool:
        """Whether no file may be handed out."""
        return self.paused or self.restraint is Restraint.QUIET_HOURS

    @property
    def slow(self) -> bool:
        """Whether files are handed out one by one, with as long a rest after each."""
        return self.restraint in {Restraint.PLAYING, Restraint.BATTERY}


def in_quiet_hours(manners: Manners, now: datetime) -> bool:
    """Whether the analysis is to rest at this local time."""
    if manners.quiet_hours is None:
        return False
    begin, end = manners.quiet_hours
    if begin <= end:
        return begin <= now.time() < end
    return now.time() >= begin or now.time() < end


class _Battery:
    """Whether the machine runs on its battery, asked of the system now and then."""

    def __init__(self) -> None:
        self._asked = -BATTERY_SECONDS
        self._answer = False

    def in_use(self) -> bool:
        if time.monotonic() - self._asked >= BATTERY_SECONDS:
            self._asked = time.monotonic()
            # Not every system can tell of a battery, or has one.
            battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
            self._answer = battery is not None and battery.power_plugged is False
        return self._answer
