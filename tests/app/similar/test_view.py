"""The similar view: what a click shows, and what it does not wait for."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.similar.neighbour_delegate import cover_area
from app.similar.neighbours import NEIGHBOUR
from engine.types import Change, Neighbour, TrackState
from tests.app.conftest import Desk, OpenDesk
from tests.app.fake_library.invented import make_tracks
from tests.app.fake_library.library import FakeLibrary
from tests.app.library.test_view import click_row


def neighbours(desk: Desk) -> list[Neighbour]:
    shown = desk.window.similar.neighbours
    return [shown.index(row).data(NEIGHBOUR) for row in range(shown.rowCount())]


def test_what_playlists_know_is_shown_before_it_is_heard(desk: Desk) -> None:
    track = desk.window.library.table.table.track(0)
    desk.library.change(replace(track, state=TrackState.WAITING))
    desk.settle()
    click_row(desk, 0)
    desk.settle()
    assert len(neighbours(desk)) == 20
    assert not desk.window.similar.hint.isVisible()
    assert desk.window.similar.card.radio_button.isEnabled()


def test_a_click_shows_twenty_neighbours(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    seed = desk.window.library.table.table.track(0)
    found = neighbours(desk)
    assert desk.window.similar.seed == seed
    assert len(found) == 20
    assert found[0].similarity > found[-1].similarity
    assert seed.id not in [neighbour.track.id for neighbour in found]


def test_a_neighbour_shows_how_near_it_is_and_why(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    row = desk.window.similar.neighbours.index(0)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole).endswith("97 %")
    assert "similar tempo" in row.data(Qt.ItemDataRole.ToolTipRole)


def test_only_the_newest_click_counts(desk: Desk) -> None:
    desk.library.pause_before_similar = threading.Event()
    first, last = (desk.window.library.table.table.track(row) for row in (0, 3))
    click_row(desk, 0)
    desk.qtbot.waitUntil(lambda: f"similar {first.id}" in desk.library.calls)
    for row in (1, 2, 3):
        click_row(desk, row)
    desk.library.pause_before_similar.set()
    desk.settle()
    asked = [call for call in desk.library.calls if call.startswith("similar")]
    assert asked == [f"similar {first.id}", f"similar {last.id}"], "two clicks were overtaken"
    assert desk.window.similar.seed == last
    assert last.id not in [neighbour.track.id for neighbour in neighbours(desk)]


def test_what_was_fitted_in_the_background_shows_at_once(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    asked = len([call for call in desk.library.calls if call.startswith("similar")])
    desk.library.tell(Change(mix=True))
    desk.settle()
    again = [call for call in desk.library.calls if call.startswith("similar")]
    assert len(again) == asked + 1


def test_a_track_not_yet_heard_says_so_and_fills_in_once_it_is(desk: Desk) -> None:
    track = desk.window.library.table.table.track(0)
    desk.library.unknown.add(track.id)
    desk.library.change(replace(track, state=TrackState.WAITING))
    desk.settle()
    click_row(desk, 0)
    desk.settle()
    assert "Not listened to yet" in desk.window.similar.hint.title.text()
    assert not neighbours(desk)
    assert not desk.window.similar.card.radio_button.isEnabled()
    desk.library.unknown.clear()
    desk.library.change(track)
    desk.settle()
    assert len(neighbours(desk)) == 20


def test_a_failed_track_says_why(desk: Desk) -> None:
    track = desk.window.library.table.table.track(0)
    desk.library.change(replace(track, state=TrackState.FAILED, reason="It is no audio."))
    desk.settle()
    click_row(desk, 0)
    desk.settle()
    assert desk.window.similar.hint.isVisible()
    assert desk.window.similar.hint.text.text() == "It is no audio."


def test_a_click_on_a_cover_plays_the_neighbours_from_there(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    listing = desk.window.similar.list
    area = cover_area(listing.visualRect(desk.window.similar.neighbours.index(2)))
    QTest.mouseClick(listing.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert desk.window.player.track == neighbours(desk)[2].track
    assert len(desk.window.player.queue.upcoming) == 17


def test_following_a_neighbour_leaves_a_way_back(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    seed, near = desk.window.similar.seed, neighbours(desk)[0].track
    desk.window.track_actions.similar_wanted.emit(near)
    desk.settle()
    assert desk.window.similar.seed == near
    back = desk.window.similar.card.back_button
    assert back.isVisible()
    back.click()
    desk.settle()
    assert desk.window.similar.seed == seed
    assert not back.isVisible()


def test_a_track_that_is_removed_is_shown_no_longer(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    seed = desk.window.similar.seed
    assert seed
    desk.library.remove(seed.id)
    desk.settle()
    assert desk.window.similar.seed is None


def test_neighbours_appear_as_more_is_heard(open_desk: OpenDesk, tmp_path: Path) -> None:
    tracks = make_tracks(4, tmp_path)
    desk = open_desk(FakeLibrary(tmp_path, tracks[:1]))
    click_row(desk, 0)
    desk.settle()
    assert "Nothing to compare" in desk.window.similar.hint.title.text()
    desk.library.change(*tracks[1:])
    desk.settle()
    assert len(neighbours(desk)) == 3
    assert not desk.window.similar.hint.isVisible()


def test_a_neighbour_that_is_removed_is_replaced(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    gone = neighbours(desk)[0].track.id
    desk.library.remove(gone)
    desk.settle()
    assert gone not in [neighbour.track.id for neighbour in neighbours(desk)]
    assert len(neighbours(desk)) == 20


def test_a_like_or_a_play_of_the_track_leaves_the_list_where_it_is(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    seed = desk.window.similar.seed
    assert seed
    bar = desk.window.similar.list.verticalScrollBar()
    bar.setValue(100)
    asked = len(desk.library.calls)
    desk.library.change(replace(seed, liked=True, plays=1, last_played=9.0))
    desk.settle()
    assert bar.value() == 100
    assert len(desk.library.calls) == asked
    desk.library.change(replace(seed, state=TrackState.MISSING))
    desk.settle()
    assert "not there" in desk.window.similar.hint.title.text()
