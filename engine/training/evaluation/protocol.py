"""Protocol: the same questions to every system, on groups it was not trained on.

Recordings are dealt to folds by whole groups. Within each fold every recording is a query and all
others of the fold are candidates; what a system may fit, it fits to the other folds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.audio.decode import decode_whole
from engine.training.evaluation.ranking import Ranking, hubness, joined, rank
from engine.training.evaluation.systems import Sound, System
from engine.training.material import Recording

RATE = 16_000

QUESTIONS: Mapping[str, Callable[[Recording], Hashable]] = {
    "source": lambda recording: recording.source,
    "album": lambda recording: recording.album and (recording.artist, recording.album),
    "artist": lambda recording: recording.artist,
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A system's answers: rankings by question, mean hubness, listening seconds a track."""

    name: str
    rankings: Mapping[str, Ranking]
    hubness: float
    seconds: float


def examine(
    recordings: Sequence[Recording],
    folds: NDArray[np.int64],
    systems: Sequence[System],
    progress: Callable[[int, int], None],
) -> list[Examined]:
    """Every system on every recording; raises UnreadableAudio for one that cannot be decoded."""
    heard: list[list[NDArray[np.float32]]] = [[] for _ in systems]
    spent = np.zeros(len(systems))
    for number, (recording, fold) in enumerate(zip(recordings, folds.tolist(), strict=True)):
        progress(number, len(recordings))
        sound = decode_whole(recording.path, RATE)
        for place, system in enumerate(systems):
            began = time.process_time()
            heard[place].append(system.hear(sound, fold))
            spent[place] += time.process_time() - began
    return [
        _examined(system, np.stack(what), recordings, folds, seconds / len(recordings))
        for system, what, seconds in zip(systems, heard, spent.tolist(), strict=True)
    ]


def _examined(
    system: System,
    heard: NDArray[np.float32],
    recordings: Sequence[Recording],
    folds: NDArray[np.int64],
    seconds: float,
) -> Examined:
    spaces = [
        (members, system.vectors(heard[members], heard[others] if len(others) else heard))
        for members, others in _parts(folds)
    ]
    rankings = {
        question: joined([
            rank(vectors, [group(recordings[number]) for number in members.tolist()])
            for members, vectors in spaces
        ])
        for question, group in QUESTIONS.items()
    }  # fmt: skip
    hubs = float(np.mean([hubness(vectors) for _, vectors in spaces]))
    return Examined(system.name, rankings, hubs, seconds)


def _parts(folds: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    for fold in np.unique(folds):
        yield np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)


__all__ = ["QUESTIONS", "Examined", "Sound", "examine"]
