"""A file that wants too much of its worker fails for it, and the worker goes on."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pebble import ProcessPool

from engine.analysis import limits
from engine.analysis.limits import at_most, decode_within_limits, outcome_of
from engine.audio.decode import TOO_MUCH_MEMORY
from engine.audio.excerpts import ExcerptPlan
from tests.bench.bombs import flac_gallery
from tests.bench.mutations import write

DATA = Path(__file__).parents[2] / "data"
PLAN = ExcerptPlan(seconds=2.0, count=2, sample_rate=16_000)
GIGABYTE = 1 << 30

limited = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to such a limit")


@pytest.fixture
def pool() -> Iterator[ProcessPool]:
    """One worker, started as the listening process starts its own."""
    pool = ProcessPool(max_workers=1, context=multiprocessing.get_context("spawn"))
    yield pool
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def outcome(
    pool: ProcessPool, function: Callable[..., Any], *args: object, seconds: float | None = None
) -> object:
    """What the listening process makes of what becomes of `function` in a worker."""
    return outcome_of(pool.schedule(function, args=args, timeout=seconds))


def allocate(size: int) -> int:
    """Take `size` bytes within the limit of a gigabyte, and give them back."""
    with at_most(GIGABYTE):
        return len(np.ones(size, np.uint8))


@limited
def test_a_worker_may_grow_by_so_much_and_no_more(pool: ProcessPool) -> None:
    assert pool.schedule(allocate, args=[GIGABYTE // 2]).result() == GIGABYTE // 2
    with pytest.raises(MemoryError):
        pool.schedule(allocate, args=[2 * GIGABYTE]).result()
    assert pool.schedule(allocate, args=[GIGABYTE // 2]).result() == GIGABYTE // 2


@limited
def test_the_limit_ends_with_its_file(pool: ProcessPool) -> None:
    pool.schedule(allocate, args=[1]).result()
    assert pool.schedule(np.zeros, args=[8]).result().shape == (8,)
    assert pool.schedule(_limit).result() == pool.schedule(_limit).result()


@limited
def test_a_file_that_needs_more_memory_says_so_and_the_next_is_heard(
    pool: ProcessPool, tmp_path: Path
) -> None:
    hungry = tmp_path / "hungry.flac"
    write(hungry, flac_gallery(70))
    good = Path(shutil.copy(DATA / "tiny.flac", tmp_path))
    assert outcome(pool, decode_within_limits, hungry, PLAN) == TOO_MUCH_MEMORY
    assert not isinstance(outcome(pool, decode_within_limits, good, PLAN), str)


def test_a_worker_that_the_system_kills_is_replaced(pool: ProcessPool, tmp_path: Path) -> None:
    good = Path(shutil.copy(DATA / "tiny.flac", tmp_path))
    for deadly in (signal.SIGSEGV, getattr(signal, "SIGKILL", signal.SIGTERM)):
        reason = outcome(pool, _die, deadly)
        assert reason == "The decoder crashed on this file."
    assert not isinstance(outcome(pool, decode_within_limits, good, PLAN), str)


def test_a_worker_that_hangs_is_replaced(pool: ProcessPool, tmp_path: Path) -> None:
    good = Path(shutil.copy(DATA / "tiny.flac", tmp_path))
    reason = outcome(pool, time.sleep, 1000, seconds=0.2)
    assert isinstance(reason, str)
    assert f"{limits.DECODE_SECONDS} seconds" in reason
    assert not isinstance(outcome(pool, decode_within_limits, good, PLAN), str)


def test_what_no_one_expected_is_told_without_the_words_of_python(pool: ProcessPool) -> None:
    reason = outcome(pool, divmod, 1, 0)
    assert reason == "The decoder cannot make sense of this file."


def _die(deadly: int) -> None:
    os.kill(os.getpid(), deadly)


def _limit() -> object:
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)
