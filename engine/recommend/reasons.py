"""Why a track is shown beside another one, in words a listener would use."""

from __future__ import annotations

from collections.abc import Sequence

from engine.recommend.shaping import artist_of
from engine.text import plain
from engine.types import HeardTag, Track

MOST_TAGS = 3
"""How many of the tags heard in both are named."""

Heard = Sequence[HeardTag]
"""What was heard in a track, the most telling first."""


def reasons(seed: Track, other: Track, heard: tuple[Heard, Heard] = ((), ())) -> tuple[str, ...]:
    """What tags tell for the pair, strongest first; nothing where the ear alone speaks for it.

    `heard` are the tags told of the seed and of the other.
    """
    found = []
    if artist_of(seed) and artist_of(seed) == artist_of(other):
        found.append("same artist")
    shared = _shared_genres(seed, other)
    if shared:
        found.append("both " + " and ".join(shared))
    if sound := _heard_in_both(*heard, said=shared):
        found.append("both: " + ", ".join(sound))
    if (decade := _decade(seed)) and decade == _decade(other):
        found.append(f"both from the {decade}s")
    return tuple(found)


def _shared_genres(seed: Track, other: Track) -> list[str]:
    others = {genre.casefold() for genre in other.tags.genres}
    return [genre for genre in seed.tags.genres if genre.casefold() in others]


def _heard_in_both(seed: Heard, other: Heard, said: Sequence[str]) -> list[str]:
    """The names of the most telling tags of both, other than what their files say themselves."""
    already, others = set(map(plain, said)), {tag.name for tag in other}
    names = (tag.name for tag in seed if tag.name in others)
    return [name for name in names if plain(name) not in already][:MOST_TAGS]


def _decade(track: Track) -> int | None:
    return track.tags.year // 10 * 10 if track.tags.year else None
