"""Steadiness: what a vector must not depend on: codec, loudness, and which part was heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.analysis.model import Model
from engine.audio.decode import decode_whole
from engine.audio.excerpts import ExcerptPlan
from engine.training.distillation.alteration import RATE, coded
from engine.training.evaluation.systems import Sound, windows

CODECS = (("mp3", 128_000), ("mp3", 320_000), ("opus", 96_000))
GAINS = (-12.0, 12.0)
"""In decibels."""
_RECORD_RATE = 44_100
"""In hertz: what is encoded anew is the recording, not what is heard of it."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Cosines between a track and the same track otherwise: mean and least; and the excerpts.

    `excerpts` is the share of tracks whose own other half of windows is nearer than any other
    track's other half.
    """

    cosines: Mapping[str, tuple[float, float]]
    excerpts: float
    tracks: int


def steadiness(heard: Iterable[tuple[Path, Model]], plan: ExcerptPlan) -> Steadiness:
    """Try models on whole recordings, each with the one to hear it; raises UnreadableAudio."""
    found: dict[str, list[float]] = {}
    halves: list[list[NDArray[np.float32]]] = [[], []]
    for path, model in heard:
        sound = decode_whole(path, RATE)
        starts = plan.starts(len(sound) / RATE)
        plain = _vector(model, sound, plan, starts)
        for name, other in _otherwise(path, sound):
            changed = _vector(model, other, plan, starts)
            found.setdefault(name, []).append(float(plain @ changed))
        for half, its_starts in zip(halves, _two_halves(sound, plan), strict=True):
            half.append(_vector(model, sound, plan, its_starts))
    one, other_half = (np.stack(half) for half in halves)
    nearest = np.argmax(one @ other_half.T, axis=1)
    return Steadiness(
        {name: (float(np.mean(values)), min(values)) for name, values in found.items()},
        float(np.mean(nearest == np.arange(len(one)))),
        len(one),
    )


def _vector(
    model: Model, sound: Sound, plan: ExcerptPlan, starts: Sequence[float]
) -> NDArray[np.float32]:
    """The pooled vector of the windows that begin at `starts` (d,)."""
    return model.pooled([windows(sound, plan, starts)])[0][0]


def _otherwise(path: Path, sound: Sound) -> Iterable[tuple[str, Sound]]:
    full = decode_whole(path, _RECORD_RATE)
    for codec, rate in CODECS:
        yield f"{codec} {rate // 1000} kbit/s", coded(full, codec, rate, _RECORD_RATE)
    for gain in GAINS:
        yield f"{gain:+.0f} dB", np.asarray(sound * 10 ** (gain / 20), np.float32)


def _two_halves(sound: Sound, plan: ExcerptPlan) -> tuple[Sequence[float], Sequence[float]]:
    """Twice the windows, dealt in turn; a short recording overlaps itself."""
    twice = ExcerptPlan(plan.seconds, 2 * plan.count, plan.sample_rate)
    starts = twice.starts(len(sound) / RATE)
    if len(starts) > 1:
        return starts[::2], starts[1::2]
    return (0.0,), (max(0.0, len(sound) / RATE - plan.seconds),)
