"""Invented tracks, always the same ones, and the lines that a store would make of them."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.catalog.embedding_store import Listened
from engine.catalog.history_store import Standing
from engine.catalog.records import LinesOf
from engine.lines.columns import Lines
from engine.types import Tags, Track, TrackState

ARTISTS = ("Anna Meredith", "Björk", "Sigur Rós", "The Field", "Nils Frahm", "Floating Points")
ALBUMS = ("Varmints", "Homogenic", "Takk…", "From Here We Go Sublime", "Spaces", "Crush")
GENRES = ("Electronic", "Art Pop", "Post-Rock", "Techno", "Piano", "House")
WORDS = ("Night", "Window", "Glass", "River", "Hollow", "Signal", "Paper", "Copper", "Field")


def make_tracks(count: int, folder: Path) -> list[Track]:
    """Tracks that look like a person's, always the same ones."""
    dice = random.Random(1)
    tracks = []
    for number in range(1, count + 1):
        which = dice.randrange(len(ARTISTS))
        title = f"{dice.choice(WORDS)} {dice.choice(WORDS)} {number}"
        tags = Tags(
            title=title,
            artist=ARTISTS[which],
            album=ALBUMS[which],
            track_number=number % 12 + 1,
            date=str(1995 + which * 4),
            genres=(GENRES[which],),
            duration=120.0 + dice.randrange(240),
        )
        path = folder / ARTISTS[which] / f"{title}.flac"
        tracks.append(Track(number, 1, path, tags, TrackState.READY))
    return tracks


def lines_of(tracks: Sequence[Track]) -> Lines:
    """The lines that the store would make of these tracks, in their order."""
    listened = Listened(
        frozenset(track.id for track in tracks if track.state is TrackState.READY),
        {track.id: track.reason for track in tracks if track.state is TrackState.FAILED},
    )
    standing = Standing(
        frozenset(track.id for track in tracks if track.liked),
        {t.id: (t.plays, t.last_played) for t in tracks if t.last_played is not None},
    )
    lines = LinesOf(standing, listened, {track.folder_id: "/" for track in tracks})
    lines.take([_record(track) for track in tracks])
    return lines.made()


def _record(track: Track) -> tuple[Any, ...]:
    tags, missing = track.tags, 1.0 if track.state is TrackState.MISSING else None
    ids = (tags.recording_id, tags.release_id, tags.artist_id)
    rest = json.dumps((track.folder_id, track.size, track.identity, *ids)).encode()
    return (
        *(track.id, tags.title, tags.artist, tags.album_artist, tags.album),
        *(json.dumps(tags.genres), tags.date, "", tags.track_number, tags.disc_number),
        *(tags.duration, tags.track_gain, tags.album_gain, track.added, missing),
        rest + b"\n" + os.fsencode(track.path),
    )
