"""The draft of an import: what was read so far, in a database of its own that leaves no trace.

However much is read, memory holds a few numbers for each different song and no list. SQLite keeps
the rest in a temporary file, which is gone with the draft or with the process.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.catalog.song_matches import KnownSongs, Means, Song
from engine.types import ImportKind

NUMBER = np.dtype("<u4")
"""Of songs and of plays in a list as it is stored."""

MOST = 2**32 - 1
LEAST = 2
"""Songs of the library from which on a list tells what goes together."""
_REMEMBERED = 200_000
"""Songs whose numbers are held in memory, until they are asked for anew."""

Numbers = NDArray[np.int64]


class Draft:
    """Takes in songs, lists and plays; used by one thread, and closed when all is said."""

    def __init__(self, known: KnownSongs) -> None:
        """Songs are looked for among `known`."""
        self.known = known
        self.lists = self.lists_kept = 0
        self._listeners: dict[str, int] = {}
        self._plays_of = array("Q")
        self._numbers: dict[Song, int] = {}
        self._entries = array("Q")
        self._means = bytearray()
        self._kept = bytearray()
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def name(self, track: str, artist: str, title: str) -> None:
        """Remember what a track is called that playlists know by an id of their own."""
        self._db.execute("INSERT OR REPLACE INTO named VALUES (?, ?, ?)", (track, artist, title))

    def named(self, track: str) -> tuple[str, str]:
        """Artist and title of such a track; empty if nobody told."""
        row = self._db.execute("SELECT artist, title FROM named WHERE id = ?", (track,)).fetchone()
        return row or ("", "")

    def add_list(self, songs: Sequence[Song], title: str) -> None:
        """Take in a playlist, if enough of its songs are known."""
        numbers = np.array([self._told(song) for song in songs], np.int64)
        self._add_list(numbers, np.empty(0, np.int64), title)

    def add_plays(self, listener: str, song: Song, count: int) -> None:
        """Take in so many plays of a song by somebody."""
        row = self._listener(listener), self._told(song), count
        self._db.execute("INSERT INTO pairs VALUES (?, ?, ?)", row)

    def add_play(self, listener: str, song: Song, started: float) -> None:
        """Take in a play whose time is known."""
        row = self._listener(listener), self._told(song), started
        self._db.execute("INSERT INTO plays VALUES (?, ?, ?)", row)

    def listeners(self) -> list[str]:
        """Whose plays came, those first who have most."""
        return sorted(self._listeners, key=lambda name: -self._plays_of[self._listeners[name]])

    def gather_listeners(self) -> Iterator[int]:
        """Make a list of each listener's plays; yields how many are made."""
        rows = self._db.execute(
            "SELECT listener, song, sum(count) FROM pairs GROUP BY listener, song"
        )
        with closing(rows):
            for _, pairs in groupby(rows, itemgetter(0)):
                columns = np.array([pair[1:] for pair in pairs], np.int64).T
                self._add_list(columns[0], columns[1], "")
                yield self.lists

    def choose(self, listener: str) -> None:
        """Let the history be this listener's; what others played is forgotten."""
        self._db.execute("DELETE FROM plays WHERE listener != ?", (self._listeners.get(listener),))
        self._entries = array("Q", bytes(8 * len(self._entries)))
        told = "SELECT song, count(*) FROM plays GROUP BY song"
        for number, entries in self._db.execute(told):
            self._entries[number] = entries
            self._kept[number] = 1

    def songs(self) -> Iterator[tuple[int, str, str, str, str, int]]:
        """What is kept: number, artist, title, recording id, name, how often it was told of."""
        for number, *names in self._db.execute("SELECT * FROM songs ORDER BY number"):
            if self._kept[number]:
                yield number, *names, self._entries[number]

    def tracks(self) -> set[int]:
        """The tracks that are any song that is kept."""
        return {
            track_id
            for _, _, _, recording_id, name, _ in self.songs()
            for track_id in self.known.tracks(recording_id, name)
        }

    def kept_lists(self) -> Iterator[tuple[str, bytes, bytes]]:
        """The title, the songs' numbers and their plays of each list."""
        yield from self._db.execute("SELECT title, songs, counts FROM lists ORDER BY rowid")

    def plays(self) -> Iterator[tuple[int, float]]:
        """The songs' numbers and times of the history, each once."""
        yield from self._db.execute("SELECT DISTINCT song, started FROM plays ORDER BY started")

    def entries_by(self) -> dict[Means | None, int]:
        """How many entries were found by which means; None: not at all."""
        entries, means = np.array(self._entries, np.int64), np.frombuffer(self._means, np.uint8)
        sums = np.bincount(means, entries, len(_MEANS)) if len(means) else np.zeros(len(_MEANS))
        return {by: int(count) for by, count in zip(_MEANS, sums.tolist(), strict=True)}

    def counts(self) -> tuple[int, int]:
        """How many different songs were told of, and how many of them were found."""
        told = np.array(self._entries, np.int64) > 0
        return int(told.sum()), int((told & (np.frombuffer(self._means, np.uint8) > 0)).sum())

    def missing(self, most: int) -> list[tuple[Song, int]]:
        """The songs that were told of most often and not found, and how often."""
        entries, means = np.array(self._entries, np.int64), np.frombuffer(self._means, np.uint8)
        entries[means > 0] = 0
        often = np.argsort(-entries, kind="stable")[:most]
        ask = "SELECT artist, title, recording_id FROM songs WHERE number = ?"
        return [
            (Song(*self._db.execute(ask, (number,)).fetchone()), int(entries[number]))
            for number in often.tolist()
            if entries[number]
        ]

    def _listener(self, name: str) -> int:
        """The number of somebody of whom one more play came."""
        number = self._listeners.setdefault(name, len(self._listeners))
        if number == len(self._plays_of):
            self._plays_of.append(0)
        self._plays_of[number] += 1
        return number

    def _told(self, song: Song) -> int:
        """The number of a song that is told of once more."""
        number = self._numbers.get(song)
        if number is None:
            number = self._number(song)
        self._entries[number] += 1
        return number

    def _number(self, song: Song) -> int:
        names = (song.artist, song.title, song.recording_id)
        found = self._db.execute(_NUMBER_OF, names).fetchone()
        number = int(found[0]) if found else len(self._entries)
        if not found:
            name = song.name
            self._db.execute("INSERT INTO songs VALUES (?, ?, ?, ?, ?)", (number, *names, name))
            self._entries.append(0)
            self._kept.append(0)
            self._means.append(_MEANS.index(self.known.means(song, name)))
        if len(self._numbers) >= _REMEMBERED:
            self._numbers.clear()
        self._numbers[song] = number
        return number

    def _add_list(self, songs: Numbers, counts: Numbers, title: str) -> None:
        self.lists += 1
        numbers = songs.tolist()
        if len({number for number in numbers if self._means[number]}) < LEAST:
            return
        self.lists_kept += 1
        for number in numbers:
            self._kept[number] = 1
        stored = [np.minimum(each, MOST).astype(NUMBER).tobytes() for each in (songs, counts)]
        self._db.execute("INSERT INTO lists VALUES (?, ?, ?)", (title, *stored))


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft and what it is of: the files' name and digest, and of a history whose it is."""

    kind: ImportKind
    name: str
    digest: bytes
    listener: str
    draft: Draft


_MEANS: tuple[Means | None, ...] = (None, *Means)
_NUMBER_OF = "SELECT number FROM songs WHERE artist = ? AND title = ? AND recording_id = ?"
_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE songs (number INTEGER PRIMARY KEY, artist, title, recording_id, name,
        UNIQUE (artist, title, recording_id));
    CREATE TABLE named (id PRIMARY KEY, artist, title) WITHOUT ROWID;
    CREATE TABLE lists (title, songs BLOB, counts BLOB);
    CREATE TABLE pairs (listener INTEGER, song INTEGER, count INTEGER);
    CREATE TABLE plays (listener INTEGER, song INTEGER, started REAL);
    BEGIN;
"""
