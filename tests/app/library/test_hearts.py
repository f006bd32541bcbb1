"""Hearts: liking from the table, the keyboard and the menu; what is shown of likes and plays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.library.sorting import Column
from app.widgets.notice import Tone
from app.widgets.phrases import day
from engine.errors import NearfieldError
from tests.app.conftest import Desk


def spot(desk: Desk, row: int, column: Column) -> QPoint:
    table = desk.window.library.table
    return table.visualRect(table.table.index(row, column)).center()


def click(desk: Desk, row: int, column: Column = Column.LIKED) -> None:
    QTest.mouseClick(
        desk.window.library.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=spot(desk, row, column),
    )
    desk.settle()


def press(desk: Desk, key: Qt.Key) -> None:
    QTest.keyClick(desk.window.library.table, key)
    desk.settle()


def liked(desk: Desk) -> set[int]:
    """What the library has kept as liked, which the table must show as it is."""
    table = desk.window.library.table.table
    shown = {track.id for track in map(table.track, range(table.rowCount())) if track.liked}
    assert shown == {track.id for track in desk.library.kept.values() if track.liked}
    return shown


def sort_by(desk: Desk, column: Column) -> None:
    header = desk.window.library.table.horizontalHeader()
    x = header.sectionViewportPosition(column) + 10
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    desk.settle()


def test_a_click_on_a_heart_likes_and_another_takes_it_back(desk: Desk) -> None:
    track = desk.window.library.table.table.track(2)
    click(desk, 2)
    assert liked(desk) == {track.id}
    click(desk, 2)
    assert liked(desk) == set()


def test_a_heart_leaves_the_selection_alone_and_plays_nothing(desk: Desk) -> None:
    table = desk.window.library.table
    click(desk, 0, Column.TITLE)
    chosen = table.selected_ids()
    click(desk, 3)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot(desk, 3, Column.LIKED))
    desk.settle()
    assert liked(desk) == {table.table.track(3).id}, "two clicks in a row count as one"
    assert table.selected_ids() == chosen
    assert desk.window.player.track is None


def test_l_likes_what_is_selected_and_says_how_many(desk: Desk) -> None:
    table = desk.window.library.table
    first, second, third = (table.table.track(row).id for row in range(3))
    click(desk, 1)
    click(desk, 0, Column.TITLE)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(desk, Qt.Key.Key_L)
    assert liked(desk) == {first, second, third}
    notice = desk.window.messages.notice
    assert notice
    assert notice.title == "2 tracks liked"
    assert notice.offer
    notice.offer.accept()
    desk.settle()
    assert liked(desk) == {second}, "what was liked before stays so"
    press(desk, Qt.Key.Key_L)
    press(desk, Qt.Key.Key_L)
    assert liked(desk) == set()


def test_l_in_the_middle_of_a_word_is_a_letter(desk: Desk) -> None:
    click(desk, 0, Column.TITLE)
    QTest.keyClicks(desk.window.library.table, "pl")
    desk.settle()
    assert liked(desk) == set()


def test_l_likes_in_a_playlist_and_among_the_neighbours_too(desk: Desk) -> None:
    desk.window.playlists.create("Mine", [4, 5])
    desk.settle()
    rows = desk.window.playlist.list
    rows.selectAll()
    QTest.keyClick(rows, Qt.Key.Key_L)
    desk.settle()
    assert liked(desk) == {4, 5}
    desk.window.library.table.select(1)
    desk.settle()
    near = desk.window.similar.list
    near.setCurrentIndex(near.model().index(0, 0))
    (track,) = near.selected_tracks()
    QTest.keyClick(near, Qt.Key.Key_L)
    desk.settle()
    assert liked(desk) == {4, 5, track.id}


def test_the_menu_says_what_it_would_do(desk: Desk) -> None:
    actions = desk.window.track_actions
    track = desk.library.kept[7]

    def entry() -> str:
        menu = actions.menu([track], desk.window)
        return next(a.text() for a in menu.actions() if a.text() in ("Like", "Unlike"))

    assert entry() == "Like"
    actions.toggle_like([track])
    desk.settle()
    assert liked(desk) == {7}
    assert entry() == "Unlike", "though it was asked with the track as it was before"


def test_the_player_bar_has_the_heart_of_what_plays(desk: Desk) -> None:
    heart = desk.window.transport.heart
    assert not heart.isVisible()
    desk.window.player.play([1, 2])
    assert heart.isVisible()
    assert heart.accessibleName() == "Like"
    heart.click()
    desk.settle()
    assert liked(desk) == {1}
    assert heart.accessibleName() == "Unlike"
    desk.window.player.next()
    assert heart.accessibleName() == "Like"
    desk.window.player.previous()
    assert heart.accessibleName() == "Unlike", "not as it was when it first began"
    heart.click()
    desk.settle()
    assert liked(desk) == set()
    assert heart.accessibleName() == "Like"
    desk.window.player.stop()
    assert not heart.isVisible()


def test_a_like_that_cannot_be_kept_is_told_and_not_shown(desk: Desk) -> None:
    desk.library.refusal = NearfieldError("The disk is full", "Make room.")
    click(desk, 2)
    notice = desk.window.messages.notice
    assert notice
    assert (notice.title, notice.tone) == ("The disk is full", Tone.TROUBLE)
    assert liked(desk) == set()


def test_the_columns_sort_with_the_most_on_top(desk: Desk) -> None:
    desk.window.resize(1900, 800)
    kept = desk.library.kept
    desk.library.change(
        replace(kept[9], liked=True, plays=2, last_played=300.0),
        replace(kept[30], plays=11, last_played=200.0),
        replace(kept[50], plays=1, last_played=100.0),
    )
    desk.settle()
    table = desk.window.library.table.table

    def top() -> list[int]:
        return [table.track(row).id for row in range(3)]

    sort_by(desk, Column.PLAYS)
    assert top() == [30, 9, 50]
    assert [table.index(row, Column.PLAYS).data() for row in range(4)] == ["11", "2", "1", ""]
    sort_by(desk, Column.LAST_PLAYED)
    assert top() == [9, 30, 50]
    sort_by(desk, Column.LAST_PLAYED)
    assert top() == [50, 30, 9]
    sort_by(desk, Column.LIKED)
    assert top()[0] == 9
    desk.library.change(replace(kept[1], liked=True))
    desk.settle()
    assert set(top()[:2]) == {1, 9}, "a new like goes where it belongs"


def test_a_heart_says_what_it_is(desk: Desk) -> None:
    table = desk.window.library.table.table
    tip = Qt.ItemDataRole.ToolTipRole
    assert table.index(0, Column.LIKED).data(tip) == "Like"
    assert table.headerData(Column.LIKED, Qt.Orientation.Horizontal, tip) == "Liked"
    played = datetime(2026, 3, 1, 20, 15).timestamp()
    desk.library.change(replace(table.track(0), liked=True, last_played=played))
    desk.settle()
    assert table.index(0, Column.LIKED).data(tip) == "Liked"
    assert table.index(0, Column.LAST_PLAYED).data(tip) == "2026-03-01 20:15"


def test_days_are_told_in_words_while_they_are_near() -> None:
    today = date(2026, 3, 8)

    def told(*then: int) -> str:
        return day(datetime(*then).timestamp(), today)  # type: ignore[arg-type]

    assert told(2026, 3, 8, 0, 1) == "Today"
    assert told(2026, 3, 7, 23, 59) == "Yesterday"
    assert told(2026, 3, 2, 12) == "6 days ago"
    assert told(2026, 3, 1, 23, 59) == "2026-03-01"
    assert told(2026, 3, 9, 1) == "2026-03-09", "a clock that was wrong is not argued with"
    assert day(None) == ""
