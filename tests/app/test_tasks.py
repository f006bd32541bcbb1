"""The one threading primitive."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.tasks import Lane, Tasks


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    assert tasks.finish(5)


def test_work_runs_elsewhere_and_its_result_arrives_here(tasks: Tasks, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    tasks.start(
        threading.current_thread,
        lambda worker: threads.extend((worker, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: tasks.idle)
    worker, receiver = threads
    assert worker is not threading.main_thread()
    assert receiver is threading.main_thread()


def test_one_lane_keeps_the_order(tasks: Tasks, qtbot: QtBot) -> None:
    done: list[str] = []
    for number in range(50):
        tasks.start(partial(str, number), done.append)
    qtbot.waitUntil(lambda: tasks.idle)
    assert done == [str(number) for number in range(50)]


def test_lanes_do_not_wait_for_each_other(tasks: Tasks, qtbot: QtBot) -> None:
    held = threading.Event()
    done: list[str] = []
    tasks.start(lambda: held.wait(10), lane=Lane.LONG)
    tasks.start(lambda: "quick", done.append, lane=Lane.LIBRARY)
    qtbot.waitUntil(lambda: done == ["quick"])
    held.set()


def test_an_older_answer_to_the_same_question_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    held = threading.Event()
    begun: list[int] = []
    done: list[int] = []

    def ask(number: int) -> None:
        def work() -> int:
            begun.append(number)
            assert held.wait(10)
            return number

        tasks.start(work, done.append, topic="similar")

    ask(1)
    qtbot.waitUntil(lambda: begun == [1])
    ask(2)
    ask(3)
    held.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert done == [3]
    assert begun == [1, 3], "what was overtaken before it began need not be done at all"


def test_an_error_reaches_whoever_asked(tasks: Tasks, qtbot: QtBot) -> None:
    errors: list[Exception] = []
    tasks.start(lambda: 1 // 0, failed=errors.append)
    qtbot.waitUntil(lambda: tasks.idle)
    assert [type(error) for error in errors] == [ZeroDivisionError]


def test_an_error_nobody_asked_for_is_told_by_signal(tasks: Tasks, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tasks.failed) as told:
        tasks.start(lambda: 1 // 0)
    assert isinstance(told.args[0], ZeroDivisionError)


def test_a_flood_of_posts_arrives_whole_and_in_order(tasks: Tasks, qtbot: QtBot) -> None:
    heard: list[int] = []

    def flood() -> None:
        for number in range(3000):
            tasks.post(partial(heard.append, number))

    thread = threading.Thread(target=flood)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(heard) == 3000)
    assert heard == list(range(3000))


def test_finishing_lets_what_was_asked_be_done(qtbot: QtBot) -> None:
    tasks = Tasks()
    written: list[int] = []
    for number in range(5):
        tasks.start(partial(written.append, number))
    assert tasks.finish(5)
    assert written == [0, 1, 2, 3, 4]


def test_finishing_does_not_wait_for_ever(qtbot: QtBot) -> None:
    tasks, held = Tasks(), threading.Event()
    tasks.start(lambda: held.wait(10))
    assert not tasks.finish(0.05)
    held.set()
    assert tasks.finish(5)
