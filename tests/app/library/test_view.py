"""The library table: searching, sorting, and what stays where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest

from app.library.column_widths import column_widths
from app.library.sorting import Column
from app.widgets.dragging import dragged_tracks
from engine.types import Change, Folder, Tags, Track, TrackState
from tests.app.conftest import Desk, OpenDesk
from tests.app.fake_library.invented import make_tracks
from tests.app.fake_library.library import FakeLibrary


def click_heading(desk: Desk, column: Column) -> None:
    header = desk.window.library.table.horizontalHeader()
    x = header.sectionViewportPosition(column) + 10
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    desk.settle()


def click_row(desk: Desk, row: int) -> None:
    table = desk.window.library.table
    spot = table.visualRect(table.table.index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_it_lists_every_track_with_what_is_known_of_it(desk: Desk) -> None:
    table = desk.window.library.table.table
    assert table.rowCount() == 60
    first = table.track(0)
    shown = [table.index(0, column).data() for column in Column]
    assert shown[:5] == [
        first.tags.title,
        first.tags.artist,
        first.tags.album,
        first.tags.genre,
        str(first.tags.year),
    ]
    assert shown[Column.STATE] == "Ready"


def test_it_finds_as_you_type(desk: Desk) -> None:
    QTest.keyClicks(desk.window.library.search, "sigur ros GLASS")
    desk.settle()
    titles = desk.titles()
    assert titles
    assert all("Glass" in title for title in titles)
    desk.window.library.search.clear()
    desk.settle()
    assert len(desk.titles()) == 60


def test_what_was_found_is_shown_from_the_top(desk: Desk) -> None:
    table, search = desk.window.library.table, desk.window.library.search
    table.select(table.table.track(59).id)
    search.setText("er")
    desk.settle()
    bar = table.verticalScrollBar()
    assert table.selected_ids(), "found, too"
    assert bar.value() > 0
    search.setText("an")
    desk.settle()
    assert not table.selected_ids()
    assert bar.maximum() > 0
    assert bar.value() == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_a_key_leads_from_the_search_to_the_first_that_was_found(desk: Desk, key: Qt.Key) -> None:
    desk.window.activateWindow()
    click_row(desk, 59)
    desk.settle()
    search, table = desk.window.library.search, desk.window.library.table
    search.setFocus()
    search.setText("sigur ros GLASS")
    desk.settle()
    assert table.selected_ids() == []
    QTest.keyClick(search, key)
    desk.settle()
    first = table.table.track(0)
    assert table.selected_tracks() == [first]
    assert desk.window.similar.seed == first
    desk.qtbot.waitUntil(table.hasFocus)


def test_it_says_when_nothing_matches(desk: Desk) -> None:
    desk.window.library.search.setText("no such thing")
    desk.settle()
    assert desk.window.library.hint.isVisible()
    assert "no such thing" in desk.window.library.hint.title.text()


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(desk: Desk) -> None:
    shelf = desk.titles()
    click_heading(desk, Column.TITLE)
    rising = desk.titles()
    assert rising == sorted(shelf, key=str.casefold)
    click_heading(desk, Column.TITLE)
    assert desk.titles() == rising[::-1]
    click_heading(desk, Column.TITLE)
    assert desk.titles() == shelf, "the third click puts everything back on its shelf"


def test_the_selection_stays_with_its_tracks(desk: Desk) -> None:
    table = desk.window.library.table
    click_row(desk, 2)
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ControlModifier,
        table.visualRect(table.table.index(4, 0)).center(),
    )
    chosen = set(table.selected_ids())
    assert len(chosen) == 2
    click_heading(desk, Column.LENGTH)
    assert set(table.selected_ids()) == chosen
    newcomer = Track(99, 1, Path("/music/new.mp3"), Tags("A", "A"), TrackState.WAITING)
    desk.library.change(newcomer)
    desk.settle()
    assert table.table.rowCount() == 61
    assert set(table.selected_ids()) == chosen
    assert table.current_id() in chosen


def test_the_place_in_the_list_stays_when_tracks_come_in_above(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = open_desk(FakeLibrary(tmp_path, make_tracks(500, tmp_path)))
    table = desk.window.library.table
    table.verticalScrollBar().setValue(3000)
    top = table.table.track(table.rowAt(0)).id
    newcomers = [
        Track(900 + n, 1, Path(f"/music/{n}.mp3"), Tags(f"{n}", "AAA"), TrackState.WAITING)
        for n in range(20)
    ]
    desk.library.change(*newcomers)
    desk.settle()
    assert table.table.rowCount() == 520
    assert table.table.track(table.rowAt(0)).id == top


def test_failed_and_missing_tracks_say_why(desk: Desk) -> None:
    first, second = (desk.window.library.table.table.track(row) for row in (0, 1))
    desk.library.change(
        replace(first, state=TrackState.FAILED, reason="The file is truncated."),
        replace(second, state=TrackState.MISSING),
    )
    desk.settle()
    table = desk.window.library.table.table
    tip = Qt.ItemDataRole.ToolTipRole
    assert table.index(0, 0).data(tip) == "The file is truncated."
    assert str(second.path) in table.index(1, 0).data(tip)
    assert [table.index(row, Column.STATE).data() for row in (0, 1)] == ["Failed", "Missing"]
    delegate = desk.window.library.table.delegate
    assert delegate.title_colour(table.track(0)) == delegate.theme.colour("faint")
    assert delegate.title_colour(table.track(2)) == delegate.theme.colour("text")


def test_removed_tracks_go(desk: Desk) -> None:
    gone = desk.window.library.table.table.track(0)
    desk.library.remove(gone.id)
    desk.settle()
    assert len(desk.titles()) == 59
    assert gone.tags.title not in desk.titles()


def test_rows_can_be_carried_away(desk: Desk) -> None:
    table = desk.window.library.table.table
    rows = [table.index(3, 1), table.index(1, 0), table.index(1, 4)]
    carried = dragged_tracks(table.mimeData(rows))
    assert carried == [table.track(1).id, table.track(3).id]


def test_enter_plays_the_list_from_the_row(desk: Desk) -> None:
    click_row(desk, 3)
    QTest.keyClick(desk.window.library.table, Qt.Key.Key_Return)
    assert desk.window.player.track == desk.window.library.table.table.track(3)
    assert len(desk.window.player.queue.upcoming) == 56


def test_columns_yield_when_it_gets_narrow() -> None:
    wide, usual, narrow = column_widths(900), column_widths(756), column_widths(420)
    assert all(wide.values())
    assert sum(wide.values()) == 900
    assert {column for column, points in usual.items() if not points} == {
        Column.LAST_PLAYED,
        Column.PLAYS,
    }, "rather than that titles are cut short"
    assert {column for column, points in narrow.items() if not points} == {
        Column.LAST_PLAYED,
        Column.PLAYS,
        Column.GENRE,
        Column.YEAR,
        Column.ALBUM,
        Column.STATE,
    }
    assert sum(narrow.values()) == 420


def test_states_and_plays_are_shown_while_they_say_something(desk: Desk) -> None:
    desk.window.resize(1800, 900)
    desk.library.change(
        *(replace(each, plays=0, last_played=None) for each in desk.library.kept.values())
    )
    desk.settle()
    table = desk.window.library.table
    assert table.isColumnHidden(Column.PLAYS)
    assert table.isColumnHidden(Column.LAST_PLAYED)
    assert table.isColumnHidden(Column.STATE)
    title = table.columnWidth(Column.TITLE)
    desk.library.change(replace(desk.library.kept[3], state=TrackState.WAITING))
    desk.settle()
    assert not table.isColumnHidden(Column.STATE)
    assert table.columnWidth(Column.TITLE) < title
    desk.library.change(
        replace(desk.library.kept[3], state=TrackState.READY, plays=1, last_played=1e9)
    )
    desk.settle()
    assert table.isColumnHidden(Column.STATE)
    assert not table.isColumnHidden(Column.PLAYS)


def test_an_empty_library_asks_for_a_folder(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(FakeLibrary(tmp_path))
    view = desk.window.library
    assert view.choose_folder.isVisible()
    assert not desk.window.similar.isVisible()


def test_a_folder_without_music_says_so(open_desk: OpenDesk, tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path)
    library.folders_kept = [Folder(1, tmp_path)]
    desk = open_desk(library)
    assert "No music here" in desk.window.library.hint.title.text()
    assert str(tmp_path) in desk.window.library.hint.text.text()


def test_a_folder_that_is_gone_says_so(open_desk: OpenDesk, tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path)
    library.folders_kept = [Folder(1, tmp_path / "stick", mounted=False)]
    desk = open_desk(library)
    assert "not there" in desk.window.library.hint.title.text()


def test_the_first_tracks_replace_the_welcome(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(FakeLibrary(tmp_path))
    desk.library.folders_kept = [Folder(1, tmp_path)]
    desk.library.change(*make_tracks(3, tmp_path))
    desk.library.tell(Change(folders=True))
    desk.settle()
    assert len(desk.titles()) == 3
    assert desk.window.similar.isVisible()
    assert not desk.window.library.hint.isVisible()


def test_a_table_is_no_tree(desk: Desk) -> None:
    table = desk.window.library.table.table
    assert table.rowCount(table.index(0, 0)) == 0
    assert table.rowCount(QModelIndex()) == 60
