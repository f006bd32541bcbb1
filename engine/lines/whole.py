"""The whole track that a line stands for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from engine.types import Tags, Track, TrackState

STATES: Final = tuple(TrackState)
"""What the numbers in the column `state` mean."""

MISSING: Final = "The file is not where it was."


def track_of(
    facts: tuple[Any, ...], rest: bytes, texts: Sequence[str], roots: Mapping[int, str]
) -> Track:
    """The track of a line, from its facts in the order of FACTS; `texts` are those of its names.

    `rest` is a JSON list (folder, size, identity, MusicBrainz ids of recording, release and
    artist), the end of a line, and the bytes of the path below the folder, which `roots` names.
    """
    track_id, plays, state, liked = facts[0], *facts[-3:]
    numbers: list[Any] = [None if number != number else number for number in facts[1:9]]
    *tagged, added, last_played = numbers
    *named, reason = [texts[number] for number in facts[9:17]]
    known, _, path = rest.partition(b"\n")
    folder_id, size, identity, *musicbrainz = json.loads(known.decode())
    return Track(
        id=track_id,
        folder_id=folder_id,
        path=Path(roots[folder_id], os.fsdecode(path)),
        tags=_tags(named, tagged, musicbrainz),
        state=STATES[state],
        reason=_reason(STATES[state], reason),
        identity=identity,
        size=size,
        added=added,
        liked=liked,
        plays=plays,
        last_played=last_played,
    )


def _tags(named: Sequence[str], tagged: Sequence[Any], musicbrainz: Sequence[str]) -> Tags:
    title, artist, album_artist, album, _, genres, date = named
    disc_number, track_number, _, duration, track_gain, album_gain = tagged
    recording_id, release_id, artist_id = musicbrainz
    return Tags(
        title,
        artist,
        album_artist,
        album,
        _whole(track_number),
        _whole(disc_number),
        date,
        _genres(genres),
        duration,
        recording_id,
        release_id,
        artist_id,
        track_gain,
        album_gain,
    )


def _reason(state: TrackState, reason: str) -> str:
    if state is TrackState.MISSING:
        return MISSING
    return reason if state is TrackState.FAILED else ""


@lru_cache(maxsize=4096)
def _genres(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
