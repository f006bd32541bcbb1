"""Systems: the ears that are compared, each listening in its own way.

A system turns a recording's whole sound into one vector. Networks listen in the runtime the app
takes for them, so that what they cost here is what they cost there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from engine.analysis.model import Model
from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelFrontEnd
from engine.training.metrics import Vectors, mel_statistics, unit

Sound = NDArray[np.float32]


Heard = NDArray[np.float32]
"""What a system's k ears heard in each of n recordings (n, k, f)."""


class System(Protocol):
    """One ear, or one for each fold that was trained without it."""

    name: str

    def hear(self, sound: Sound) -> NDArray[np.float32]:
        """What each of its ears hears in a recording (samples,) at 16 kHz: (k, f)."""

    def vectors(self, heard: Heard, fold: int, away: NDArray[np.bool_]) -> Vectors:
        """All recordings as the ear for a fold has them: unit vectors (n, d).

        Those `away` from the fold (n,) may set the scale.
        """


def windows(sound: Sound, plan: ExcerptPlan, starts: Sequence[float] | None = None) -> Sound:
    """The plan's windows of a whole recording (n, samples), or those that begin at `starts`.

    A short recording is repeated.
    """
    rate, length = plan.sample_rate, plan.samples
    places = [round(start * rate) for start in starts or plan.starts(len(sound) / rate)]
    return np.stack([np.resize(sound[at : at + length], length) for at in places])


class MelStatistics:
    """Mean, deviation and mean step of each band, standardised: nothing is learned."""

    name = "mel statistics"

    def __init__(self, plan: ExcerptPlan) -> None:
        self._plan, self._front_end = plan, MelFrontEnd()

    def hear(self, sound: Sound) -> NDArray[np.float32]:
        """Statistics over the windows (1, 3 × bands)."""
        with torch.inference_mode():
            pictures = self._front_end(torch.from_numpy(windows(sound, self._plan))).numpy()
        return np.asarray(mel_statistics(pictures).mean(axis=0, keepdims=True), np.float32)

    def vectors(self, heard: Heard, fold: int, away: NDArray[np.bool_]) -> Vectors:
        """Standardised as over those away."""
        said, others = heard[:, 0], heard[away, 0]
        return unit((said - others.mean(0)) / np.maximum(others.std(0), 1e-6))


class Network:
    """A network's pooled vectors; `models` holds one, or one for each fold that left it out."""

    def __init__(self, name: str, models: Sequence[Model], plan: ExcerptPlan) -> None:
        self.name, self._models, self._plan = name, models, plan

    def hear(self, sound: Sound) -> NDArray[np.float32]:
        """The pooled vectors (k, d)."""
        heard = windows(sound, self._plan)
        return np.stack([model.pooled([heard])[0][0] for model in self._models])

    def vectors(self, heard: Heard, fold: int, away: NDArray[np.bool_]) -> Vectors:
        """As they are."""
        return unit(heard[:, fold % heard.shape[1]])


class SideBySide:
    """Several systems as one: their vectors, each of length 1 about the others' mean, in a row.

    It listens by what its `parts` heard already.
    """

    def __init__(self, name: str, parts: Sequence[System]) -> None:
        self.name, self.parts = name, parts

    def vectors(self, heard: Sequence[Heard], fold: int, away: NDArray[np.bool_]) -> Vectors:
        """What each part heard, about the mean of those away: unit vectors (n, Σ d)."""
        spaces = [part.vectors(it, fold, away) for part, it in zip(self.parts, heard, strict=True)]
        return unit(np.concatenate([unit(one - one[away].mean(0)) for one in spaces], axis=1))
