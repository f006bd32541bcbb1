"""Systems: the ears that are compared, each listening in its own way.

A system turns a recording's whole sound into one vector; `prepare` lets it look at what it may
learn from before it is examined on the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelFrontEnd
from engine.models.pooling import pool
from engine.training.metrics import Vectors, mel_statistics, unit

Sound = NDArray[np.float32]


class System(Protocol):
    """One ear."""

    name: str

    def hear(self, sound: Sound, fold: int) -> NDArray[np.float32]:
        """What the ear trained without `fold` hears in a recording (samples,) at 16 kHz: (f,)."""

    def vectors(self, heard: Vectors, others: Vectors) -> Vectors:
        """What was heard (n, f) as unit vectors (n, d); `others` (m, f) may set the scale."""


def windows(sound: Sound, plan: ExcerptPlan, starts: Sequence[float] | None = None) -> Sound:
    """The plan's windows of a whole recording (n, samples), or those that begin at `starts`.

    A short recording is repeated.
    """
    rate, length = plan.sample_rate, plan.samples
    places = [round(start * rate) for start in starts or plan.starts(len(sound) / rate)]
    return np.stack([np.resize(sound[at : at + length], length) for at in places])


def pooled(network: nn.Module, heard: Sound) -> NDArray[np.float32]:
    """A network's one vector (d,) of all windows (n, samples)."""
    with torch.inference_mode():
        vectors, _ = network(torch.from_numpy(heard))
    return pool(vectors.numpy())


class MelStatistics:
    """Mean, deviation and mean step of each band, standardised: nothing is learned."""

    name = "mel statistics"

    def __init__(self, plan: ExcerptPlan) -> None:
        self._plan, self._front_end = plan, MelFrontEnd()

    def hear(self, sound: Sound, fold: int) -> NDArray[np.float32]:
        """Statistics over the windows (3 × bands,)."""
        with torch.inference_mode():
            pictures = self._front_end(torch.from_numpy(windows(sound, self._plan))).numpy()
        return np.asarray(mel_statistics(pictures).mean(axis=0), np.float32)

    def vectors(self, heard: Vectors, others: Vectors) -> Vectors:
        """Standardised as over the others."""
        return unit((heard - others.mean(0)) / np.maximum(others.std(0), 1e-6))


class Network:
    """A network's pooled vectors; `networks` holds one, or one for each fold that left it out."""

    def __init__(self, name: str, networks: Sequence[nn.Module], plan: ExcerptPlan) -> None:
        self.name, self._networks, self._plan = name, networks, plan

    def hear(self, sound: Sound, fold: int) -> NDArray[np.float32]:
        """The pooled vector (d,)."""
        network = self._networks[fold % len(self._networks)]
        return pooled(network, windows(sound, self._plan))

    def vectors(self, heard: Vectors, others: Vectors) -> Vectors:
        """As they are."""
        return unit(heard)


class SideBySide:
    """Several systems as one: their vectors, each of length 1 about the others' mean, in a row.

    It listens by what its `parts` heard already.
    """

    def __init__(self, name: str, parts: Sequence[System]) -> None:
        self.name, self.parts = name, parts

    def vectors(self, heard: Sequence[Vectors], others: Sequence[Vectors]) -> Vectors:
        """What each part heard (n, f), centred as over the others (m, f): unit vectors (n, Σ f)."""
        pairs = zip(heard, others, strict=True)
        return unit(np.concatenate([unit(one - other.mean(0)) for one, other in pairs], axis=1))
