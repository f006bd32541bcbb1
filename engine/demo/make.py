"""Make the demo library: compose, encode, tag, and put each file into place only when it is whole.

Each track is made from its own seed in a worker process, so the library is the same however often
the making was interrupted, and as fast as the machine has cores.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import mutagen
import numpy as np
from filelock import FileLock

from engine.audio.encode import write_audio
from engine.demo.catalogue import DemoTrack, catalogue
from engine.demo.covers import cover
from engine.demo.mastering import mastered
from engine.demo.oscillators import RATE
from engine.demo.roster import ROSTERS
from engine.demo.styles import STYLES
from engine.demo.tags import write_tags
from engine.demo.workshop import finished
from engine.errors import NearfieldError

BIT_RATES = {"mp3": 96_000, "opus": 80_000, "aac": 112_000, "vorbis": 96_000}
EDITION = "2"
"""Raised when the music changes, so that a library made before is made again."""
MARK = ".nearfield-demo"
"""The file in a demo library that names its edition."""
MOST_WORKERS = 8
"""Each takes a quarter of a gigabyte."""
STAGING = f"{MARK}.parts"
"""Where files lie inside the library until they are whole."""


def make_demo(
    destination: Path,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    styles: Sequence[str] = tuple(ROSTERS),
    seconds: float | None = None,
) -> Path:
    """Make what the demo library in the folder `destination` still lacks, and return the folder.

    `progress` is told (tracks there, tracks in all). `styles` and `seconds` make a smaller
    library of shorter tracks. Raises Cancelled when `cancelled` says so, NearfieldError when the
    folder cannot be written; what was finished by then stays and is not made again.
    """
    tracks = catalogue(styles, seconds)
    report = progress or (lambda done, total: None)
    try:
        if _outdated(destination) or _missing(destination, tracks):
            destination.mkdir(parents=True, exist_ok=True)
            with FileLock(destination / f"{MARK}.lock"):
                _clear(destination)
                _make(destination, tracks, report, cancelled or (lambda: False))
    except (OSError, mutagen.MutagenError, BrokenProcessPool) as error:
        raise NearfieldError("Cannot make the demo library", str(error)) from error
    report(len(tracks), len(tracks))
    return destination


def _outdated(destination: Path) -> bool:
    mark = destination / MARK
    return not mark.exists() or mark.read_text() != EDITION


def _clear(destination: Path) -> None:
    """Remove parts that an interrupted run left behind, and tracks of another edition."""
    shutil.rmtree(destination / STAGING, ignore_errors=True)
    if _outdated(destination):
        for track in catalogue():
            for path in _files(destination, track):
                path.unlink(missing_ok=True)
        (destination / MARK).write_text(EDITION)


def _missing(destination: Path, tracks: Sequence[DemoTrack]) -> list[DemoTrack]:
    return [track for track in tracks if not all(map(Path.exists, _files(destination, track)))]


def _files(destination: Path, track: DemoTrack) -> Iterator[Path]:
    yield destination / track.path
    if not track.embeds_cover:
        yield destination / track.folder / "cover.jpg"


def _make(
    destination: Path,
    tracks: Sequence[DemoTrack],
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    # Looked at again under the lock: another process may just have made them.
    missing = _missing(destination, tracks)
    (destination / STAGING).mkdir()
    done = len(tracks) - len(missing)
    progress(done, len(tracks))
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    jobs = [(destination, track) for track in missing]
    for _ in finished(make_track, jobs, workers, cancelled, "The demo library"):
        done += 1
        progress(done, len(tracks))
    shutil.rmtree(destination / STAGING, ignore_errors=True)


def make_track(destination: Path, track: DemoTrack) -> None:
    """Make one track and its album's cover inside the library, the track last."""
    wave = mastered(STYLES[track.style](track.piece), track.level)
    if track.codec == "wav":
        # One channel halves the one format that does not compress.
        wave = wave.mean(axis=0)
    picture = cover(track.style, track.piece.seed)
    folder = destination / track.folder
    folder.mkdir(parents=True, exist_ok=True)
    staged = destination / STAGING / f"{track.piece.seed}{track.path.suffix}"
    if not track.embeds_cover:
        staged.write_bytes(picture)
        staged.replace(folder / "cover.jpg")
    write_audio(staged, wave.astype(np.float32), RATE, track.codec, BIT_RATES.get(track.codec))
    write_tags(staged, track.tags, picture if track.embeds_cover else b"")
    staged.replace(destination / track.path)
