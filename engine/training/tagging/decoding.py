"""Decoding many files in worker processes, as the analysis does, but in order.

A file that is missing, damaged, too large, or takes a decoder with it fails by itself, with a
sentence that says why.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pebble import ProcessPool

from engine.analysis.limits import DECODE_SECONDS, decode_within_limits, outcome_of
from engine.audio.excerpts import ExcerptPlan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AHEAD = 3
"""Files asked for ahead of time, for each worker: memory holds the windows of those only."""


class Decoders:
    """Worker processes, started with the first file and ended with the `with`."""

    def __init__(self, plan: ExcerptPlan, workers: int) -> None:
        self._plan = plan
        self._ahead = _AHEAD * workers
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPool(max_workers=workers, context=context)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def decoded(self, paths: Sequence[Path]) -> Iterator[NDArray[np.float32] | str]:
        """The windows (n, samples) of each file, or one sentence on why there are none."""
        rest = iter(paths)
        waiting = deque(map(self._asked, islice(rest, self._ahead)))
        while waiting:
            outcome = outcome_of(waiting.popleft())
            waiting.extend(map(self._asked, islice(rest, 1)))
            yield outcome

    def _asked(self, path: Path) -> Future[NDArray[np.float32]]:
        future: Future[NDArray[np.float32]] = self._pool.schedule(
            decode_within_limits, args=[path, self._plan], timeout=DECODE_SECONDS
        )
        return future
