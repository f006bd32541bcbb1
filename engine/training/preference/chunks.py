"""The stage `chunks`: each recording as log-mel pictures of 30 seconds, dealt to three splits.

Pictures rather than sound are kept: they are what the network looks at, and reading them is all a
training step has to do. They are float16 (decibels to 1/30).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.audio.decode import decode_excerpts, decode_whole
from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelFrontEnd
from engine.errors import UnreadableAudio
from engine.training.collection import deal
from engine.training.preference.database import PictureReader, Pictures, PreferenceFile
from engine.training.watch import Watch

log = logging.getLogger(__name__)

STAGE = "chunks"


@dataclass(frozen=True, slots=True)
class Chunking:
    """How recordings are cut and dealt."""

    seconds: float = 30.0
    each: int | None = None
    """At most so many chunks of a recording, spread over it; None is all of it."""
    by_owner: bool = True
    """Whole owners go into one split, so that nobody is examined who was heard in training; else
    each chunk is dealt on its own."""
    seed: int = 0


def keep_chunks(
    file: PreferenceFile, front_end: MelFrontEnd, chunking: Chunking, watch: Watch
) -> None:
    """Listen to what was not listened to yet and deal the chunks; raises Cancelled."""
    pictured: dict[str, object] = {
        "seconds": chunking.seconds,
        "each": chunking.each,
        "front end": front_end.settings.as_metadata(),
    }
    before = file.settings().get("pictures")
    dealt: dict[str, object] = {"by owner": chunking.by_owner, "seed": chunking.seed}
    if before != pictured:
        file.forget_pictures()
        file.note("pictures", pictured)
    if not file.begin(STAGE, pictured | dealt):
        return
    everything = len(file.recordings())
    waiting = file.recordings(unheard=True)
    for place, recording in enumerate(waiting, everything - len(waiting)):
        watch.step("Listening", place, everything)
        try:
            file.keep_pictures(recording, _pictures(recording.path, front_end, chunking))
        except UnreadableAudio as error:
            log.warning("left out of the training: %s (%s)", recording.path, error.reason)
            file.keep_pictures(recording, np.empty((0, 0, 0), np.float16), error.reason)
    watch.step("Listening", everything, everything)
    file.deal(_dealt(file, chunking))
    file.finish(STAGE)


def _pictures(path: Path, front_end: MelFrontEnd, chunking: Chunking) -> Pictures:
    with torch.inference_mode():
        seen = front_end(torch.from_numpy(_sound(path, front_end.settings.sample_rate, chunking)))
    pictures: Pictures = seen.transpose(1, 2).numpy().astype(np.float16)
    return pictures


def _sound(path: Path, rate: int, chunking: Chunking) -> NDArray[np.float32]:
    """Chunks (n, samples); a recording shorter than one is repeated to fill it."""
    if chunking.each is not None:
        return decode_excerpts(path, ExcerptPlan(chunking.seconds, chunking.each, rate))
    sound = decode_whole(path, rate)
    samples = round(chunking.seconds * rate)
    count = max(1, len(sound) // samples)
    return np.resize(sound[: count * samples], (count, samples))


def _dealt(file: PreferenceFile, chunking: Chunking) -> dict[int, str]:
    """The split of each chunk."""
    owners = {recording.id: recording.owner for recording in file.recordings()}
    groups = {
        chunk: owners[recording] if chunking.by_owner else str(chunk)
        for chunk, recording, _ in file.chunks()
    }
    dealt = deal(list(groups.values()), chunking.seed)
    return {chunk: dealt[group] for chunk, group in groups.items()}


class Split:
    """The chunks of one split, or of all, numbered through, recording after recording."""

    def __init__(self, file: PreferenceFile, bands: int, split: str | None = None) -> None:
        rows = file.chunks(split)
        paths = {recording.id: recording.path for recording in file.recordings()}
        counts: dict[int, int] = defaultdict(int)
        for _, recording, _ in rows:
            counts[recording] += 1
        self.ids = [chunk for chunk, _, _ in rows]
        self.paths: Sequence[Path] = [paths[recording] for recording in counts]
        self.nodes = list({recording: node for _, recording, node in rows}.values())
        self.counts = list(counts.values())
        self._reader = PictureReader(file.path, bands)
        numbers = {chunk: number for number, chunk in enumerate(self.ids)}
        drawn = file.triplets(split) if split else np.empty((0, 3), np.int64)
        self.triplets = np.array([[numbers[chunk] for chunk in row] for row in drawn.tolist()],
                                 np.int64).reshape(-1, 3)  # fmt: skip

    def __len__(self) -> int:
        """How many chunks there are."""
        return len(self.ids)

    def __getitem__(self, number: int) -> torch.Tensor:
        """A chunk's picture (bands, steps)."""
        picture = self._reader.read(self.ids[number]).astype(np.float32)
        return torch.from_numpy(picture.T)

    def pictures(self, numbers: Sequence[int]) -> torch.Tensor:
        """The chunks of these numbers, (n, bands, steps)."""
        return torch.stack([self[number] for number in numbers])


def band_statistics(split: Split) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation of each mel band over all chunks, each (bands, 1)."""
    pictures = [split[number].double() for number in range(len(split))]
    mean = torch.stack([picture.mean(dim=1) for picture in pictures]).mean(dim=0)
    power = torch.stack([picture.square().mean(dim=1) for picture in pictures]).mean(dim=0)
    deviation = (power - mean.square()).clamp(min=1.0).sqrt()
    return mean.float()[:, None], deviation.float()[:, None]
