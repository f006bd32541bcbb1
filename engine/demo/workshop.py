"""Work that is done in many processes at once and can be stopped between two pieces of it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from engine.errors import Cancelled


def finished(
    make: Callable[..., None],
    jobs: Sequence[tuple[object, ...]],
    workers: int,
    cancelled: Callable[[], bool],
    what: str,
) -> Iterator[None]:
    """Call `make` with the arguments of each of `jobs`, yielding as each is done.

    When `cancelled` says so, raises Cancelled, telling that `what` is not complete.
    """
    todo, running = deque(jobs), set[Future[None]]()
    workers = max(1, min(workers, len(jobs)))
    with _pool(workers) as pool:
        while todo or running:
            if cancelled():
                raise Cancelled(f"{what} is not complete", "Start again to go on with it.")
            # No more are handed out than are being made, so that a cancelled run ends soon.
            while todo and len(running) < workers:
                running.add(pool.submit(make, *todo.popleft()))
            ready, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers,
        # A forked child would inherit the locks of whatever threads the caller runs.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
    )


def _begin() -> None:
    # Ctrl-C is the caller's to answer; a worker finishes what it has begun.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End with the process that began this one, which may be killed without a word."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
