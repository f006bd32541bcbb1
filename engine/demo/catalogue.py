"""What the demo library consists of: every track's tags, file, format, and the piece behind it.

Within each style every format, level and length occurs once, in an order of its own: a listener
who goes by the codec, the loudness or the length of a file learns nothing about its style.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.audio.encode import ENCODINGS
from engine.demo.roster import ROSTERS, Record, Roster
from engine.demo.score import Piece
from engine.types import Tags

CODECS = ("mp3", "flac", "vorbis", "opus", "aac", "wav")
LEVELS = (-23.0, -22.0, -21.0, -20.0, -19.0, -18.0)
"""How loud, in dB (root mean square against full scale)."""
LENGTHS = (40.0, 43.0, 46.5, 50.0, 54.0, 58.0)
"""Seconds."""
EMBEDDING = ("mp3", "flac", "opus", "aac")
"""The codecs whose files carry their cover; the other albums have a `cover.jpg`."""
ILLEGAL = str.maketrans(dict.fromkeys('<>:"/\\|?*'))
"""What some file system would refuse in a name."""


@dataclass(frozen=True, slots=True)
class DemoTrack:
    """One track of the demo, before it is made."""

    style: str
    tags: Tags
    codec: str
    level: float
    piece: Piece

    @property
    def folder(self) -> Path:
        """`<Artist>/<Album>`, relative to the library."""
        return Path(*(name.translate(ILLEGAL) for name in (self.tags.artist, self.tags.album)))

    @property
    def path(self) -> Path:
        """`<Artist>/<Album>/<NN - Title>.<ext>`, relative to the library."""
        title = self.tags.title.translate(ILLEGAL)
        suffix = ENCODINGS[self.codec].suffix
        return self.folder / f"{self.tags.track_number:02} - {title}{suffix}"

    @property
    def embeds_cover(self) -> bool:
        """Whether the cover lies in the file, rather than beside it."""
        return self.codec in EMBEDDING


def catalogue(
    styles: Sequence[str] = tuple(ROSTERS), seconds: float | None = None
) -> list[DemoTrack]:
    """The tracks of `styles`, six each; `seconds` makes them all as short as a test wants."""
    places = list(ROSTERS)
    return [track for style in styles for track in _tracks(style, places.index(style), seconds)]


def _tracks(style: str, place: int, seconds: float | None) -> Iterator[DemoTrack]:
    roster, shuffled = ROSTERS[style], np.random.default_rng(_seed(style))
    levels, lengths = shuffled.permutation(LEVELS), shuffled.permutation(LENGTHS)
    for number, (artist, record) in enumerate(_records(roster)):
        yield DemoTrack(
            style=style,
            tags=_tags(style, artist, record),
            codec=CODECS[(place + number) % len(CODECS)],
            level=float(levels[number]),
            piece=_piece(roster, number, seconds or float(lengths[number]), _seed(record.album)),
        )


def _records(roster: Roster) -> Iterator[tuple[str, Record]]:
    for artist, records in roster.artists.items():
        for record in records:
            yield artist, record


def _tags(style: str, artist: str, record: Record) -> Tags:
    return Tags(
        title=record.title,
        artist=artist,
        album_artist=artist,
        album=record.album,
        track_number=record.track_number,
        disc_number=1,
        date=record.date,
        genres=(style,),
    )


def _piece(roster: Roster, number: int, seconds: float, seed: int) -> Piece:
    """An artist keeps to one side of the style's colours, an album to one tempo and one key.

    Keys lie at most a fifth from the style's own: guitars, voices and hands have keys they like.
    """
    rng = np.random.default_rng(seed)
    slow, fast = roster.tempos
    return Piece(
        seconds=seconds,
        tempo=round(float(rng.uniform(slow, fast))),
        root=45 + (roster.tonic - 45 + 7 * int(rng.integers(-1, 2))) % 12,
        colour=(0.15 if number < 3 else 0.65) + 0.1 * (number % 3),
        seed=seed,
    )


def _seed(name: str) -> int:
    return zlib.crc32(name.encode())
