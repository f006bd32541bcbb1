"""How this process keeps memory that it has freed: docs/decisions/memory.md has the figures."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

ARENAS: Final = 2
"""Stocks of freed memory that threads share."""
_M_ARENA_MAX: Final = -8


def keep_little() -> None:
    """Let threads share what they free; for the entry point, before there are any threads.

    The C library of most Linux systems gives threads a stock of freed memory each, up to eight a
    core, and what is freed to one cannot be used from another. Elsewhere this does nothing.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS)
