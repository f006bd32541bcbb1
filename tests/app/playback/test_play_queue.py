"""What plays next."""

from __future__ import annotations

from app.playback.play_queue import PlayQueue


def test_it_goes_through_the_list_and_stops_after_the_last() -> None:
    queue = PlayQueue()
    queue.start([7, 8, 9], 1)
    assert queue.current == 8
    assert queue.forward() == 9
    assert not queue.has_next
    assert queue.forward() is None
    assert queue.forward() is None
    assert queue.back() == 9


def test_nothing_comes_before_the_first() -> None:
    queue = PlayQueue()
    queue.start([7, 8])
    assert not queue.has_previous
    assert queue.back() == 7


def test_play_next_comes_before_the_rest() -> None:
    queue = PlayQueue()
    queue.start([1, 2, 3])
    queue.insert_next([8, 9])
    assert queue.upcoming == [8, 9, 2, 3]


def test_an_empty_queue_plays_nothing() -> None:
    queue = PlayQueue()
    assert queue.current is None
    assert queue.forward() is None
    assert queue.upcoming == []
