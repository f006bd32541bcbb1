"""Which plays make one session of listening."""

from __future__ import annotations

import numpy as np

from engine.catalog.fact_store import Facts
from engine.catalog.history_store import PlayLog
from engine.recommend.sessions import BREAK_SECONDS, sessions
from engine.types import Origin

ALBUMS = ("", "", "one/a", "one/a", "two/b", "")
LENGTH = 200.0


def facts() -> Facts:
    """Tracks 1 to 6, the third and fourth of one album."""
    count = len(ALBUMS)
    return Facts(
        np.arange(1, count + 1),
        np.ones(count, np.bool_),
        ("",) * count,
        ALBUMS,
        ("",) * count,
        np.full(count, np.nan, np.float32),
        np.full(count, LENGTH, np.float32),
        np.zeros(count, np.bool_),
    )


def log(*plays: tuple[int, float, Origin, bool], heard: float = LENGTH) -> PlayLog:
    """Plays of tracks, each with when it began, from where, and whether to its end."""
    tracks, started, origins, finished = zip(*plays, strict=True) if plays else ((), (), (), ())
    return PlayLog(
        np.array(tracks, np.int64),
        np.array(started, np.float64),
        np.full(len(plays), heard, np.float32),
        np.array(finished, np.bool_),
        np.full(len(plays), np.nan, np.float32),
        tuple(map(str, origins)),
    )


def chosen(*plays: tuple[int, float]) -> list[tuple[int, float, Origin, bool]]:
    return [(track, start, Origin.LIBRARY, True) for track, start in plays]


def tracks_of(log: PlayLog) -> list[list[int]]:
    return [session.tracks.tolist() for session in sessions(log, facts())]


def test_a_rest_ends_a_session() -> None:
    soon, late = LENGTH + BREAK_SECONDS - 1, 2 * (LENGTH + BREAK_SECONDS)
    assert tracks_of(log(*chosen((1, 0.0), (2, soon), (6, late)))) == [[1, 2], [6]]
    assert tracks_of(log()) == []


def test_what_is_not_known_to_have_sounded_lasts_as_long_as_the_track() -> None:
    plays = chosen((1, 0.0), (2, BREAK_SECONDS + LENGTH - 1))
    assert tracks_of(log(*plays, heard=float("nan"))) == [[1, 2]]


def test_what_the_program_chose_and_what_was_skipped_is_left_out() -> None:
    plays = [
        (1, 0.0, Origin.LIBRARY, True),
        (2, 200.0, Origin.RADIO, True),
        (3, 400.0, Origin.PLAYLIST, True),
        (5, 600.0, Origin.LIBRARY, False),
        (6, 800.0, Origin.IMPORTED, True),
    ]
    assert tracks_of(log(*plays)) == [[1, 6]]


def test_an_album_counts_once_and_so_does_a_track() -> None:
    plays = chosen((1, 0.0), (3, 200.0), (4, 400.0), (1, 600.0), (5, 800.0))
    (session,) = sessions(log(*plays), facts())
    assert session.tracks.tolist() == [1, 3, 5]
    assert session.began.tolist() == [0.0, 200.0, 800.0]


def test_a_track_of_a_removed_folder_still_belongs() -> None:
    assert tracks_of(log(*chosen((99, 0.0), (1, 200.0)))) == [[99, 1]]
