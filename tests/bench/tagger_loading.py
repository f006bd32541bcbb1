"""What mel shards gain over loading a tagger's music file by file: `make bench-tagger-loading`.

Clips of 30 seconds as MP3, as published sets have them, feed an epoch of the tagger k2c1 on one
core, in batches of 16. (a) decodes each file and makes its picture when its turn comes; (b) takes
pictures from memory-mapped shards, a batch when it is asked for; (c) takes the same batches,
shuffled, from the thread that makes them ahead: it is what training does. *Loading* is an epoch of
batches without a network, in pictures a second; *waits* is the part of an epoch with the network in
which it waits for its next batch. Making the shards, once, is timed with one decoding worker and
with one a core. All take turns; the files and shards are in the system's cache.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from engine.audio.decode import decode_excerpts
from engine.audio.encode import write_audio
from engine.models.taggers.networks import NETWORKS
from engine.models.taggers.tagger import Tagger
from engine.training.tagging.loading import Batch, Batches
from engine.training.tagging.shards import Hearing, shards_of

SECONDS, RATE, TAGS, BATCH = 30.0, 22_050, 50, 16
CORES = os.cpu_count() or 1
Epoch = Callable[[], Iterator[Batch]]


def main() -> None:
    """Make clips and shards, then measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network = NETWORKS["k2c1"]
    tagger = network.tagger(network.settings, network.plan, TAGS).train()
    hearing = Hearing.of(tagger, network.plan)
    labels = np.random.default_rng(0).random((options.clips, TAGS)) < 0.06
    with tempfile.TemporaryDirectory() as place:
        clips = [clip(Path(place, f"{number:04}.mp3"), number) for number in range(options.clips)]
        making = [making_shards(clips, hearing, Path(place), workers) for workers in (1, CORES)]
        shards = shards_of(clips, hearing, Path(place, "mel"), workers=CORES)
        batches = Batches(shards, labels, BATCH, shuffled=True)
        ways: dict[str, Epoch] = {
            "(a) file by file": lambda: file_by_file(clips, labels, hearing),
            "(b) shards": batches.at_once,
            "(c) shards, ahead": lambda: iter(batches),
        }
        rounds = [
            {name: measure(epoch, tagger) for name, epoch in ways.items()}
            for _ in range(options.rounds)
        ]
    print(f"{options.clips} clips of {SECONDS:g} s")
    print(f"shards: made in {making[0]:.1f} s by 1 worker, in {making[1]:.1f} s by {CORES}")
    report(rounds)


def clip(path: Path, number: int) -> Path:
    """A clip of noise and tones of its own."""
    dice = np.random.default_rng(number)
    moments = np.arange(int(SECONDS * RATE)) / RATE
    tones = sum(np.sin(2 * np.pi * pitch * moments) for pitch in dice.uniform(80, 4_000, 4))
    sound = 0.1 * tones + 0.05 * dice.standard_normal(len(moments))
    write_audio(path, sound.astype(np.float32), RATE, "mp3")
    return path


def making_shards(clips: Sequence[Path], hearing: Hearing, place: Path, workers: int) -> float:
    """Seconds until all shards are there."""
    began = time.perf_counter()
    shards_of(clips, hearing, place / f"mel-{workers}", workers=workers)
    return time.perf_counter() - began


def file_by_file(
    clips: Sequence[Path], labels: np.ndarray[tuple[int, int], np.dtype[np.bool_]], hearing: Hearing
) -> Iterator[Batch]:
    """Each batch from its files, when it is asked for; whole batches only, as in training."""
    order = np.random.default_rng(0).permutation(len(clips)).tolist()
    for first in range(0, len(order) - BATCH + 1, BATCH):
        chosen = order[first : first + BATCH]
        pictures = [hearing.pictures(decode_excerpts(clips[n], hearing.plan)) for n in chosen]
        yield torch.from_numpy(np.concatenate(pictures)), torch.from_numpy(labels[chosen]).float()


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of an epoch of loading; of one with the network, and of that the waiting."""

    pictures: int
    loading: float
    training: float
    waiting: float


def measure(epoch: Epoch, tagger: Tagger) -> Measured:
    """One epoch without the network, one with it."""
    began = time.perf_counter()
    pictures = sum(len(batch[0]) for batch in epoch())
    loading = time.perf_counter() - began
    began, waiting = time.perf_counter(), 0.0
    adam = torch.optim.Adam(tagger.parameters())
    batches = epoch()
    while True:
        asked = time.perf_counter()
        batch = next(batches, None)
        waiting += time.perf_counter() - asked
        if batch is None:
            return Measured(pictures, loading, time.perf_counter() - began, waiting)
        loss = functional.binary_cross_entropy_with_logits(
            tagger.logits(batch[0].float()), batch[1]
        )
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()


def report(rounds: Sequence[dict[str, Measured]]) -> None:
    """Print the medians over the rounds, and the ratios of each round to (a)."""
    print("| | loading, pictures/s | times (a) | an epoch | times as fast as (a) | waits |")
    print("|---|---:|---:|---:|---:|---:|")
    first = next(iter(rounds[0]))
    for name in rounds[0]:
        pairs = [(each[first], each[name]) for each in rounds]
        columns: list[list[float]] = [
            [own.pictures / own.loading for _, own in pairs],
            [a.loading / own.loading for a, own in pairs],
            [own.training for _, own in pairs],
            [a.training / own.training for a, own in pairs],
            [100 * own.waiting / own.training for _, own in pairs],
        ]
        rate, gain, epoch, faster, waits = map(statistics.median, columns)
        print(
            f"| {name} | {rate:,.0f} | {gain:,.1f} | {epoch:.1f} s | {faster:.1f} | {waits:.1f} % |"
        )


if __name__ == "__main__":
    main()
