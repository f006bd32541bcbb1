"""Neighbours within a part of the library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.similar.part_picker import Part, within
from engine.types import HeardTag, TagGroup, Tags, Track, TrackState, Within
from tests.app.conftest import Desk
from tests.app.library.test_view import click_row

TRACK = Track(
    1, 1, Path("/music/a/b.mp3"), Tags("T", date="1997-05", genres=("Pop", "Art")), TrackState.READY
)


HEARD = (
    HeardTag("calm", TagGroup.MOODS, 0.8),
    HeardTag("jazz", TagGroup.GENRES, 0.6),
    HeardTag("soul", TagGroup.GENRES, 0.4),
)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part.WHOLE, Within()),
        (Part.GENRE, Within(genre="Pop")),
        (Part.HEARD, Within(heard="jazz")),
        (Part.DECADE, Within(decade=1990)),
        (Part.FOLDER, Within(folder=Path("/music/a"))),
    ],
)
def test_a_part_is_where_the_track_is(part: Part, expected: Within) -> None:
    assert within(TRACK, part, HEARD) == expected


def test_a_track_may_not_say_in_which_part_it_is() -> None:
    bare = replace(TRACK, tags=Tags("T"))
    assert within(bare, Part.GENRE, HEARD) is None
    assert within(bare, Part.DECADE, HEARD) is None
    assert within(bare, Part.HEARD, HEARD[:1]) is None


def test_neighbours_come_from_the_part_that_is_picked(desk: Desk) -> None:
    view = desk.window.similar
    assert not view.head.part.isVisible()
    click_row(desk, 0)
    desk.settle()
    assert view.head.part.isVisible()
    assert view.seed
    folders = {track.path.parent for track in view.neighbours.tracks()}
    assert len(folders) > 1
    view.head.part.pick(Part.FOLDER)
    desk.settle()
    assert {track.path.parent for track in view.neighbours.tracks()} == {view.seed.path.parent}
    view.head.part.pick(Part.WHOLE)
    desk.settle()
    assert {track.path.parent for track in view.neighbours.tracks()} == folders


def test_the_part_goes_with_the_next_track(desk: Desk) -> None:
    view = desk.window.similar
    click_row(desk, 0)
    desk.settle()
    view.head.part.pick(Part.GENRE)
    click_row(desk, desk.window.library.table.table.rowCount() - 1)
    desk.settle()
    assert view.seed
    assert {track.tags.genre for track in view.neighbours.tracks()} == {view.seed.tags.genre}


def test_an_empty_part_says_so(desk: Desk) -> None:
    kept = desk.library.kept
    desk.library.change(
        replace(kept[1], path=Path("/elsewhere/alone.flac"), tags=Tags("Alone", "Aaa"))
    )
    desk.settle()
    view = desk.window.similar
    desk.window.library.table.select(1)
    view.head.part.pick(Part.FOLDER)
    desk.settle()
    assert view.hint.title.text() == "Nothing else in the same folder"
    assert view.head.part.isVisible(), "the way out of it"
    view.head.part.pick(Part.GENRE)
    desk.settle()
    assert view.hint.title.text() == "No genre to go by"


def test_neighbours_may_come_from_what_is_heard_as_the_same_genre(desk: Desk) -> None:
    view = desk.window.similar
    seed, silent = (desk.window.library.table.table.track(row) for row in (0, 1))
    alike = [
        track.id for track in desk.library.kept.values() if track.id not in (seed.id, silent.id)
    ][:4]
    desk.library.told = dict.fromkeys((seed.id, *alike), HEARD[1:])
    view.head.part.pick(Part.HEARD)
    click_row(desk, 0)
    desk.settle()
    assert {track.id for track in view.neighbours.tracks()} == set(alike)
    click_row(desk, 1)
    desk.settle()
    assert view.hint.title.text() == "No heard genre to go by"
    assert not view.neighbours.tracks()
