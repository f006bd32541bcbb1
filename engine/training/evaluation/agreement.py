"""Agreement: whether a pupil's tags are its teachers' tags, on music it was not taught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import nn

from engine.audio.mel import MelSettings
from engine.training.distillation.distil import window_steps
from engine.training.distillation.examples import Examples, read_examples
from engine.training.distillation.labelling import label_all
from engine.training.distillation.recipe import Recipe
from engine.training.distillation.school import School
from engine.training.distillation.teachers import highest
from engine.training.watch import Watch

Scores = NDArray[np.float32]

_LEAST = 3
"""A tag said, or not said, of fewer than that is not judged."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Each judged tag's area under the ROC curve: of windows, and of their recordings' means."""

    windows: Mapping[str, float]
    recordings: Mapping[str, float]


def tag_agreement(scores: Scores, taught: Scores, vocabularies: Sequence[int]) -> dict[int, float]:
    """The area under the ROC curve of each tag that can be judged, by its number.

    `scores` (n, t) are the pupil's, `taught` (n, t) the teachers'; `vocabularies` are the lengths
    of the teachers' lists, one after the other in t.
    """
    said = highest(taught, vocabularies)
    return {
        tag: float(roc_auc_score(said[:, tag], scores[:, tag]))
        for tag in range(said.shape[1])
        if _LEAST <= said[:, tag].sum() <= len(said) - _LEAST
    }


def agreements(
    school: School, recipe: Recipe, ears: Mapping[str, Sequence[nn.Module]], watch: Watch
) -> dict[str, Agreement]:
    """Of ears by name, one for each fold: each judges the windows of the fold it was not taught.

    It hears all of a window, side by side in stretches as long as a lesson, as its teachers do.
    Raises FolderError, Cancelled.
    """
    said: dict[str, list[Scores]] = {name: [] for name in ears}
    taught, recording = [], []
    for fold, wanted in school.real_shards(recipe).items():
        asking = partial(watch.step, "Asking the teachers")
        paths = label_all(wanted, school.teachers, school.cache, asking, school.workers)
        examples = read_examples(paths, MelSettings(), partial(watch.step, "Drawing pictures"))
        plain = np.flatnonzero(~examples.is_altered)
        for name, networks in ears.items():
            watch.step(f"Comparing the tags of {name}", fold, len(networks))
            said[name].append(_said(networks[fold], examples, plain))
        taught.append(examples.logits[plain])
        recording += [(fold, number) for number in examples.recording[plain].tolist()]
    return {
        name: _agreement(np.concatenate(parts), np.concatenate(taught), recording, school)
        for name, parts in said.items()
    }


def _said(network: nn.Module, examples: Examples, chosen: NDArray[np.int64]) -> Scores:
    """The tags' logits (n, t) of the chosen windows (n,)."""
    with torch.inference_mode():
        return np.stack([_window(network, examples, number) for number in chosen.tolist()])


def _window(network: nn.Module, examples: Examples, number: int) -> Scores:
    heard = torch.from_numpy(examples.side_by_side(number, window_steps()))
    logits = network.logits(network.hidden(heard))  # type: ignore[operator]
    return np.asarray(logits.mean(dim=0).numpy(), np.float32)


def _agreement(
    said: Scores, taught: Scores, recording: Sequence[tuple[int, int]], school: School
) -> Agreement:
    whose = np.unique(recording, axis=0, return_inverse=True)[1].reshape(-1)
    windows = tag_agreement(said, taught, school.vocabularies)
    recordings = tag_agreement(_means(said, whose), _means(taught, whose), school.vocabularies)
    return Agreement(_named(windows, school), _named(recordings, school))


def _named(areas: Mapping[int, float], school: School) -> dict[str, float]:
    return {school.tags[number]: area for number, area in areas.items()}


def _means(answers: Scores, whose: NDArray[np.intp]) -> Scores:
    sums = np.zeros((whose.max() + 1, answers.shape[1]), np.float32)
    np.add.at(sums, whose, answers)
    return np.asarray(sums / np.bincount(whose)[:, None], np.float32)
