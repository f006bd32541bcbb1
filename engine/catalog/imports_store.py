"""Listening and playlists from elsewhere, and which of their songs are tracks of this library.

Everything hangs on its source and goes with it. Songs are matched from the side of the tracks:
those that came, or are called otherwise, wait in `import_due` until `settle` looks which songs they
are. So what was not found at first is found when its album is added, and a process that ends in
the middle loses nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TypeVar

import numpy as np

from engine.catalog import company
from engine.catalog.database import Database, Row
from engine.catalog.import_draft import NUMBER, Draft, Drafted
from engine.catalog.song_matches import KnownSongs, Match, NamedTrack
from engine.errors import NotFound
from engine.types import Company, ImportKind, ImportReport, ImportSource, Interactions

TRACKS = 500
"""Tracks that are matched in one transaction."""
ROWS = 10_000
"""Rows that are written between two looks at whether to go on."""
SAME_PLAY = 60.0
"""Seconds within which a play that was noted here and one that is imported are the same."""

Look = Callable[[], None]
"""Called now and then in long work; may raise to end it."""


class ImportsStore:
    """Sources, their songs, and the lists and plays in which they stand."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def revision(self) -> str:
        """Another one whenever something here is: what was made of it has to be made anew."""
        (row,) = self._db.rows("SELECT hex(token) AS token FROM import_revision")
        return str(row["token"])

    def interactions(self, kind: Company) -> Interactions:
        """The playlists or listeners of all sources, in tracks that the library shows."""
        return company.interactions(self._db, kind)

    def sources(self) -> list[ImportSource]:
        """Everything that was imported, in that order."""
        return list(map(_source, self._db.rows(f"{_SOURCES} ORDER BY imports.id")))

    def find(self, kind: ImportKind, digest: bytes, listener: str) -> ImportSource | None:
        """The source that was made of just these files; of a history, of this listener's plays.

        An empty `listener` is anybody.
        """
        rows = self._db.rows(
            f"{_SOURCES} WHERE kind = ?1 AND digest = ?2 AND (?3 = '' OR listener = ?3)",
            (kind.value, digest, listener),
        )
        return _source(rows[0]) if rows else None

    def known_songs(self) -> KnownSongs:
        """What the tracks are called that the library shows."""
        state = self._state()  # first: what changes meanwhile is another state
        return KnownSongs((NamedTrack(*row) for row in self._db.records(_NAMED)), state)

    def add(self, drafted: Drafted, report: ImportReport, look: Look) -> int:
        """Keep what was drafted, whole or not at all; returns the id of its source.

        Which tracks its songs are, and the plays of a history, come with the next `settle`.
        """
        tracks = [(track_id,) for track_id in drafted.draft.tracks()]
        with self._db.transaction():
            cursor = self._db.execute(
                "INSERT INTO imports(kind, name, digest, listener, added, report)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (drafted.kind.value, drafted.name, drafted.digest, drafted.listener, time.time(),
                 json.dumps(asdict(report))),
            )  # fmt: skip
            (row,) = self._db.rows("SELECT coalesce(max(id), -1) + 1 AS first FROM import_songs")
            self._add_contents(int(cursor.lastrowid or 0), row["first"], drafted.draft, look)
            if self._state() == drafted.draft.known.state:
                self._db.execute_many("INSERT OR IGNORE INTO import_due VALUES (?)", tracks)
            else:
                self._db.execute("INSERT OR IGNORE INTO import_due SELECT id FROM tracks")
            self._changed()
        return int(cursor.lastrowid or 0)

    def settle(self, cancelled: Callable[[], bool]) -> frozenset[int]:
        """Match the tracks that are due, and play what waited for them.

        Returns the tracks that have more plays now. What is not done when it is cancelled is done
        the next time.
        """
        played: set[int] = set()
        while due := [track_id for (track_id,) in self._db.records(_DUE, (TRACKS,))]:
            if cancelled():
                break
            with self._db.transaction():
                songs = self._match(due)
                played |= self._play(songs)
                self._db.execute_many(
                    "DELETE FROM import_due WHERE track_id = ?", [(each,) for each in due]
                )
                self._changed()
        return frozenset(played)

    def remove(self, source: int) -> frozenset[int]:
        """Take a source out with all it brought; returns the tracks that lost plays by it.

        Raises NotFound.
        """
        with self._db.transaction():
            plays = self._db.records(_ITS_PLAYS, (source,))
            if not self._db.execute("DELETE FROM imports WHERE id = ?", (source,)).rowcount:
                raise NotFound("There is no such import", "It may have been taken out before.")
            self._db.execute_many("DELETE FROM plays WHERE id = ?", [(play,) for play, _ in plays])
            self._changed()
        return frozenset(track_id for _, track_id in plays)

    def _add_contents(self, source: int, first: int, draft: Draft, look: Look) -> None:
        """Keep the songs, lists and plays of a draft; songs are numbered from `first` on."""
        songs = ((first + number, source, *told) for number, *told in draft.songs())
        lists = (
            (source, title, (np.frombuffer(numbers, NUMBER) + NUMBER.type(first)).tobytes(), counts)
            for title, numbers, counts in draft.kept_lists()
        )
        plays = ((first + number, started) for number, started in draft.plays())
        for sql, rows in (
            ("INSERT INTO import_songs VALUES (?, ?, ?, ?, ?, ?, ?)", songs),
            ("INSERT INTO import_lists(import_id, title, songs, counts) VALUES (?, ?, ?, ?)",
             lists),
            ("INSERT INTO import_plays(song_id, started) VALUES (?, ?)", plays),
        ):  # fmt: skip
            for some in _batches(rows, ROWS):
                look()
                self._db.execute_many(sql, some)

    def _match(self, track_ids: Sequence[int]) -> list[int]:
        """Look anew which songs these tracks are; returns those songs."""
        self._db.execute_many(
            "DELETE FROM import_matches WHERE track_id = ?", [(each,) for each in track_ids]
        )
        shown = [
            NamedTrack(*row) for row in self._db.records_of(_NAMED + " AND tracks.id IN ({ids})",
                                                            track_ids)
        ]  # fmt: skip
        found = [(song, match) for track in shown for song, match in self._songs_of(track)]
        self._db.execute_many(
            "INSERT INTO import_matches VALUES (?, ?, ?)",
            [(song, match.track_id, match.means.value) for song, match in found],
        )
        return sorted({song for song, _ in found})

    def _songs_of(self, track: NamedTrack) -> Iterator[tuple[int, Match]]:
        """The songs (ids) that a track is."""
        names = sorted(track.names)
        rows = self._db.records(
            f"SELECT id, recording_id, title = '' FROM import_songs"
            f" WHERE name IN ({', '.join('?' * len(names))}) UNION"
            " SELECT id, recording_id, title = '' FROM import_songs"
            " WHERE recording_id = ? AND recording_id != ''",
            (*names, track.recording_id),
        )
        for song, recording_id, untitled in rows:
            yield song, track.matched(recording_id, untitled=bool(untitled))

    def _play(self, songs: Sequence[int]) -> set[int]:
        """Have the plays of these songs that still wait be plays of tracks; returns the tracks."""
        played: set[int] = set()
        for waiting, song, started, track_id in self._db.records_of(_WAITING, songs):
            same = self._db.records(_SAME, (song, started, SAME_PLAY))
            if same:
                play_id = same[0][0]
            else:
                cursor = self._db.execute(
                    "INSERT INTO plays(track_id, started, heard, origin, finished)"
                    " VALUES (?, ?, 0, 'imported', 1)",
                    (track_id, started),
                )
                play_id = cursor.lastrowid
                played.add(track_id)
            self._db.execute("UPDATE import_plays SET play_id = ? WHERE id = ?", (play_id, waiting))
        return played

    def _state(self) -> bytes:
        """Of which state of the tracks this is."""
        return bytes(self._db.records("SELECT token FROM revision")[0][0])

    def _changed(self) -> None:
        self._db.execute("UPDATE import_revision SET token = randomblob(16)")


