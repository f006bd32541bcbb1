"""Fitting: one way to run Lightning, for every network that is trained here.

`fit` takes a LightningModule and its loaders and keeps in one folder what a run needs to go on
another day: `last.ckpt`, `best.ckpt` and the curves as `curves.csv`, all written anew after each
epoch, and `curves.png`, drawn at the end of the run or where it was stopped. A run that was stopped
(Ctrl-C, `Watch.cancelled`, a power cut) and is started again in the same folder goes on after the
last whole epoch; one that came to its end returns at once.

The task logs with `self.log(name, value, on_step=False, on_epoch=True)`: whatever it logs becomes
a column and a curve, and the course's `metric` must be among it. Importing this module imports
Lightning, which takes seconds: do it where training starts.
"""

from __future__ import annotations

import csv
import json
import logging
import signal
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import lightning.pytorch as lightning
import torch
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch.callbacks import Callback, EarlyStopping, ModelCheckpoint
from torch.utils.data import DataLoader

from engine.errors import NearfieldError
from engine.training.course import Course, Fitted, Machine, Point
from engine.training.curves import draw_curves, read_curves
from engine.training.watch import Watch
from engine.whole_file import whole_file

_LAST, _BEST, _RUN = "last.ckpt", "best.ckpt", "run.json"
_CURVES, _PICTURE = "curves.csv", "curves.png"
_NOT_HERE = (ValueError, TypeError, RuntimeError, ImportError, MisconfigurationException)
"""What Lightning raises for a machine that has not what was asked for."""


def fit(
    task: lightning.LightningModule,
    train: DataLoader[Any],
    validation: DataLoader[Any],
    course: Course,
    folder: Path,
    *,
    made_of: Mapping[str, object],
    machine: Machine | None = None,
    watch: Watch | None = None,
    looked: Callable[[Point], None] | None = None,
    deal: bool = True,
) -> Fitted:
    """Train `task` along the course, and leave it with the weights of its best epoch.

    `made_of` (as JSON) says what the run is made of: data, settings, seed. What lies in `folder`
    of a run made of something else is thrown away. `looked` is called with each epoch's point.
    On several devices Lightning deals the data to them unless `deal` is False, for loaders whose
    sampler does so itself.

    Raises Cancelled, NearfieldError if the machine has not what was asked for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _begin(folder, {"made of": made_of, "metric": course.metric})
    curves = _Curves(folder / _CURVES, looked)
    if (fitted := _finished(folder, course)) is None:
        callbacks = [_Reporter(watch or Watch()), curves, *_keepers(folder, course)]
        with _quiet(), _drawn(folder, course):
            trainer = _trainer(course, machine or Machine(), callbacks, folder, deal=deal)
            _run(trainer, task, train, validation, folder / _LAST)
            if not trainer.is_global_zero:
                raise SystemExit(0)  # the process of another device has done its part
        fitted = _fitted(folder, course)
        _write(folder / _RUN, {**json.loads((folder / _RUN).read_text()), "ended": asdict(course)})
    task.load_state_dict(best_state(fitted))
    return fitted


def best_state(fitted: Fitted) -> dict[str, torch.Tensor]:
    """The task's weights of the best epoch."""
    kept = torch.load(fitted.checkpoint, map_location="cpu", weights_only=True)
    state: dict[str, torch.Tensor] = kept["state_dict"]
    return state


def _begin(folder: Path, run: Mapping[str, object]) -> None:
    """Throw away what is left of another run, and remember what this one is made of."""
    path = folder / _RUN
    wanted = json.loads(json.dumps(run))
    if path.exists():
        found = json.loads(path.read_text())
        found.pop("ended", None)
        if found == wanted:
            return
    for name in (_LAST, _BEST, _CURVES, _PICTURE):
        (folder / name).unlink(missing_ok=True)
    _write(path, wanted)


def _finished(folder: Path, course: Course) -> Fitted | None:
    """The run as it ended, if it did so along this same course."""
    ended = json.loads((folder / _RUN).read_text()).get("ended")
    return _fitted(folder, course) if ended == json.loads(json.dumps(asdict(course))) else None


def _fitted(folder: Path, course: Course) -> Fitted:
    points = read_curves(folder / _CURVES)
    choose = max if course.highest else min
    best = choose(points, key=lambda point: point[course.metric])
    return Fitted(folder / _BEST, tuple(points), best, folder / _CURVES)


