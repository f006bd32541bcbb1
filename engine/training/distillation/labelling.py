"""Labelling: what the teachers make of each recording and of its alterations, kept in shards.

A shard is one file: some windows of sound and the teachers' answers. It is written whole or not at
all and named after what it holds, so that a stopped run goes on where it was and a changed setting
starts anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.audio.decode import decode_whole
from engine.errors import UnreadableAudio
from engine.models.weights import ModelFile
from engine.training.distillation.alteration import RATE, Sound, altered, levelled, longest
from engine.training.distillation.teachers import Teacher, Teachers
from engine.training.material import Recording
from engine.whole_file import whole_file

log = logging.getLogger(__name__)

WINDOW = 465_984
"""Samples the teachers listen to at once: 29.124 s."""
_RECORDINGS = 6
"""In one shard."""
_GENTLY = 10
"""The niceness of the processes that do it: hours of work, and nobody waits."""
_VERSION = 2
"""Goes up when the same settings would give other labels."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is made of each recording."""

    alterations: int
    """Of each window, beside the window as it is."""
    most_windows: int = 12
    """Of one recording, spread evenly."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Shard:
    """Some recordings."""

    recordings: tuple[Recording, ...]
    plan: Plan

    def name(self, teachers: Sequence[str]) -> str:
        """Changes with files, plan and teachers."""
        said = [
            _VERSION,
            asdict(self.plan),
            list(teachers),
            [(recording.name, recording.path.stat().st_size) for recording in self.recordings],
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Labels:
    """What a shard tells of its n windows.

    `embeddings` (n, 64 a teacher), `logits` (n, 50 a teacher), and the same of p parts,
    `part_embeddings` (n, p, …) and `part_logits` (n, p, …); `recording` (n,) numbers within the
    shard; `is_altered` (n,).
    """

    embeddings: NDArray[np.float32]
    logits: NDArray[np.float32]
    part_embeddings: NDArray[np.float32]
    part_logits: NDArray[np.float32]
    recording: NDArray[np.int64]
    is_altered: NDArray[np.bool_]


def shards(recordings: Sequence[Recording], plan: Plan) -> list[Shard]:
    """Deal recordings, in random order, to shards; altering mixes within one."""
    order = np.random.default_rng(plan.seed).permutation(len(recordings))
    return [
        Shard(tuple(recordings[number] for number in order[at : at + _RECORDINGS]), plan)
        for at in range(0, len(order), _RECORDINGS)
    ]


def label_all(
    wanted: Sequence[Shard],
    teachers: Sequence[ModelFile],
    cache: Path,
    progress: Callable[[int, int], None],
    workers: int | None = None,
) -> dict[Path, Shard]:
    """Label what is not in `cache` yet, in processes; the files, in order, and what they hold."""
    cache.mkdir(parents=True, exist_ok=True)
    said = [teacher.model_id for teacher in teachers]
    paths = [cache / f"{shard.name(said)}.npz" for shard in wanted]
    missing = [(s, p) for s, p in zip(wanted, paths, strict=True) if not p.exists()]
    progress(len(wanted) - len(missing), len(wanted))
    if missing:
        asked = tuple(Teacher.of(model) for model in teachers)
        # CUDA and fork do not mix, nor do torch's threads and fork.
        context = multiprocessing.get_context("spawn")
        with context.Pool(workers or os.cpu_count(), _start, [asked]) as pool:
            for done, _ in enumerate(pool.imap_unordered(_label_one, missing), 1):
                progress(len(wanted) - len(missing) + done, len(wanted))
    return {path: shard for path, shard in zip(paths, wanted, strict=True) if path.exists()}


def read_labels(path: Path) -> Labels:
    """A shard's labels from its file."""
    with np.load(path) as held:
        return Labels(**{name: held[name] for name in held.files if name != "sound"})


def read_sound(path: Path) -> NDArray[np.int16]:
    """A shard's windows (n, WINDOW) at 16 kHz and -20 dB; many times as large as the labels."""
    with np.load(path) as held:
        return np.asarray(held["sound"])


_present: list[Teachers] = []
"""The teachers of a worker process, loaded once."""


def _start(teachers: tuple[Teacher, ...]) -> None:
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    os.nice(_GENTLY)
    _present.append(Teachers(teachers))


def _label_one(job: tuple[Shard, Path]) -> None:
    shard, path = job
    teachers = _present[0]
    numbers, flags, sounds, answers = [], [], [], []
    for number, is_altered, sound in takes(shard):
        heard = np.round(np.clip(levelled(sound), -1, 1) * 32767).astype(np.int16)
        answers.append(teachers.answer(np.asarray(heard / 32767, np.float32)))
        numbers.append(number)
        flags.append(is_altered)
        sounds.append(heard)
    if not numbers:
        return
    with whole_file(path) as unfinished, unfinished.open("wb") as file:
        np.savez(
            file,
            sound=np.stack(sounds),
            embeddings=np.stack([answer.embeddings for answer in answers]),
            logits=np.stack([answer.logits for answer in answers]),
            part_embeddings=np.stack([answer.part_embeddings for answer in answers]),
            part_logits=np.stack([answer.part_logits for answer in answers]),
            recording=np.array(numbers),
            is_altered=np.array(flags),
        )


def takes(shard: Shard) -> Iterator[tuple[int, bool, Sound]]:
    """Every window of every recording as it is and altered: (recording, altered?, (WINDOW,))."""
    heard = dict(_decoded(shard))
    if not heard:
        return
    windows = [
        (number, start)
        for number, sound in heard.items()
        for start in _starts(len(sound), shard.plan.most_windows)
    ]
    said = json.dumps([shard.plan.seed, [recording.name for recording in shard.recordings]])
    random = np.random.default_rng(list(hashlib.sha256(said.encode()).digest()))
    for number, start in windows:
        yield number, False, np.resize(heard[number][start : start + WINDOW], WINDOW)
        for _ in range(shard.plan.alterations):
            other, other_start = windows[random.integers(len(windows))]
            shift = int(random.integers(-WINDOW // 2, WINDOW // 2))
            yield (
                number,
                True,
                altered(
                    _part(heard[number], start + shift),
                    _part(heard[other], other_start),
                    WINDOW,
                    random,
                ),
            )


def _part(sound: Sound, start: int) -> Sound:
    """A window's worth with some to spare, from within the sound."""
    length = longest(WINDOW)
    start = max(0, min(start, len(sound) - length))
    return sound[start : start + length]


def _decoded(shard: Shard) -> Iterator[tuple[int, Sound]]:
    for number, recording in enumerate(shard.recordings):
        try:
            yield number, decode_whole(recording.path, RATE)
        except UnreadableAudio as error:
            log.warning("left out of the training: %s (%s)", recording.name, error.reason)


def _starts(length: int, most: int) -> list[int]:
    """Where windows begin: side by side, or fewer spread evenly; one for a short recording."""
    count = max(1, min(most, round(length / WINDOW)))
    if count == 1 or length <= WINDOW:
        return [max(0, (length - WINDOW) // 2)]
    return [round(start) for start in np.linspace(0, length - WINDOW, count)]
