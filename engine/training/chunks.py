"""Chunks: each track of a collection as log-mel pictures of 30 seconds, decoded once.

Pictures are kept in a cache folder, one memory-mapped array a track, so that a second training run
starts at once and a large collection need not fit into memory.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.audio.decode import decode_whole
from engine.audio.mel import MelFrontEnd
from engine.errors import UnreadableAudio
from engine.training.collection import Piece

if TYPE_CHECKING:
    from numpy.typing import NDArray

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chunked:
    """A piece and its pictures (chunks, bands, steps), in float16 (decibels to 1/30)."""

    piece: Piece
    pictures: NDArray[np.float16]


class ChunkCache:
    """Pictures of whole tracks in `folder`, made by one front end in chunks of `seconds`."""

    def __init__(self, folder: Path, front_end: MelFrontEnd, seconds: float) -> None:
        self._folder = folder
        self._front_end = front_end
        self._rate = front_end.settings.sample_rate
        self._samples = round(seconds * self._rate)
        folder.mkdir(parents=True, exist_ok=True)

    def chunked(self, piece: Piece) -> Chunked:
        """The piece's pictures, from the cache if they are there; raises UnreadableAudio."""
        path = self._folder / f"{self._key(piece.path)}.npy"
        if not path.exists():
            unfinished = path.with_suffix(".part")
            with unfinished.open("wb") as file:
                np.save(file, self._pictures(piece.path))
            unfinished.replace(path)
        return Chunked(piece, np.load(path, mmap_mode="r"))

    def _pictures(self, path: Path) -> NDArray[np.float16]:
        """Whole chunks only; a track shorter than one is repeated to fill it."""
        sound = decode_whole(path, self._rate)
        count = max(1, len(sound) // self._samples)
        chunks = np.resize(sound[: count * self._samples], (count, self._samples))
        with torch.inference_mode():
            pictures: NDArray[np.float32] = self._front_end(torch.from_numpy(chunks)).numpy()
        return pictures.astype(np.float16)

    def _key(self, path: Path) -> str:
        """Another file, another version of it or another front end: another entry."""
        settings = json.dumps(self._front_end.settings.as_metadata(), sort_keys=True)
        stat = path.stat()
        said = f"{path.absolute()} {stat.st_size} {stat.st_mtime_ns} {self._samples} {settings}"
        return hashlib.sha256(said.encode(errors="surrogateescape")).hexdigest()[:32]


class Split:
    """The chunks of some tracks, numbered through, track after track."""

    def __init__(self, tracks: Sequence[Chunked]) -> None:
        self.pieces = [track.piece for track in tracks]
        self.counts = [len(track.pictures) for track in tracks]
        self._pictures = [picture for track in tracks for picture in track.pictures]

    def __len__(self) -> int:
        """How many chunks there are."""
        return len(self._pictures)

    def pictures(self, numbers: Iterable[int]) -> torch.Tensor:
        """The chunks of these numbers, (n, bands, steps)."""
        chosen = np.stack([self._pictures[number] for number in numbers])
        return torch.from_numpy(chosen.astype(np.float32))


def chunk_all(
    pieces: Iterable[Piece], cache: ChunkCache, step: Callable[[], None]
) -> dict[str, Chunked]:
    """The pictures of all pieces that can be decoded, by name; `step` is called before each."""
    chunked = {}
    for piece in pieces:
        step()
        try:
            chunked[piece.name] = cache.chunked(piece)
        except UnreadableAudio as error:
            log.warning("left out of the training: %s (%s)", piece.name, error.reason)
    return chunked


def band_statistics(split: Split) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation of each mel band over all chunks, each (bands, 1)."""
    pictures = [split.pictures([number])[0].double() for number in range(len(split))]
    mean = torch.stack([picture.mean(dim=1) for picture in pictures]).mean(dim=0)
    power = torch.stack([picture.square().mean(dim=1) for picture in pictures]).mean(dim=0)
    deviation = (power - mean.square()).clamp(min=1.0).sqrt()
    return mean.float()[:, None], deviation.float()[:, None]
