"""Why a track is shown beside another one, in words a listener would use."""

from __future__ import annotations

from engine.recommend.shaping import artist_of
from engine.types import Track

VERY_ALIKE, ALIKE = 0.9, 0.5


def reasons(seed: Track, other: Track, similarity: float) -> tuple[str, ...]:
    """What speaks for the pair, strongest first; never empty."""
    found = []
    if artist_of(seed) and artist_of(seed) == artist_of(other):
        found.append("same artist")
    if shared := _shared_genres(seed, other):
        found.append("both " + " and ".join(shared))
    if (decade := _decade(seed)) and decade == _decade(other):
        found.append(f"both from the {decade}s")
    if not found:  # the ear alone, where no tag speaks for the pair
        found.append(_by_ear(similarity))
    return tuple(found)


def _by_ear(similarity: float) -> str:
    if similarity >= VERY_ALIKE:
        return "sounds very much alike"
    return "sounds alike" if similarity >= ALIKE else "sounds a little alike"


def _shared_genres(seed: Track, other: Track) -> list[str]:
    others = {genre.casefold() for genre in other.tags.genres}
    return [genre for genre in seed.tags.genres if genre.casefold() in others]


def _decade(track: Track) -> int | None:
    return track.tags.year // 10 * 10 if track.tags.year else None
