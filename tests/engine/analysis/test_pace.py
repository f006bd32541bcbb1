"""The rate behind the time left."""

from __future__ import annotations

import pytest

from engine.analysis import pace
from engine.analysis.pace import Pace


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_steady_rate_is_told_rightly_from_the_first_event_on() -> None:
    clock = Clock()
    steady = Pace(clock)
    clock.now += 60  # nothing happens while processes start
    for _ in range(11):
        steady.tick()
        clock.now += 0.5
    assert steady.rate() == pytest.approx(10 / 5.5)


def test_a_few_events_say_nothing_yet() -> None:
    clock = Clock()
    young = Pace(clock)
    for _ in range(pace.FEWEST - 1):
        young.tick()
        clock.now += 1
    assert young.rate() == 0


def test_it_looks_back_only_so_far_and_starts_over_when_told() -> None:
    clock = Clock()
    changing = Pace(clock)
    for step in (0.1, 1.0):
        for _ in range(400):
            changing.tick()
            clock.now += step
    assert changing.rate() == pytest.approx(1.0, rel=0.02)
    changing.reset()
    assert changing.rate() == 0


def test_when_nothing_comes_the_rate_falls() -> None:
    clock = Clock()
    stuck = Pace(clock)
    for _ in range(20):
        stuck.tick()
        clock.now += 1
    before = stuck.rate()
    clock.now += 100
    assert stuck.rate() < before / 3
