"""Read files for their tags and sound: a few here, many in processes of their own.

Other processes read as fast as there are cores, leave the window its interpreter, and can be
replaced when a file kills them or holds them up. A file that does costs nothing but itself.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from engine.catalog.identity import identify
from engine.catalog.tags import read_tags
from engine.catalog.walk import GONE
from engine.types import Tags

MANY = 1_000
"""Files from which on the start of other processes is worth its while."""
CHUNK = 50
"""Files read by one process at a time."""
SECONDS = 60.0
"""How long a chunk, or a file of one that failed, may take."""
_PATIENCE = 0.1
"""Seconds between two questions whether to go on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file; without `tags` it is gone, or there is a `reason`."""

    relative: str
    tags: Tags | None = None
    identity: str = ""
    reason: str = ""


Reader = Callable[[Path, Sequence[str]], list[Reading]]


def read_files(root: Path, names: Sequence[str]) -> list[Reading]:
    """Read files by their paths relative to `root`, one after the other."""
    return [_read_file(root, relative) for relative in names]


def read_all(
    root: Path,
    names: Sequence[str],
    cancelled: Callable[[], bool] = lambda: False,
    read: Reader = read_files,
) -> Iterator[Reading]:
    """Every file's reading, in order; ends early when `cancelled`."""
    if len(names) < MANY:
        for relative in names:
            if cancelled():
                return
            yield from read(root, [relative])
        return
    with _Readers(root, read, cancelled) as readers:
        yield from readers.of(names)


class _Readers:
    """A pool of reading processes, kept busy some chunks ahead."""

    def __init__(self, root: Path, read: Reader, cancelled: Callable[[], bool]) -> None:
        self._root, self._read, self._cancelled = root, read, cancelled
        self._workers = os.cpu_count() or 1
        self._pool = ProcessPool(
            max_workers=self._workers,
            context=multiprocessing.get_context("spawn"),
            initializer=_yield_to_the_window,
        )

    def __enter__(self) -> _Readers:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def of(self, names: Sequence[str]) -> Iterator[Reading]:
        """The readings of these files, in order."""
        left = iter(names)
        ahead: deque[tuple[list[str], Future[list[Reading]]]] = deque()
        while not self._cancelled():
            while len(ahead) < 2 * self._workers + 1 and (chunk := list(islice(left, CHUNK))):
                ahead.append((chunk, self._schedule(chunk)))
            if not ahead:
                return
            chunk, future = ahead.popleft()
            yield from self._outcome(chunk, future)

    def _schedule(self, chunk: list[str]) -> Future[list[Reading]]:
        future: Future[list[Reading]] = self._pool.schedule(
            self._read, args=[self._root, chunk], timeout=SECONDS
        )
        return future

    def _outcome(self, chunk: list[str], future: Future[list[Reading]]) -> Iterator[Reading]:
        """A chunk's readings; where reading it failed, each of its files is tried alone."""
        while not self._cancelled():
            try:
                yield from future.result(_PATIENCE)
            except TimeoutError:
                if not future.done():
                    continue  # only our patience is at an end
                yield from self._one_by_one(chunk, f"took more than {SECONDS:g} seconds")
            except ProcessExpired:
                yield from self._one_by_one(chunk, "crashed the process that did it")
            return

    def _one_by_one(self, chunk: list[str], happened: str) -> Iterator[Reading]:
        if len(chunk) == 1:
            yield Reading(chunk[0], reason=f"Reading this file {happened}.")
            return
        for name in chunk:
            yield from self._outcome([name], self._schedule([name]))


def _yield_to_the_window() -> None:
    if hasattr(os, "nice"):
        os.nice(5)


def _read_file(root: Path, relative: str) -> Reading:
    path = root / relative
    try:
        return Reading(relative, read_tags(path, root), identify(path))
    except OSError as error:
        return Reading(relative, reason="" if error.errno in GONE else _reason(error))


def _reason(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return "No permission to read this file."
    return f"This file cannot be read: {error.strerror or error}."
