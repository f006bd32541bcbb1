"""Tracks of a real length to measure with: three to five minutes, as MP3, FLAC and Opus.

Made once from the demo library's, one after the other; a slight difference between the channels
keeps the encoders from sparing one of them.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.audio.decode import decode_whole
from engine.audio.encode import write_audio
from engine.demo import make_demo

TRACKS = 42
RATE = 44_100
CODECS = (("mp3", ".mp3", 192_000), ("flac", ".flac", None), ("opus", ".opus", 128_000))


def long_tracks(folder: Path) -> list[Path]:
    """The tracks in `folder`, made if they are not there, formats in turn."""
    wanted = [folder / f"{n:02}{CODECS[n % len(CODECS)][1]}" for n in range(TRACKS)]
    if not all(path.exists() for path in wanted):
        print(f"Making {TRACKS} tracks in {folder} (once, some minutes)", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        source = make_demo(folder.parent / "bench-demo")
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
            list(pool.map(_make_track, wanted, range(TRACKS), itertools.repeat(source)))
        shutil.rmtree(source)
    return wanted


def linked(paths: Sequence[Path], folder: Path, laps: int) -> list[Path]:
    """The tracks several times under names of their own, without copying them."""
    folder.mkdir(parents=True, exist_ok=True)
    links = [folder / f"{lap}-{path.name}" for lap in range(laps) for path in paths]
    for link, path in zip(links, itertools.cycle(paths), strict=False):
        link.symlink_to(path.absolute())
    return links


def _make_track(path: Path, number: int, source: Path) -> None:
    if path.exists():
        return
    seconds = 180 + 120 * number // (TRACKS - 1)
    parts = sorted(p for p in source.rglob("*") if p.suffix in {".flac", ".wav", ".mp3", ".ogg"})
    turned = parts[number % len(parts) :] + parts[: number % len(parts)]
    sound: list[NDArray[np.float32]] = []
    while sum(map(len, sound)) < seconds * RATE:
        sound.append(decode_whole(turned[len(sound)], RATE))
    mono = np.concatenate(sound)[: seconds * RATE]
    codec, _, bit_rate = CODECS[number % len(CODECS)]
    write_audio(path, np.stack([mono, np.roll(mono, 20) * np.float32(0.9)]), RATE, codec, bit_rate)
