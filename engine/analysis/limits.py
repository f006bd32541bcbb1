"""What one file may cost the worker that decodes it, in time and in memory.

The listening process hands each file to `decode_within_limits`; docs/decisions/limits-per-file.md
says why the limits are what they are and where they do not hold.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from pebble import ProcessExpired

from engine.audio.decode import MOST_MEMORY, TOO_MUCH_MEMORY, decode_excerpts
from engine.audio.excerpts import ExcerptPlan
from engine.errors import UnreadableAudio

if sys.platform == "linux":
    import resource

log = logging.getLogger(__name__)

DECODE_SECONDS = 60
"""How long one file may take before its worker is replaced."""


def decode_within_limits(path: Path, plan: ExcerptPlan) -> NDArray[np.float32]:
    """`decode_excerpts` for a worker process; a file that wants too much is an UnreadableAudio."""
    try:
        with at_most(MOST_MEMORY):
            return decode_excerpts(path, plan)
    except MemoryError as error:
        raise UnreadableAudio(path, TOO_MUCH_MEMORY) from error


@contextmanager
def at_most(more: int) -> Iterator[None]:
    """Let this process grow by `more` bytes inside; what asks for more meets a MemoryError.

    Counted from its present size, so that what an earlier file left behind costs a later one
    nothing. Only Linux keeps to such a limit; elsewhere this does nothing.
    """
    if sys.platform != "linux":
        yield
        return
    before = soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = psutil.Process().memory_info().vms + more
    bounds = [bound for bound in (wanted, soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def outcome_of(future: Future[NDArray[np.float32]]) -> NDArray[np.float32] | str:
    """The windows (n, samples) a worker decoded, or one sentence on why there are none."""
    try:
        return future.result()
    except UnreadableAudio as error:
        return error.reason
    except TimeoutError:
        return f"Decoding took more than {DECODE_SECONDS} seconds and was given up."
    except ProcessExpired:
        return "The decoder crashed on this file."
    except Exception:  # whatever a worker raises, the run goes on
        log.exception("Decoding raised what it should not")
        return "The decoder cannot make sense of this file."
