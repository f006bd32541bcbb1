"""The listening process: files in, vectors and tag scores out.

It owns the decoding workers and the model, so that neither a crash of a decoder nor the weight of
torch reaches the app. `Job`s come through a pipe, a `Heard` goes back for each, in any order, or
once a ModelError; None, or the other side's end, ends it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from pebble import ProcessPool

from engine.analysis.job import Job
from engine.analysis.limits import DECODE_SECONDS, decode_within_limits, outcome_of
from engine.analysis.model import Model, open_model
from engine.audio.excerpts import ExcerptPlan
from engine.errors import ModelError
from engine.models.weights import ModelFile
from engine.types import Heard

Windows = NDArray[np.float32]

BATCH_TRACKS = 4
"""Tracks a forward pass takes on a CPU; more no longer fit its caches."""
MODEL_SHARE = 0.3
"""The model's part of all analysis work, so of the cores torch may use."""


def listen(connection: Connection, model_path: Path, workers: int) -> None:
    """Run the listening process until the other side ends it."""
    yield_to_everyone_else()
    try:
        _listen(connection, ModelFile.read(model_path), workers)
    except ModelError as error:
        connection.send(error)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the app is gone


def _listen(connection: Connection, model_file: ModelFile, workers: int) -> None:
    decoded: queue.Queue[tuple[Job, Future[Windows]] | None] = queue.Queue()
    pool = ProcessPool(max_workers=workers, context=multiprocessing.get_context("spawn"))
    intake = threading.Thread(
        target=_take_in, args=(connection, pool, model_file.plan, decoded), daemon=True
    )
    intake.start()
    try:
        _hear(connection, decoded, model_file)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def yield_to_everyone_else() -> None:
    """The lowest claim on disks and little on processors; the workers inherit it."""
    me = psutil.Process()
    with contextlib.suppress(psutil.Error, OSError):  # not every system grants it
        if sys.platform == "win32":
            me.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
            me.ionice(psutil.IOPRIO_VERYLOW)
        else:
            me.nice(10)
        if sys.platform == "linux":
            me.ionice(psutil.IOPRIO_CLASS_IDLE)


def _take_in(
    connection: Connection, pool: ProcessPool, plan: ExcerptPlan, decoded: queue.Queue[Any]
) -> None:
    """Hand each job to a decoding worker, and what becomes of it to the model."""
    with contextlib.suppress(EOFError, OSError):
        while job := connection.recv():
            future = pool.schedule(
                decode_within_limits, args=[job.path, plan], timeout=DECODE_SECONDS
            )
            future.add_done_callback(partial(_pass_on, decoded, job))
    decoded.put(None)


def _pass_on(decoded: queue.Queue[Any], job: Job, future: Future[Windows]) -> None:
    decoded.put((job, future))


def _hear(
    connection: Connection,
    decoded: queue.Queue[tuple[Job, Future[Windows]] | None],
    model_file: ModelFile,
) -> None:
    # torch, where it is needed, loads while the workers decode
    model = open_model(model_file, threads=max(1, round(MODEL_SHARE * (os.cpu_count() or 1))))
    limit = model.batch_tracks or BATCH_TRACKS
    before: Callable[[], None] | None = None
    for batch in _batches(decoded, limit):
        started = _started(connection, model, batch)
        if before:
            before()  # a GPU works on what was just started meanwhile
        before = started
        if decoded.empty():
            before()
            before = None


def _started(
    connection: Connection, model: Model, batch: Sequence[tuple[Job, Future[Windows]]]
) -> Callable[[], None]:
    """Tell at once what failed, begin with the rest, and return how to tell of that."""
    heard: list[tuple[Job, Windows]] = []
    for job, future in batch:
        outcome = outcome_of(future)
        if isinstance(outcome, str):
            connection.send(Heard(job.track_id, job.identity, None, outcome))
        else:
            heard.append((job, outcome))
    if not heard:
        return lambda: None
    pending = model.start([windows for _, windows in heard])

    def tell() -> None:
        for (job, _), (vector, scores) in zip(heard, pending.pooled(), strict=True):
            connection.send(Heard(job.track_id, job.identity, vector, scores=scores))

    return tell


def _batches(source: queue.Queue[Any], limit: int) -> Iterator[list[Any]]:
    """What lies ready, `limit` at most; waits only when nothing does; None in `source` ends it."""
    while (item := source.get()) is not None:
        batch = [item]
        with contextlib.suppress(queue.Empty):
            while len(batch) < limit:
                item = source.get_nowait()
                if item is None:
                    yield batch
                    return
                batch.append(item)
        yield batch
