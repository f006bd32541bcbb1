"""Listening to files with several models at once, as the analysis does with one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.analysis.model import open_model
from engine.errors import NearfieldError
from engine.models.weights import ModelFile
from engine.training.tagging.decoding import Decoders
from engine.training.watch import Watch

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOGETHER = 4
"""Files a forward pass takes."""


def hear_all(
    paths: Sequence[Path], models: Sequence[ModelFile], watch: Watch
) -> tuple[list[int], list[NDArray[np.float32]], Counter[str]]:
    """Which files can be decoded, each model's scores of these (files, tags), why others cannot.

    Files are decoded once for all models that listen to the same windows.
    """
    scores: dict[int, NDArray[np.float32]] = {}
    heard: set[int] = set(range(len(paths)))
    failed: Counter[str] = Counter()
    order = sorted(range(len(models)), key=lambda number: str(models[number].plan))
    for _, group in groupby(order, lambda number: models[number].plan):
        numbers = list(group)
        found, reasons = _hear_with(paths, [models[number] for number in numbers], watch)
        heard &= set(range(len(paths))) - set(reasons)
        failed = failed or Counter(reasons.values())
        scores |= dict(zip(numbers, found, strict=True))
    if not heard:
        raise NearfieldError("Nothing can be heard", "; ".join(failed))
    kept = sorted(heard)
    return kept, [scores[number][kept] for number in range(len(models))], failed


def _hear_with(
    paths: Sequence[Path], models: Sequence[ModelFile], watch: Watch
) -> tuple[list[NDArray[np.float32]], dict[int, str]]:
    """The scores (files, tags) of models of one plan, nan for files that cannot be decoded."""
    loaded = [open_model(model, threads=os.cpu_count() or 1) for model in models]
    scores = [np.full((len(paths), len(m.tags)), np.nan, np.float32) for m in models]
    reasons: dict[int, str] = {}
    with Decoders(models[0].plan, os.cpu_count() or 1) as decoders:
        outcomes = enumerate(decoders.decoded(paths))
        for batch in _batches(outcomes):
            watch.step(f"Listening with {models[0].path.stem}", batch[0][0], len(paths))
            sounds = {}
            for number, outcome in batch:
                if isinstance(outcome, str):
                    reasons[number] = outcome
                else:
                    sounds[number] = outcome
            for model, table in zip(loaded, scores, strict=True):
                for number, (_, told) in zip(
                    sounds, model.pooled(list(sounds.values())), strict=True
                ):
                    table[number] = told
    return scores, reasons


def _batches(
    outcomes: Iterator[tuple[int, NDArray[np.float32] | str]],
) -> Iterator[list[tuple[int, NDArray[np.float32] | str]]]:
    batch = []
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) == _TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch
