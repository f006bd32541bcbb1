"""Many small songs made from the fixtures, each with a sound and tags of its own.

Only bytes of the sound are changed, nothing is encoded; MP3 and FLAC files can still be decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mutagen

DATA = Path(__file__).parent / "data"
FORMATS = ("tiny.mp3", "tiny.flac", "tiny.ogg", "tiny.opus", "tiny_aac.m4a")
ALBUM = 12
"""Songs in each album, and albums of each artist."""


def make_songs(root: Path, count: int, formats: tuple[str, ...] = FORMATS) -> None:
    """Write `count` songs under `root`, as Artist/Album/Song; those that are there are kept."""
    sources = [(Path(name).suffix, (DATA / name).read_bytes()) for name in formats]
    for number, path in zip(range(count), places(root, formats), strict=False):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            suffix, data = sources[number % len(sources)]
            path.write_bytes(with_sound(data, suffix, number))
            retag(path, number)


def places(root: Path, formats: tuple[str, ...] = FORMATS) -> Iterator[Path]:
    """Where the songs are, without end."""
    suffixes = [Path(name).suffix for name in formats]
    number = 0
    while True:
        album = number // ALBUM
        folder = root / f"Artist {album // ALBUM:04}" / f"Album {album:05}"
        yield folder / f"{number % ALBUM + 1:02} Song {number:06}{suffixes[number % len(suffixes)]}"
        number += 1


def with_sound(data: bytes, suffix: str, number: int) -> bytes:
    """The file with a sound of its own, made of the number."""
    mark = number.to_bytes(8, "big")
    if suffix == ".flac":  # the MD5 that it claims
        return data[:26] + mark + data[34:]
    if suffix == ".m4a":
        start = data.index(b"mdat") + 4
        return data[:start] + mark + data[start + 8 :]
    return data[:-8] + mark  # the end of the last frame or page


def retag(path: Path, number: int, word: str = "Song") -> None:
    """Give a file tags that are made of the number."""
    album = number // ALBUM
    file = mutagen.File(path, easy=True)
    file["title"] = f"{word} {number}"
    file["artist"] = f"Artist {album // ALBUM}"
    file["album"] = f"Album {album}"
    file["tracknumber"] = str(number % ALBUM + 1)
    file.save()
