"""What holds the analysis back, and when."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from engine.analysis.conduct import Conduct, in_quiet_hours
from engine.types import Manners, Restraint

NOON = datetime(2026, 11, 21, 12)
NIGHT = (time(22), time(7))


def conduct(manners: Manners | None = None, *, battery: bool = False) -> Conduct:
    return Conduct(manners or Manners(), now=lambda: NOON, on_battery=lambda: battery)


@pytest.mark.parametrize(
    ("hours", "moment", "quiet"),
    [
        (NIGHT, time(21, 59), False),
        (NIGHT, time(22), True),
        (NIGHT, time(0), True),
        (NIGHT, time(6, 59), True),
        (NIGHT, time(7), False),
        ((time(9), time(17)), time(12), True),
        ((time(9), time(17)), time(17), False),
        ((time(9), time(9)), time(9), False),
        (None, time(3), False),
    ],
)
def test_quiet_hours(hours: tuple[time, time] | None, moment: time, quiet: bool) -> None:
    manners = Manners(quiet_hours=hours)
    assert in_quiet_hours(manners, datetime.combine(NOON, moment)) is quiet


def test_it_yields_to_music_and_the_battery() -> None:
    gentle = conduct(battery=True)
    assert gentle.slow
    assert conduct(battery=True).restraint is Restraint.BATTERY
    gentle.playing = True
    assert gentle.restraint is Restraint.PLAYING


def test_it_goes_at_full_speed_where_it_is_told_to() -> None:
    brisk = conduct(Manners(slow_while_playing=False, slow_on_battery=False), battery=True)
    brisk.playing = True
    assert brisk.restraint is None
    assert not brisk.slow


def test_only_a_pause_and_quiet_hours_stop_it() -> None:
    playing = conduct()
    playing.playing = True
    assert not playing.resting
    playing.paused = True
    assert playing.resting
    assert conduct(Manners(quiet_hours=(time(9), time(17)))).resting


def test_one_worker_a_core_unless_told_otherwise() -> None:
    assert conduct(Manners(workers=3)).workers == 3
    assert conduct().workers >= 1
