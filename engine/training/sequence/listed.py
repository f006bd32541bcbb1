"""One playlist as every reader tells it, and how it stands in JSON.

JSON comes in two forms: that of the Million Playlist Dataset, where each track is an object with
its artist, and a short one whose `tracks` are bare ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SPOTIFY = "spotify:track:"
"""Ids stand with and without it, and are the same."""


Named = tuple[str, str]
"""A track's artist and title."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A playlist's title and its tracks, in order; an unknown artist is empty."""

    title: str
    tracks: tuple[str, ...]
    artists: tuple[str, ...]
    """Of each track."""
    names: tuple[Named, ...] = ()
    """Of each track; none at all where they are not told."""


def listed_of(value: object) -> Listed:
    """A playlist from JSON; raises ValueError, whose text says what is wrong with it."""
    if not isinstance(value, Mapping):
        raise ValueError("the playlist is no JSON object")
    entries = value.get("tracks")
    if not isinstance(entries, list):
        raise ValueError("the playlist has no list of 'tracks'")
    if not entries:
        raise ValueError("the playlist is empty")
    title = value.get("name", value.get("title"))
    pairs = [_entry(entry) for entry in entries]
    tracks, artists = zip(*pairs, strict=True)
    names = tuple(map(_named, entries))
    told = names if any(map(any, names)) else ()
    return Listed(title if isinstance(title, str) else "", tracks, artists, told)


def _entry(entry: object) -> tuple[str, str]:
    """A track's id and its artist."""
    if isinstance(entry, Mapping):
        artist = entry.get("artist_uri") or entry.get("artist_name")
        return _id(entry.get("track_uri", entry.get("id"))), _text(artist)
    return _id(entry), ""


def _named(entry: object) -> Named:
    if not isinstance(entry, Mapping):
        return "", ""
    title = entry.get("track_name", entry.get("title"))
    return _text(entry.get("artist_name", entry.get("artist"))), _text(title)


def _id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a track has no id")
    return value.strip().removeprefix(_SPOTIFY)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
