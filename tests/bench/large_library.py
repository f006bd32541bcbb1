"""A library of 100,000 tracks to measure the window on, made once under `build/`.

A real database over real files: a tiny MP3 an album, linked under the names of its songs, so that
a scan finds everything where the library says it is. Names, genres, years and lengths are spread
as in a person's collection; vectors lie in clusters, and the index over them is saved.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.catalog.store import FileRecord, Store
from engine.library import Library
from engine.models.weights import shipped
from engine.types import Heard, Tags

TRACKS = 100_000
ARTISTS = 8_000
ALBUMS = 12_000
CLUSTERS = 300
BATCH = 5_000
SOURCE = Path(__file__).parents[1] / "data" / "tiny.mp3"
PLACE = Path("build/bench")

SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvz" for vowel in "aeiou"]
SYLLABLES += ["ström", "öre", "ñan", "çal"]
GENRES = ["Rock", "Pop", "Jazz", "Classical", "Electronic", "Ambient", "Techno", "House", "Folk"]
GENRES += ["Blues", "Metal", "Punk", "Soul", "Funk", "Hip-Hop", "Reggae", "Country", "Latin"]


def large_library(place: Path = PLACE, tracks: int = TRACKS) -> Path:
    """The home of a library of so many tracks, made now if it is not there yet.

    All of them have been heard by the model that comes with the program.
    """
    home = place / f"library-{tracks}-{shipped().model_id}"
    if not home.is_dir():
        place.mkdir(parents=True, exist_ok=True)
        print(f"Making a library of {tracks:,} tracks in {home} …", flush=True)
        with tempfile.TemporaryDirectory(dir=place) as unfinished:
            _make(Path(unfinished), place.absolute() / f"music-{tracks}", tracks)
            shutil.move(unfinished, home)
            Path(unfinished).mkdir()  # for the tidying up to find
    return home


def _make(home: Path, music: Path, tracks: int) -> None:
    shutil.rmtree(music, ignore_errors=True)
    model, dice = shipped(), np.random.default_rng(1)
    centres = _unit(dice.normal(size=(CLUSTERS, model.dimension)))
    store = Store(home / "library.db")
    store.embeddings.register(model.model_id, model.architecture, model.dimension, model.tags)
    folder = store.add_folder(music)
    songs = _files(music, tracks)
    while batch := list(itertools.islice(songs, BATCH)):
        ids = store.save_files(folder.id, batch)
        near = centres[dice.integers(CLUSTERS, size=len(batch))]
        vectors = _unit(near + 0.08 * dice.normal(size=near.shape)).astype(np.float32)
        heard = [
            Heard(track_id, file.identity, vector)
            for track_id, file, vector in zip(ids, batch, vectors, strict=True)
        ]
        store.embeddings.save(model.model_id, heard)
    store.close()
    with Library.open(home) as library:
        library.claim()
        library.analyse()  # nothing is due; the index is built and saved


def _files(music: Path, tracks: int) -> Iterator[FileRecord]:
    dice = random.Random(1)
    songs = itertools.islice(itertools.cycle(invented_songs(dice)), tracks)
    for made, (tags, folder) in enumerate(songs, 1):
        path = music / folder / f"{made:06} {tags.title}.mp3"
        status = _link(path)
        relative = path.relative_to(music).as_posix()
        yield FileRecord(relative, status.st_size, status.st_mtime_ns, f"mp3:{made:040x}", tags)


def _link(path: Path) -> os.stat_result:
    """Put the tiny file there: a copy for the first song of an album, links for the others."""
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
    sample = path.parent / ".sample"
    if not sample.exists():
        shutil.copyfile(SOURCE, sample)
    os.link(sample, path)
    return path.stat()


def invented_songs(dice: random.Random) -> Iterator[tuple[Tags, str]]:
    """Songs and their folders, album by album, until every album has had its share."""
    artists = [_name(dice, 2) for _ in range(ARTISTS)]
    for number in range(ALBUMS):
        artist = artists[number % ARTISTS] if number < ARTISTS else dice.choice(artists[:3000])
        album, year = _name(dice, 3), str(dice.randint(1960, 2025))
        genres = tuple(dice.sample(GENRES, dice.choice((1, 1, 1, 2, 3))))
        release, person = _mbid(dice), _mbid(dice)
        for song in range(1, dice.randint(6, 14)):
            tags = Tags(
                title=_name(dice, dice.randint(1, 4)),
                artist=artist,
                album_artist=artist,
                album=album,
                track_number=song,
                disc_number=1,
                date=year,
                genres=genres,
                duration=dice.uniform(90, 420),
                recording_id=_mbid(dice),
                release_id=release,
                artist_id=person,
                track_gain=dice.uniform(-12, 3),
                album_gain=-6.5,
            )
            yield tags, f"{artist}/{album}"


def _name(dice: random.Random, words: int) -> str:
    return " ".join(
        "".join(dice.choices(SYLLABLES, k=dice.randint(2, 3))).title() for _ in range(words)
    )


def _mbid(dice: random.Random) -> str:
    digits = f"{dice.getrandbits(128):032x}"
    cuts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return "-".join(cuts)


def _unit(
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths)


if __name__ == "__main__":
    print(large_library())
