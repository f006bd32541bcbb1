"""Lines: every track at a glance, and the whole track once somebody asks for it.

A list of 100,000 tracks is searched and sorted by a few of their tags, and shows some forty of them
at a time. Making all the tracks takes longer than everything else between start and first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from engine.types import Track, TrackState

Line = tuple[
    int, TrackState, str, str, str, str, str,
    int | None, int | None, int | None, float | None, bool, int, float | None,
]  # fmt: skip
"""Id, state, title, artist, album artist, album, genre; disc, number, year, seconds, whether it is
liked, how often it was played and when last.

A bare tuple: one with names takes three times as long to make.
"""


class Lines:
    """Tracks in the order in which they were added."""

    def __init__(
        self, lines: Callable[[], Iterator[Line]], count: int, track: Callable[[int], Track]
    ) -> None:
        """`lines` goes through all of them, `track` makes the one in a place."""
        self._lines, self._count = lines, count
        self.track = track

    @classmethod
    def of(cls, tracks: Sequence[Track]) -> Self:
        """The lines of tracks that are there already."""
        return cls(lambda: map(line_of, tracks), len(tracks), tracks.__getitem__)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Line]:
        return self._lines()


def line_of(track: Track) -> Line:
    """What of a track is seen at a glance."""
    tags = track.tags
    return (
        track.id,
        track.state,
        tags.title,
        tags.artist,
        tags.album_artist,
        tags.album,
        tags.genre,
        tags.disc_number,
        tags.track_number,
        tags.year,
        tags.duration,
        track.liked,
        track.plays,
        track.last_played,
    )


def tracks_of(lines: Lines) -> Iterable[Track]:
    """The tracks themselves."""
    return map(lines.track, range(len(lines)))
