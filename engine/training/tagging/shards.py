"""Mel shards: the pictures of a data set in a few large arrays, decoded once.

A shard holds the pictures of some consecutive tracks as float16 (windows, bands, steps) and is read
by memory map, so that a data set need not fit into memory. `.json` beside it says which track each
window is of, and why tracks are missing. Its name is made from the tracks' files (size and time
included), the front end and the plan: what is there is not made again, what has changed is.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch

from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelFrontEnd
from engine.errors import NearfieldError
from engine.models.taggers.tagger import Tagger, cut
from engine.training.tagging.decoding import Decoders
from engine.whole_file import whole_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARD_TRACKS = 64
"""Tracks of one shard: what an interruption costs at most, and what is read as one piece."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a network hears a track: windows by the plan, cut into pieces, as pictures."""

    plan: ExcerptPlan
    front_end: MelFrontEnd
    piece: int

    @classmethod
    def of(cls, tagger: Tagger, plan: ExcerptPlan) -> Self:
        """How this tagger hears."""
        return cls(plan, tagger.front_end, tagger.piece)

    def pictures(self, windows: NDArray[np.float32]) -> NDArray[np.float16]:
        """Windows of sound (n, samples) → a picture of each piece (m, bands, steps)."""
        with torch.inference_mode():
            pieces = cut(torch.from_numpy(windows), self.piece)
            pictures: NDArray[np.float32] = self.front_end(pieces).numpy()
        return pictures.astype(np.float16)

    @property
    def settings(self) -> str:
        """All that shapes a picture, as text."""
        settings = {
            "piece": self.piece,
            **asdict(self.plan),
            **self.front_end.settings.as_metadata(),
        }
        return json.dumps(settings, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Shard:
    """The file of some pictures, the number of the track each is of; who failed, and why."""

    path: Path
    tracks: NDArray[np.int64]
    failed: Mapping[int, str]

    def pictures(self) -> NDArray[np.float16]:
        """The memory-mapped pictures (windows, bands, steps), of a shard with any.

        Each map keeps a file open, and a data set has more shards than a process may have files.
        """
        pictures: NDArray[np.float16] = np.load(self.path, mmap_mode="r")
        return pictures


@dataclass(frozen=True, slots=True)
class Shards:
    """All shards of some tracks, in their order."""

    shards: tuple[Shard, ...]

    def __len__(self) -> int:
        """How many windows there are."""
        return sum(len(shard.tracks) for shard in self.shards)

    @property
    def tracks(self) -> NDArray[np.int64]:
        """The number of the track that each window is of."""
        return np.concatenate([shard.tracks for shard in self.shards])

    @property
    def failed(self) -> Counter[str]:
        """How many tracks are not there, by reason."""
        return Counter(reason for shard in self.shards for reason in shard.failed.values())


def shards_of(
    paths: Sequence[Path],
    hearing: Hearing,
    folder: Path,
    *,
    workers: int,
    step: Callable[[int], None] = lambda _: None,
) -> Shards:
    """The shards of these files in `folder`, made where they are not there yet.

    `step` is told how many tracks are done and may raise to stop; finished shards stay. A file
    that is missing or cannot be decoded is left out and counted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shards = []
    with Decoders(hearing.plan, workers) as decoders:
        for first in range(0, len(paths), SHARD_TRACKS):
            step(first)
            part = paths[first : first + SHARD_TRACKS]
            place = folder / _name(part, hearing)
            shard = _load(place, first)
            if shard is None:
                _make(place, _counted(decoders.decoded(part), step, first), hearing)
                shard = _load(place, first)
            if shard is None:
                raise NearfieldError("Cannot read what was just written", f"{place}.npy")
            shards.append(shard)
    step(len(paths))
    return Shards(tuple(shards))


def _make(place: Path, heard: Iterable[NDArray[np.float32] | str], hearing: Hearing) -> None:
    """Write one shard, pictures first: with the `.json` it is complete."""
    pictures: list[NDArray[np.float16]] = []
    failed: dict[int, str] = {}
    tracks: list[int] = []
    for number, outcome in enumerate(heard):
        if isinstance(outcome, str):
            failed[number] = outcome
        else:
            pictures.append(hearing.pictures(outcome))
            tracks += [number] * len(pictures[-1])
    joined = np.concatenate(pictures) if pictures else np.zeros((0, 0, 0), np.float16)
    _write(place.with_suffix(".npy"), lambda part: np.save(part, joined))
    said = json.dumps({"tracks": tracks, "failed": failed}).encode()
    _write(place.with_suffix(".json"), lambda part: part.write(said))


def _counted(
    heard: Iterable[NDArray[np.float32] | str], step: Callable[[int], None], first: int
) -> Iterator[NDArray[np.float32] | str]:
    """The same, telling after each how many there were, `first` ahead of it."""
    for done, outcome in enumerate(heard, first + 1):
        yield outcome
        step(done)


def _write(path: Path, content: Callable[[Any], object]) -> None:
    """Write a file, whole or not at all."""
    try:
        with whole_file(path) as unfinished, unfinished.open("wb") as file:
            content(file)
    except OSError as error:
        message = f"{path.parent}: {error.strerror}. What was finished is kept."
        raise NearfieldError("Cannot keep the decoded music", message) from error


def _load(place: Path, first: int) -> Shard | None:
    """The finished shard, or None if there is none that can be read."""
    try:
        said = json.loads(place.with_suffix(".json").read_text())
        failed = {first + int(number): reason for number, reason in said["failed"].items()}
        tracks = first + np.array(said["tracks"], np.int64)
        shard = Shard(place.with_suffix(".npy"), tracks, failed)
        whole = not len(tracks) or len(shard.pictures()) == len(tracks)
    except (OSError, ValueError, EOFError):
        return None
    return shard if whole else None


def _name(paths: Sequence[Path], hearing: Hearing) -> str:
    """Other files, other versions of them, another front end or plan: another shard."""
    said = "\n".join([hearing.settings, *_versions(paths)])
    return hashlib.sha256(said.encode(errors="surrogateescape")).hexdigest()[:24]


def _versions(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        try:
            stat = path.stat()
            yield f"{path.absolute()} {stat.st_size} {stat.st_mtime_ns}"
        except OSError:
            yield f"{path.absolute()} missing"
