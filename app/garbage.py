"""Python's garbage collector, kept out of the window's way.

A full collection looks at every object while all threads wait: with 200,000 tracks that is 0.3 s,
and loading them sets off a dozen. Tracks hold no cycles, so there is nothing to find in them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = (20_000, 5, 1_000)
"""Objects made until the youngest are looked at, and how often until the older and the oldest are.

A scan of 100,000 files would otherwise set off one full collection after another.
"""


def collect_seldom() -> None:
    """Look at the young often enough, at everything hardly ever."""
    gc.set_threshold(*SELDOM)


@contextmanager
def growing() -> Iterator[None]:
    """Collect nothing meanwhile, and never look again at what is there afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
