"""The learning process: a library's habits in, ears that know them out.

It goes on from the model that listens, so that a little music is enough, and leaves new weights
beside its work; who started it decides whether they are used. Like the listening process it is one
of its own with little claim on the machine. What it tells through the pipe: a `LearningProgress`
again and again, at the end a `Learned`, or the error that ended it.
"""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from engine.analysis.listener import yield_to_everyone_else
from engine.errors import NearfieldError
from engine.models.weights import ModelFile, load, save
from engine.training.course import Machine, Point
from engine.training.preference.database import PreferenceFile
from engine.training.preference.own_library import Habits, graph_of_library
from engine.training.preference.recipes import Recipe
from engine.training.watch import Watch
from engine.types import CurvePoint, Learned, LearningProgress

MOST_TRACKS = 600
"""So many are listened to: 1,800 chunks of sound, 200 MB of pictures."""
CHUNKS_EACH = 3
RECIPE = Recipe(
    "library",
    learning_rate=0.0001,
    graded=True,
    decay=True,
    crop=157,
    shared_equaliser=6.0,
    shared_shift=6,
    own_equaliser=2.0,
    check_every=25,
    patience=8,
)
WORK, WEIGHTS = "work.sqlite", "learned.safetensors"
_TELL_SECONDS = 0.1


def learn(
    connection: Connection, habits: Habits, folder: Path, model: Path, recipe: Recipe
) -> None:
    """Run the learning process until it is done or the other side ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for who started it
    yield_to_everyone_else()
    news = _News(connection)
    try:
        connection.send(_learned(habits, folder, ModelFile.read(model), recipe, news))
    except NearfieldError as error:
        connection.send(NearfieldError(error.title, error.message))
    except ModuleNotFoundError as error:
        way = "Learning needs what training needs: pip install 'nearfield[training]'"
        connection.send(NearfieldError(f"{error.name} is not installed", way))
    except BrokenPipeError:
        pass  # whoever asked is gone; the same question goes on from here


class _News:
    """Tells how far it is, not more often than anybody can look."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._points: list[CurvePoint] = []
        self._told = 0.0

    def step(self, doing: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told >= _TELL_SECONDS or done == total:
            self._told = now
            self._connection.send(LearningProgress(doing, done, total, tuple(self._points)))

    def looked(self, point: Point) -> None:
        self._points.append(_curve_point(point))


def _learned(
    habits: Habits, folder: Path, model: ModelFile, recipe: Recipe, news: _News
) -> Learned:
    # Torch is loaded here, where it holds up nobody.
    import torch

    from engine.audio.mel import MelFrontEnd
    from engine.training.preference import pipeline
    from engine.training.preference.chunks import Chunking
    from engine.training.preference.comparison import compare
    from engine.training.preference.fit import fit_network
    from engine.training.preference.network import bands_of

    torch.set_flush_denormal(True)
    torch.set_num_threads(max(1, (os.cpu_count() or 1) // 2))
    watch = Watch(news.step)
    start = load(model)
    bands, front_end = bands_of(start), start.front_end
    assert isinstance(front_end, MelFrontEnd)
    work = folder / WORK
    settings = pipeline.Settings(recipe=recipe, chunking=Chunking(each=CHUNKS_EACH))
    pipeline.prepare(work, lambda: graph_of_library(habits), settings, watch, front_end)
    with PreferenceFile(work) as file:
        lesson = fit_network(
            file,
            recipe,
            folder / "fit",
            start=start,
            start_id=model.model_id,
            machine=Machine(devices="1"),
            watch=watch,
            looked=news.looked,
        )
        watch.step("Comparing", 0, 1)
        comparison = compare(file, lesson.before, lesson.trained, bands)
    save(
        folder / WEIGHTS,
        lesson.trained,
        architecture=model.architecture,
        dimension=model.dimension,
        plan=model.plan,
        front_end=model.front_end,
        tags=model.tags,
    )
    return Learned(tuple(map(_curve_point, lesson.fitted.points)), comparison)


def _curve_point(point: Point) -> CurvePoint:
    return CurvePoint(int(point["step"]), point["training_loss"], point["validation_triplets"])
