"""Make a corpus: compose, render, produce, encode and tag, in as many processes as wanted.

Each song is made from its own seed and appears whole or not at all, so that a corpus can be
stopped, continued and enlarged, and comes out the same.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import mutagen
import numpy as np
from filelock import FileLock, Timeout

from engine.audio.encode import ENCODINGS, write_audio
from engine.corpus.compose import composed, given
from engine.corpus.plan import PlannedSong, planned
from engine.corpus.production import OUT_RATE, produced
from engine.corpus.render import Synthesiser, find_synthesiser, rendered
from engine.corpus.singing import sing
from engine.demo.oscillators import Wave
from engine.demo.tags import write_tags
from engine.demo.workshop import finished
from engine.errors import NearfieldError
from engine.types import Tags
from engine.whole_file import whole_file

CODECS = {"opus": 48_000, "flac": None}
"""What songs can be written as, with the bits a second."""
EDITION = 2
"""Raised when songs come out otherwise than before."""
MANIFEST = "manifest.csv"
_LISTED = 50
"""How many songs are made before they are listed, in case of a sudden end."""
MARK = ".nearfield-corpus"
"""The file in a corpus that says what it is grown from."""
STAGING = f"{MARK}.parts"
"""Where files lie inside the corpus until they are whole."""
KEYS = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a corpus is grown from; another recipe is another corpus."""

    seed: int = 0
    seconds: float = 60.0
    codec: str = "opus"
    edition: int = EDITION


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the manifest."""

    path: str
    artist: str
    album: str
    title: str
    style: str
    tempo: float
    key: str
    beats: int
    number: int
    seed: int


def make_corpus(
    destination: Path,
    songs: int,
    recipe: Recipe | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    workers: int | None = None,
    sound_font: Path | None = None,
) -> Path:
    """Make what the corpus of `songs` songs in `destination` still lacks; returns the manifest.

    `progress` is told (songs there, songs in all). Raises NearfieldError where fluidsynth or its
    sound font is absent, the folder holds another corpus or cannot be written, Cancelled when
    `cancelled` says so; what was finished by then stays and is not made again.
    """
    recipe, report = recipe or Recipe(), progress or (lambda done, total: None)
    synthesiser = find_synthesiser(sound_font)
    try:
        destination.mkdir(parents=True, exist_ok=True)
        with FileLock(destination / f"{MARK}.lock", timeout=0):
            _claim(destination, recipe)
            _make(destination, songs, recipe, synthesiser, report, cancelled, workers)
    except Timeout as error:
        raise NearfieldError("Another process is making this corpus") from error
    except (OSError, mutagen.MutagenError, BrokenProcessPool) as error:
        raise NearfieldError("Cannot make the corpus", str(error)) from error
    return destination / MANIFEST


def _claim(destination: Path, recipe: Recipe) -> None:
    """Mark the folder as grown from `recipe`; NearfieldError when it is another's."""
    mark, wanted = destination / MARK, json.dumps(asdict(recipe))
    if mark.exists() and mark.read_text() != wanted:
        raise NearfieldError(
            f"{destination.name!r} holds another corpus",
            f"It was made with {mark.read_text()}. Choose another folder, or the same options.",
        )
    with whole_file(mark) as unfinished:
        unfinished.write_text(wanted)
    shutil.rmtree(destination / STAGING, ignore_errors=True)
    (destination / STAGING).mkdir()


def _make(
    destination: Path,
    songs: int,
    recipe: Recipe,
    synthesiser: Synthesiser,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool] | None,
    workers: int | None,
) -> None:
    plans = [planned(recipe.seed, number) for number in range(songs)]
    suffix = ENCODINGS[recipe.codec].suffix
    missing = [plan for plan in plans if not (destination / plan.path(suffix)).exists()]
    done = songs - len(missing)
    progress(done, songs)
    jobs = [(destination, plan.number, recipe, synthesiser) for plan in missing]
    workers, cancelled = workers or os.cpu_count() or 1, cancelled or (lambda: False)
    try:
        for _ in finished(make_song, jobs, workers, cancelled, "The corpus"):
            done += 1
            progress(done, songs)
            if not done % _LISTED:
                _write_manifest(destination, plans, recipe)
    finally:
        shutil.rmtree(destination / STAGING, ignore_errors=True)
        _write_manifest(destination, plans, recipe)


def make_song(destination: Path, number: int, recipe: Recipe, synthesiser: Synthesiser) -> None:
    """Make song `number` inside the corpus."""
    plan, encoding = planned(recipe.seed, number), ENCODINGS[recipe.codec]
    with tempfile.TemporaryDirectory() as scratch:
        wave = performed(plan, recipe.seconds, synthesiser, Path(scratch))
    staged = destination / STAGING / f"{number}{encoding.suffix}"
    write_audio(staged, wave, OUT_RATE, recipe.codec, CODECS[recipe.codec])
    write_tags(staged, _tags(plan))
    path = destination / plan.path(encoding.suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(path)


def performed(plan: PlannedSong, seconds: float, synthesiser: Synthesiser, scratch: Path) -> Wave:
    """The song as a record, shape (n,) at OUT_RATE; `scratch` is a folder for what lies between."""
    song, performance = composed(plan.album, plan.seed, seconds)
    lines = tuple(zip(plan.album.parts, performance.lines, strict=True))

    def stem(driven: bool) -> Wave | None:
        chosen = tuple(n for part, n in lines if part.role.driven == driven and not part.singer)
        if not chosen:
            return None
        return rendered(synthesiser, replace(performance, lines=chosen), seconds, scratch)

    voices = [
        sing(performance, line.notes, part.singer, seconds, song.rng(part.role.name, "sung"))
        for part, line in lines
        if part.singer
    ]
    rng = np.random.default_rng([plan.seed, 2])
    return produced(stem(False), stem(True), voices, plan.album.studio, song.tempo, rng)


def _tags(plan: PlannedSong) -> Tags:
    return Tags(
        plan.title,
        plan.artist,
        plan.artist,
        plan.record,
        plan.track,
        genres=(plan.album.style.name,),
    )


def _write_manifest(destination: Path, plans: Sequence[PlannedSong], recipe: Recipe) -> None:
    """List the songs that are there."""
    suffix = ENCODINGS[recipe.codec].suffix
    with (
        whole_file(destination / MANIFEST) as unfinished,
        unfinished.open("w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.DictWriter(file, list(Entry.__dataclass_fields__))
        writer.writeheader()
        for plan in plans:
            if (destination / plan.path(suffix)).exists():
                writer.writerow(asdict(_entry(plan, recipe, suffix)))


def _entry(plan: PlannedSong, recipe: Recipe, suffix: str) -> Entry:
    song = given(plan.album, plan.seed, recipe.seconds)
    return Entry(
        plan.path(suffix).as_posix(),
        plan.artist,
        plan.record,
        plan.title,
        plan.album.style.name,
        round(song.tempo, 2),
        KEYS[song.tonic],
        int(song.beats),
        plan.number,
        plan.seed,
    )
