from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from engine.index.turns import Turns


def test_searches_run_side_by_side() -> None:
    turns, both = Turns(), threading.Barrier(2)

    def search() -> int:
        with turns.searching():
            return both.wait(10)

    with ThreadPoolExecutor() as threads:
        met = [threads.submit(search) for _ in range(2)]
        assert sorted(meeting.result() for meeting in met) == [0, 1]


def test_nothing_runs_beside_a_change_and_it_gets_its_turn_among_endless_searches() -> None:
    turns, done = Turns(), threading.Event()
    inside: set[str] = set()

    def search(name: str) -> None:
        while not done.is_set():
            with turns.searching():
                inside.add(name)
                assert "change" not in inside
                inside.discard(name)

    def change() -> int:
        try:
            for _ in range(20):
                with turns.changing():
                    assert not inside
                    inside.add("change")
                    inside.discard("change")
        finally:
            done.set()
        return 20

    with ThreadPoolExecutor() as threads:
        searches = [threads.submit(search, name) for name in "abc"]
        assert threads.submit(change).result(60) == 20
        for searching in searches:
            searching.result(60)
