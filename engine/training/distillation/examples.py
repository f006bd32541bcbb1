"""Examples: labelled windows as the pupil's front end sees them, memory-mapped.

Each shard of sound becomes a pair of arrays beside it, once for each front end: pictures of whole
windows and how loud they are from step to step. A crop is brought to the front end's level from
these, so that it looks as it will when the network is asked about that part alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.audio.mel import MelFrontEnd, MelSettings
from engine.training.distillation.labelling import Shard, read_labels, read_sound
from engine.training.distillation.teachers import MOMENT
from engine.training.material import Recording
from engine.whole_file import whole_file

_DEEP = -100.0
"""Decibels: a floor that no crop, however soft, is raised above."""


@dataclass(frozen=True, slots=True)
class Examples:
    """n windows, found by `shard` and `place` (n,), each of a `recording` (n,) among `recordings`.

    By shard: `pictures` (m, bands, T) in float16, `power` (m, T), each step's mean square as a part
    of the window's. The teachers' `embeddings` are (n, e), their `logits` (n, t); of the p parts of
    each window `part_embeddings` (n, p, e) and `part_logits` (n, p, t).
    """

    settings: MelSettings
    recordings: Sequence[Recording]
    pictures: Sequence[NDArray[np.float16]]
    power: Sequence[NDArray[np.float32]]
    shard: NDArray[np.int64]
    place: NDArray[np.int64]
    recording: NDArray[np.int64]
    is_altered: NDArray[np.bool_]
    embeddings: NDArray[np.float32]
    logits: NDArray[np.float32]
    part_embeddings: NDArray[np.float32]
    part_logits: NDArray[np.float32]

    def __len__(self) -> int:
        """How many windows there are."""
        return len(self.shard)

    def crops(self, number: int, steps: int, count: int) -> NDArray[np.float32]:
        """So many stretches of a window, always the same: (count, bands, steps)."""
        return np.stack(
            [self.crop(number, steps, np.random.default_rng(seed)) for seed in range(count)]
        )

    def crop(self, number: int, steps: int, random: np.random.Generator) -> NDArray[np.float32]:
        """A random stretch of a window as the front end would give it: (bands, steps)."""
        spare = self.pictures[self.shard[number]].shape[2] - steps
        return self._stretch(number, int(random.integers(spare + 1)), steps)

    def side_by_side(self, number: int, steps: int) -> NDArray[np.float32]:
        """As many stretches as all of a window takes, spread evenly: (count, bands, steps)."""
        spare = self.pictures[self.shard[number]].shape[2] - steps
        starts = np.linspace(0, spare, 1 + -(-spare // steps)).astype(int)
        return np.stack([self._stretch(number, start, steps) for start in starts.tolist()])

    def part(
        self, number: int, part: int, steps: int, random: np.random.Generator
    ) -> NDArray[np.float32]:
        """A random stretch of a part of a window: (bands, steps), no longer than the part is."""
        moment = MOMENT // self.settings.hop
        start = part * moment + int(random.integers(2 * moment - steps + 1))
        return self._stretch(number, start, steps)

    def _stretch(self, number: int, start: int, steps: int) -> NDArray[np.float32]:
        pictures, power = self.pictures[self.shard[number]], self.power[self.shard[number]]
        place = self.place[number]
        part = pictures[place, :, start : start + steps].astype(np.float32)
        lift = -10 * np.log10(max(float(power[place, start : start + steps].mean()), 1e-8))
        floor = np.float32(self.settings.floor)
        heard: NDArray[np.float32] = np.maximum(part + np.float32(lift), floor)
        return heard


def read_examples(
    shards: Mapping[Path, Shard], settings: MelSettings, progress: Callable[[int, int], None]
) -> Examples:
    """Make the pictures that are missing and open all; raises OSError."""
    columns: dict[str, list[NDArray[np.generic]]] = {}
    recordings: list[Recording] = []
    pictures, power = [], []
    for number, (path, shard) in enumerate(shards.items()):
        progress(number, len(shards))
        paths = _paths(path, settings)
        labels = read_labels(path)
        if not paths[1].exists():
            _draw(read_sound(path), settings, paths)
        pictures.append(np.load(paths[0], mmap_mode="r"))
        power.append(np.load(paths[1]))
        count = len(labels.recording)
        for name, column in (
            ("shard", np.full(count, number)),
            ("place", np.arange(count)),
            ("recording", labels.recording + len(recordings)),
            ("is_altered", labels.is_altered),
            ("embeddings", labels.embeddings),
            ("logits", labels.logits),
            ("part_embeddings", labels.part_embeddings),
            ("part_logits", labels.part_logits),
        ):
            columns.setdefault(name, []).append(column)
        recordings += shard.recordings
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    return Examples(settings, recordings, pictures, power, **joined)


def _draw(sound: NDArray[np.int16], settings: MelSettings, paths: tuple[Path, Path]) -> None:
    front_end = MelFrontEnd(replace(settings, floor=_DEEP))
    pictures, power = [], []
    with torch.inference_mode():
        for window in sound:
            heard = torch.from_numpy(window.astype(np.float32) / 32767)
            picture = front_end(heard[None])[0]
            pictures.append(picture.half().numpy())
            power.append(_power(heard, settings.hop, picture.shape[1]))
    for path, array in zip(paths, (np.stack(pictures), np.stack(power)), strict=True):
        with whole_file(path) as unfinished, unfinished.open("wb") as file:
            np.save(file, array)


def _power(sound: torch.Tensor, hop: int, steps: int) -> NDArray[np.float32]:
    """Each step's share in the window's mean square, centred as the picture's steps: (steps,)."""
    margins = hop // 2, hop * steps - len(sound) - hop // 2
    padded = torch.nn.functional.pad(sound.square(), margins)
    mean_square = sound.square().mean().clamp(min=1e-8)
    return np.asarray((padded.view(steps, hop).mean(dim=1) / mean_square).numpy(), np.float32)


def _paths(shard: Path, settings: MelSettings) -> tuple[Path, Path]:
    said = json.dumps(settings.as_metadata(), sort_keys=True)
    key = hashlib.sha256(said.encode()).hexdigest()[:8]
    return shard.with_suffix(f".{key}.pictures.npy"), shard.with_suffix(f".{key}.power.npy")
