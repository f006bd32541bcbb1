"""Excerpts: which parts of a track a model listens to.

A plan belongs to a model (it is read from the weights file) and goes with every request to decode.
"""

from __future__ import annotations

from dataclasses import dataclass

_LEFT_OUT = 0.05
"""The share of a track that no window covers, so that the very start and end stay out."""


@dataclass(frozen=True, slots=True)
class ExcerptPlan:
    """At most `count` windows of `seconds` each, decoded to mono at `sample_rate` hertz."""

    seconds: float
    count: int
    sample_rate: int

    def __post_init__(self) -> None:
        if self.seconds <= 0 or self.count < 1 or self.sample_rate < 1:
            raise ValueError(f"an excerpt plan asks for some sound: {self}")

    @property
    def samples(self) -> int:
        """The length of one window in samples."""
        return round(self.seconds * self.sample_rate)

    def starts(self, duration: float) -> tuple[float, ...]:
        """When each window begins in a track of `duration` seconds, in order, never overlapping.

        The sound left out is shared evenly before, between and after the windows. A short track
        gets fewer of them; one that is shorter than a window gets a single one, from its start.
        """
        fitting = int(duration * (1 - _LEFT_OUT) / self.seconds)
        windows = max(1, min(self.count, fitting))
        gap = max(0.0, duration - windows * self.seconds) / (windows + 1)
        return tuple(gap + index * (gap + self.seconds) for index in range(windows))
