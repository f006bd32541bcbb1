"""Mutagen alone, for the scanning benchmark: a process that has nothing of Nearfield in it.

For each line of file names, with a NUL between them, it answers with the seconds that reading took.
"""

from __future__ import annotations

import sys
import time

import mutagen


def main() -> None:
    """Read until there are no more lines."""
    for line in sys.stdin:
        began = time.perf_counter()
        for path in line.rstrip("\n").split("\0"):
            mutagen.File(path)
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
