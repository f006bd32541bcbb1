"""How many stocks of freed memory the C library keeps, as it tells itself."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from engine.memory import ARENAS

PROGRAM = """
import ctypes, os, sys, threading
from engine.memory import keep_little
if "keep little" in sys.argv:
    keep_little()
malloc = ctypes.CDLL(None).malloc
together = threading.Barrier(8)
def use_memory():
    together.wait()
    malloc(1000)
    together.wait()
threads = [threading.Thread(target=use_memory) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
ctypes.CDLL(None).malloc_stats()
"""


def arenas(*arguments: str) -> int:
    command = [sys.executable, "-c", PROGRAM, *arguments]
    environment = {key: os.environ[key] for key in os.environ if key != "MALLOC_ARENA_MAX"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return done.stderr.count("Arena ")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no arenas")
def test_threads_share_the_memory_that_they_free() -> None:
    assert arenas() > ARENAS
    assert arenas("keep little") <= ARENAS
