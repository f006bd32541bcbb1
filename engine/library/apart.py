"""Apart: long work in a process of its own, that tells through a pipe and ends with who asked."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_LISTEN_SECONDS = 0.2
_GRACE_SECONDS = 2


@contextmanager
def news_of(
    work: Callable[..., None], arguments: tuple[Any, ...], name: str, stopped: Callable[[], bool]
) -> Iterator[Iterator[Any]]:
    """Let a process do `work(pipe, *arguments)`; what it sends, until `stopped`.

    The process is gone when the context is left. Raises EOFError or OSError, while it is listened
    to, if it ends without a word.
    """
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, *arguments), name=name)
    process.start()
    theirs.close()

    def news() -> Iterator[Any]:
        while not stopped():
            if pipe.poll(_LISTEN_SECONDS):
                yield pipe.recv()

    try:
        yield news()
    finally:
        pipe.close()
        process.join(0 if stopped() else _GRACE_SECONDS)
        process.terminate()
        process.join()
