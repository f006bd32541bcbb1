"""Which parts of a track are listened to."""

import pytest

from engine.audio.excerpts import ExcerptPlan

PLAN = ExcerptPlan(seconds=30.0, count=3, sample_rate=16_000)


def test_windows_spread_through_a_song() -> None:
    starts = PLAN.starts(240.0)
    assert starts == pytest.approx((37.5, 105.0, 172.5))


@pytest.mark.parametrize("duration", [61.0, 90.0, 95.0, 100.0, 240.0, 36_000.0])
def test_windows_lie_inside_the_track_without_overlap(duration: float) -> None:
    starts = PLAN.starts(duration)
    ends = [start + PLAN.seconds for start in starts]
    assert starts[0] > 0
    assert ends[-1] < duration
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


@pytest.mark.parametrize(("duration", "windows"), [(10, 1), (45, 1), (70, 2), (100, 3), (999, 3)])
def test_a_short_track_gets_fewer_windows(duration: float, windows: int) -> None:
    assert len(PLAN.starts(duration)) == windows


@pytest.mark.parametrize("duration", [0.0, 0.2, 29.9, 30.0])
def test_a_track_no_longer_than_a_window_is_heard_from_its_start(duration: float) -> None:
    assert PLAN.starts(duration) == (0.0,)


@pytest.mark.parametrize("wrong", [(0.0, 3, 16_000), (30.0, 0, 16_000), (30.0, 3, 0)])
def test_a_plan_asks_for_some_sound(wrong: tuple[float, int, int]) -> None:
    with pytest.raises(ValueError, match="some sound"):
        ExcerptPlan(*wrong)
