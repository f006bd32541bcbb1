"""A disk that is full: the system itself refuses what a file should hold beyond some bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def full_disk(most: int = 4_096) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes."""
    if sys.platform == "win32":
        pytest.skip("Windows limits no file")
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
