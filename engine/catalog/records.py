"""Records: rows of the database as tuples, and the tracks they stand for.

Tuples, because with 100,000 of them even a dictionary a row takes longer than the query.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from engine.catalog.history_store import Standing
from engine.lines import Line, Lines
from engine.types import Tags, Track, TrackState, year_of

Record = tuple[Any, ...]

NEVER: Final = (0, None)
"""How often and when last a track was played that was not."""

MISSING: Final = "The file is not where it was."

TRACKS: Final = """
    SELECT tracks.id, missing, problem, embeddings.seq, failures.reason,
        title, artist, album_artist, album, genres, disc_number, track_number, date, duration,
        track_gain, album_gain, tracks.path, tracks.added,
        json_array(recording_id, release_id, artist_id, folder_id, identity, size)
    FROM tracks JOIN folders ON folders.id = folder_id
    LEFT JOIN failures ON failures.track_id = tracks.id AND failures.model_id = ?
    LEFT JOIN embeddings ON embeddings.track_id = tracks.id AND embeddings.model_id = ?
    WHERE folders.removed IS NULL AND NOT ignored
"""
"""Of all tracks under a model, named twice; more conditions may follow.

What is asked for one track at a time comes as one text: of 100,000, it takes 25 MB less memory.
"""


def lines(records: Sequence[Record], roots: Mapping[int, str], standing: Standing) -> Lines:
    """Records at a glance; `roots` are the folders' paths by their ids."""

    def glance() -> Iterator[Line]:
        liked, played = standing.liked, standing.plays
        genres, years = _Genres(), _Years()
        for record in records:
            yield (
                record[0],
                _state(record),
                record[5],
                record[6],
                record[7],
                record[8],
                genres[record[9]],
                record[10],
                record[11],
                years[record[12]],
                record[13],
                record[0] in liked,
                *played.get(record[0], NEVER),
            )

    return Lines(glance, len(records), lambda place: track(records[place], roots, standing))


def track(record: Record, roots: Mapping[int, str], standing: Standing) -> Track:
    """The track that a record stands for."""
    (
        track_id, _, problem, _, reason,
        title, artist, album_artist, album, genres, disc_number, track_number, date, duration,
        track_gain, album_gain, path, added, rest,
    ) = record  # fmt: skip
    recording_id, release_id, artist_id, folder_id, identity, size = json.loads(rest)
    state = _state(record)
    plays, last_played = standing.plays.get(track_id, NEVER)
    return Track(
        id=track_id,
        folder_id=folder_id,
        path=Path(roots[folder_id], os.fsdecode(path)),
        tags=Tags(
            title=title,
            artist=artist,
            album_artist=album_artist,
            album=album,
            track_number=track_number,
            disc_number=disc_number,
            date=date,
            genres=_genres(genres),
            duration=duration,
            recording_id=recording_id,
            release_id=release_id,
            artist_id=artist_id,
            track_gain=track_gain,
            album_gain=album_gain,
        ),
        state=state,
        reason=_reason(state, problem, reason),
        identity=identity,
        size=size,
        added=added,
        liked=track_id in standing.liked,
        plays=plays,
        last_played=last_played,
    )


class _Genres(dict[str, str]):
    """Genres in one line, by the JSON they are stored as."""

    def __missing__(self, text: str) -> str:
        line = self[text] = ", ".join(_genres(text))
        return line


class _Years(dict[str, int | None]):
    """Years by the dates they begin."""

    def __missing__(self, date: str) -> int | None:
        year = self[date] = year_of(date)
        return year


def _state(record: Record) -> TrackState:
    if record[1] is not None:
        return TrackState.MISSING
    if record[2]:
        return TrackState.FAILED
    if record[3] is not None:
        return TrackState.READY
    return TrackState.FAILED if record[4] else TrackState.WAITING


def _reason(state: TrackState, problem: str, reason: str | None) -> str:
    if state is TrackState.MISSING:
        return MISSING
    return problem or reason or "" if state is TrackState.FAILED else ""


@lru_cache(maxsize=4096)
def _genres(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