_SOURCES = """
    SELECT imports.*, (SELECT count(*) FROM import_songs WHERE import_id = imports.id) AS songs,
        (SELECT count(*) FROM import_songs WHERE import_id = imports.id AND EXISTS
            (SELECT 1 FROM import_matches WHERE song_id = import_songs.id)) AS songs_found,
        (SELECT count(DISTINCT play_id) FROM import_plays JOIN import_songs
            ON import_songs.id = song_id WHERE import_id = imports.id) AS plays
    FROM imports
"""
_DUE = """
    SELECT track_id FROM import_due LEFT JOIN tracks ON tracks.id = track_id
    ORDER BY missing IS NOT NULL, track_id LIMIT ?
"""
"""Tracks that are there first: of several copies they are the ones to be played."""
_NAMED = """
    SELECT tracks.id, title, artist, album_artist, recording_id
    FROM tracks JOIN folders ON folders.id = folder_id WHERE removed IS NULL AND NOT ignored
"""
_ITS_PLAYS = """
    SELECT DISTINCT plays.id, track_id FROM import_plays
    JOIN import_songs ON import_songs.id = song_id JOIN plays ON plays.id = play_id
    WHERE import_id = ?1 AND origin = 'imported' AND NOT EXISTS (
        SELECT 1 FROM import_plays AS other JOIN import_songs ON import_songs.id = other.song_id
        WHERE other.play_id = plays.id AND import_id != ?1)
"""
"""Plays that no other source tells of, and their tracks."""
_WAITING = """
    SELECT import_plays.id, song_id, started, (
        SELECT track_id FROM import_matches JOIN tracks ON tracks.id = track_id
        WHERE song_id = import_plays.song_id AND means != 'artist'
        ORDER BY missing IS NOT NULL, means, track_id LIMIT 1) AS track
    FROM import_plays WHERE play_id IS NULL AND track IS NOT NULL AND song_id IN ({ids})
"""
"""Plays that are none of a track yet, and the best copy of their song; 'id' before 'name'."""
_SAME = """
    SELECT plays.id FROM import_matches JOIN plays ON plays.track_id = import_matches.track_id
    WHERE song_id = ?1 AND means != 'artist' AND started BETWEEN ?2 - ?3 AND ?2 + ?3
        AND (started = ?2 OR origin != 'imported') LIMIT 1
"""
"""The play of any copy that is the same one."""


def _source(row: Row) -> ImportSource:
    return ImportSource(
        row["id"],
        ImportKind(row["kind"]),
        row["name"],
        row["added"],
        _report(row["report"]),
        row["listener"],
        row["songs"],
        row["songs_found"],
        row["plays"],
    )


def _report(text: str) -> ImportReport:
    kept = json.loads(text)
    pairs = {name: tuple(map(tuple, kept[name])) for name in ("left_out", "missing")}
    return ImportReport(**{**kept, **pairs, "examples": tuple(kept["examples"])})


Each = TypeVar("Each")


def _batches(rows: Iterable[Each], most: int) -> Iterator[list[Each]]:
    rows = iter(rows)
    while some := list(islice(rows, most)):
        yield some
