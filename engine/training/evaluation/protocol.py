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
from engine.training.evaluation.systems import SideBySide, System
from engine.training.material import Recording
from engine.training.metrics import Vectors

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
    together: Sequence[SideBySide] = (),
) -> list[Examined]:
    """Every system on every recording, then those `together` that are made of them.

    Raises UnreadableAudio for a recording that cannot be decoded.
    """
    heard: list[list[NDArray[np.float32]]] = [[] for _ in systems]
    spent = np.zeros(len(systems))
    for number, (recording, fold) in enumerate(zip(recordings, folds.tolist(), strict=True)):
        progress(number, len(recordings))
        sound = decode_whole(recording.path, RATE)
        for place, system in enumerate(systems):
            began = time.process_time()
            heard[place].append(system.hear(sound, fold))
            spent[place] += time.process_time() - began
    by_name = {system.name: np.stack(what) for system, what in zip(systems, heard, strict=True)}
    cost = dict(zip(by_name, (spent / len(recordings)).tolist(), strict=True))
    examined = []
    for system in systems:
        what = by_name[system.name]
        spaces = [(here, system.vectors(what[here], what[away])) for here, away in _parts(folds)]
        examined.append(_examined(system.name, spaces, recordings, cost[system.name]))
    for side in together:
        names = [part.name for part in side.parts]
        spaces = [
            (
                here,
                side.vectors([by_name[n][here] for n in names], [by_name[n][away] for n in names]),
            )
            for here, away in _parts(folds)
        ]
        examined.append(_examined(side.name, spaces, recordings, sum(cost[n] for n in names)))
    return examined


def _examined(
    name: str,
    spaces: Sequence[tuple[NDArray[np.int64], Vectors]],
    recordings: Sequence[Recording],
    seconds: float,
) -> Examined:
    """What a system's vectors in each fold answer."""
    rankings = {
        question: joined([
            rank(vectors, [group(recordings[number]) for number in members.tolist()])
            for members, vectors in spaces
        ])
        for question, group in QUESTIONS.items()
    }  # fmt: skip
    hubs = float(np.mean([hubness(vectors) for _, vectors in spaces]))
    return Examined(name, rankings, hubs, seconds)


def _parts(folds: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The recordings of each fold, and those outside it; a fold that is all stands for both."""
    for fold in np.unique(folds):
        inside = folds == fold
        yield np.flatnonzero(inside), np.flatnonzero(inside if inside.all() else ~inside)
