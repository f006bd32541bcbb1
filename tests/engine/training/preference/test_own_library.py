"""What its owner did with a library becomes a graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.training.preference.own_library import (
    BESIDE,
    NEAREST,
    PLAYED_AFTER,
    Habits,
    followed,
    graph_of_library,
)
from engine.types import Origin, Play, Tags, Track, TrackState


def track(number: int, **about: object) -> Track:
    title = f"t{number}"
    made = Track(number, 1, Path(f"/m/{title}.flac"), Tags(title, artist=title), TrackState.READY)
    return replace(made, **about)  # type: ignore[arg-type]


def play(number: int, started: float, **about: object) -> Play:
    made = Play(number, started, heard=100.0, origin=Origin.LIBRARY, finished=True)
    return replace(made, **about)  # type: ignore[arg-type]


def lengths(habits: Habits) -> dict[tuple[str, str], float]:
    """The direct ways between tracks."""
    return {
        (one[-7:-5], other[-7:-5]): length
        for (one, other), length in graph_of_library(habits).edges.items()
        if one.endswith(".flac") and other.endswith(".flac")
    }


TRACKS = [track(number) for number in range(5)]


def test_neighbours_in_a_playlist_lead_to_each_other() -> None:
    found = lengths(Habits(TRACKS, [[0, 2, 4]], []))
    assert found == dict.fromkeys([("t0", "t2"), ("t2", "t0"), ("t2", "t4"), ("t4", "t2")], BESIDE)


def test_what_was_played_together_more_often_is_nearer() -> None:
    often = [play(track_id, 1000.0 * n + 100 * track_id) for n in range(9) for track_id in (0, 1)]
    found = lengths(Habits(TRACKS, [], [play(2, 50_000), play(3, 50_101), *often]))
    assert found[("t2", "t3")] == PLAYED_AFTER
    assert found[("t0", "t1")] == found[("t1", "t0")] == NEAREST


def test_skips_rests_and_the_programs_own_choice_count_for_nothing() -> None:
    assert not followed([play(0, 0), play(1, 100, finished=False), play(2, 200)])
    assert not followed([play(0, 0), play(1, 4000)])
    assert not followed([play(0, 0), play(1, 100, origin=Origin.RADIO)])
    assert not followed([play(0, 0), play(0, 100)])
    assert followed([play(1, 100), play(0, 0)]) == {(0, 1): 1}


def test_what_is_liked_goes_together() -> None:
    liked = [track(0, liked=True), track(1, liked=True), track(2)]
    graph = graph_of_library(Habits(liked, [], []))
    assert sorted(one for one, other in graph.edges if other == "liked") == [
        "/m/t0.flac", "/m/t1.flac",
    ]  # fmt: skip


def test_of_many_tracks_those_that_matter_are_taken_first() -> None:
    tracks = [track(number, liked=number == 7) for number in range(40)]
    habits = Habits(tracks, [[3]], [play(9, 0), play(11, 0, origin=Origin.RADIO)])
    chosen = [known.id for known in habits.of_at_most(5).tracks]
    assert len(set(chosen)) == 5
    assert {3, 7, 9} <= set(chosen)
    assert chosen == [known.id for known in habits.of_at_most(5).tracks]
