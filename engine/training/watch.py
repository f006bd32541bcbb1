"""Watch: who is told how far a long run is, and who may stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.errors import Cancelled

Told = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, of how much."""


def _tell_nobody(doing: str, done: int, total: int) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Watch:
    """Called at every step of a run that a person may want to stop."""

    told: Told = _tell_nobody
    cancelled: Callable[[], bool] = _never

    def heed(self) -> None:
        """Raises Cancelled if the run is to stop."""
        if self.cancelled():
            raise Cancelled("Training was stopped", "The same command goes on from here.")

    def step(self, doing: str, done: int, total: int) -> None:
        """Report; raises Cancelled if the run is to stop."""
        self.heed()
        self.told(doing, done, total)
