"""Python's garbage collector, kept out of the window's way.

A full collection looks at every object while all threads wait: with 200,000 tracks that is 0.3 s,
and loading them sets off a dozen. Tracks hold no cycles, so there is nothing to find in them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def growing() -> Iterator[None]:
    """Collect nothing meanwhile, and never look again at what is there afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