def _trainer(
    course: Course, machine: Machine, callbacks: list[Callback], folder: Path, *, deal: bool
) -> lightning.Trainer:
    try:
        return lightning.Trainer(
            accelerator=machine.accelerator,
            devices=_devices(machine.devices),
            strategy=machine.strategy,
            precision=machine.precision,  # type: ignore[arg-type]
            max_epochs=course.epochs,
            limit_train_batches=course.steps,
            callbacks=callbacks,
            default_root_dir=folder,
            use_distributed_sampler=deal,
            num_sanity_val_steps=0,
            logger=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
    except _NOT_HERE as error:
        raise NearfieldError("This machine cannot train that way", str(error)) from error


def _devices(asked: str) -> str | int:
    return int(asked) if asked.isdecimal() else asked


def _run(
    trainer: lightning.Trainer,
    task: lightning.LightningModule,
    train: DataLoader[Any],
    validation: DataLoader[Any],
    last: Path,
) -> None:
    before = str(last) if last.exists() else None
    handler = signal.getsignal(signal.SIGINT)
    try:
        trainer.fit(task, train, validation, ckpt_path=before, weights_only=True)
    except SystemExit as interrupted:  # what Lightning makes of a Ctrl-C, deaf to another one
        signal.signal(signal.SIGINT, handler)
        raise KeyboardInterrupt from interrupted


def _keepers(folder: Path, course: Course) -> list[Callback]:
    """Keep the last and the best epoch; end early when it gets no better."""
    mode = "max" if course.highest else "min"
    keeper = partial(
        ModelCheckpoint,
        dirpath=folder,
        save_on_train_epoch_end=True,
        enable_version_counter=False,
        auto_insert_metric_name=False,
    )
    return [
        EarlyStopping(
            course.metric,
            mode=mode,
            min_delta=course.gain,
            patience=course.patience,
            check_on_train_epoch_end=True,
        ),
        keeper(filename="best", monitor=course.metric, mode=mode),
        keeper(filename="last"),
    ]


class _Reporter(Callback):
    """Tells how far the run is, and ends it when it is to stop."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def on_train_batch_end(
        self, trainer: lightning.Trainer, task: lightning.LightningModule, *_: Any
    ) -> None:
        """After each step."""
        total = int(trainer.num_training_batches) * (trainer.max_epochs or 1)
        if trainer.is_global_zero:
            self._watch.step("Training", trainer.global_step, total)


class _Curves(Callback):
    """Keeps what was logged of each epoch, in the checkpoint and in files for people."""

    def __init__(self, path: Path, looked: Callable[[Point], None] | None) -> None:
        self._path, self._looked = path, looked
        self._points: list[Point] = []

    def state_dict(self) -> dict[str, Any]:
        """What goes into the checkpoint."""
        return {"points": [dict(point) for point in self._points]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on with the points of the checkpoint."""
        self._points = list(state["points"])

    def on_train_epoch_end(
        self, trainer: lightning.Trainer, task: lightning.LightningModule
    ) -> None:
        """Note what was logged."""
        logged = {name: float(value) for name, value in trainer.callback_metrics.items()}
        place = {"epoch": trainer.current_epoch + 1, "step": trainer.global_step}
        self._points.append(place | logged)
        if trainer.is_global_zero:
            _write_curves(self._path, self._points)
            if self._looked:
                self._looked(self._points[-1])


def _write_curves(path: Path, points: Sequence[Point]) -> None:
    names = dict.fromkeys(name for point in points for name in point)
    with whole_file(path) as unfinished, unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(names), lineterminator="\n")
        writer.writeheader()
        writer.writerows(dict(point) for point in points)


def _write(path: Path, value: object) -> None:
    with whole_file(path) as unfinished:
        unfinished.write_text(json.dumps(value, indent=2))


@contextmanager
def _drawn(folder: Path, course: Course) -> Iterator[None]:
    """However the run ends, a picture of how it went so far."""
    try:
        yield
    finally:
        if (folder / _CURVES).exists():
            points = read_curves(folder / _CURVES)
            draw_curves(points, course, folder / _PICTURE)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what Lightning says to developers: its devices, its tips, its opinion on workers."""
    loggers = [logging.getLogger(name) for name in ("lightning.pytorch", "lightning.fabric")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"lightning\..*")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
