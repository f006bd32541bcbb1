"""Protocol: the same questions to every system, on groups it was not trained on.

Recordings are dealt to folds by whole groups. Each recording asks in the space of the ear that was
trained without its fold, so that neither it nor anything that would be a right answer was heard
before. Candidates are all other recordings, as in a library; of the fold alone they are few, and
some of its groups large, so that this is told beside. What a system may fit, it fits to the other
folds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.audio.decode import decode_whole
from engine.training.evaluation.ranking import Ranking, hubness, joined, rank
from engine.training.evaluation.systems import Heard, SideBySide, System
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
    """A system's answers: rankings by question, mean hubness, listening seconds a track.

    `within` are the rankings among the recordings of a fold alone.
    """

    name: str
    rankings: Mapping[str, Ranking]
    within: Mapping[str, Ranking]
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
    heard, cost = _listened(recordings, systems, progress)
    answers = _Answers(recordings, folds)
    examined = [
        answers.of(system.name, partial(system.vectors, heard[system.name]), cost[system.name])
        for system in systems
    ]
    for side in together:
        names = [part.name for part in side.parts]
        space = partial(side.vectors, [heard[name] for name in names])
        examined.append(answers.of(side.name, space, sum(cost[name] for name in names)))
    return examined


def _listened(
    recordings: Sequence[Recording],
    systems: Sequence[System],
    progress: Callable[[int, int], None],
) -> tuple[dict[str, Heard], dict[str, float]]:
    """By system what it heard, and the processor's seconds for one ear and one recording."""
    heard: list[list[NDArray[np.float32]]] = [[] for _ in systems]
    spent = np.zeros(len(systems))
    for number, recording in enumerate(recordings):
        progress(number, len(recordings))
        sound = decode_whole(recording.path, RATE)
        for place, system in enumerate(systems):
            began = time.process_time()
            said = system.hear(sound)
            spent[place] += (time.process_time() - began) / len(said)
            heard[place].append(said)
    names = [system.name for system in systems]
    return (
        {name: np.stack(what) for name, what in zip(names, heard, strict=True)},
        dict(zip(names, (spent / len(recordings)).tolist(), strict=True)),
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    """What spaces of all recordings, one for each fold, answer."""

    recordings: Sequence[Recording]
    folds: NDArray[np.int64]

    def of(
        self, name: str, space: Callable[[int, NDArray[np.bool_]], Vectors], seconds: float
    ) -> Examined:
        """`space` gives all recordings' vectors for a fold and which are away from it."""
        rankings: dict[str, list[Ranking]] = {question: [] for question in QUESTIONS}
        within: dict[str, list[Ranking]] = {question: [] for question in QUESTIONS}
        hubs = []
        for fold in np.unique(self.folds).tolist():
            inside = self.folds == fold
            vectors = space(fold, inside if inside.all() else ~inside)
            hubs.append(hubness(vectors))
            for question, group in QUESTIONS.items():
                groups = [group(recording) for recording in self.recordings]
                rankings[question].append(rank(vectors, groups, inside))
                theirs = [one for one, here in zip(groups, inside, strict=True) if here]
                within[question].append(rank(vectors[inside], theirs))
        return Examined(
            name,
            {question: joined(found) for question, found in rankings.items()},
            {question: joined(found) for question, found in within.items()},
            float(np.mean(hubs)),
            seconds,
        )
