"""Playlists in the window: made, edited, undone, saved, and still there after a restart."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QTest

from app.playlists.model import PlaylistModel
from app.playlists.shelf import PLAYLIST, ShelfModel
from app.widgets.dragging import drag_tracks
from engine.types import Change, Playlist, PlaylistEntry, PlaylistLength
from tests.app.conftest import Desk, OpenDesk
from tests.app.fake_library.library import FakeLibrary
from tests.app.library.test_view import click_row

COPY = Qt.DropAction.CopyAction
NOWHERE = QModelIndex()


def opened(desk: Desk, *track_ids: int) -> PlaylistModel:
    """A saved playlist of these tracks, open in the window."""
    desk.window.playlists.create("Mine", track_ids)
    desk.settle()
    model = desk.window.playlist.model
    assert model
    return model


def ids(model: PlaylistModel) -> list[int | None]:
    return [entry.track_id for entry in model.entries]


def saved(desk: Desk, model: PlaylistModel) -> list[int | None]:
    """What the library has of it."""
    desk.settle()
    return [entry.track_id for entry in desk.library.shelf[model.playlist.id].entries]


def carried(desk: Desk, *track_ids: int) -> QMimeData:
    return drag_tracks([desk.library.kept[track_id] for track_id in track_ids])


def test_tracks_are_dropped_where_they_are_let_go(desk: Desk) -> None:
    model = opened(desk, 1, 2, 3)
    assert model.dropMimeData(carried(desk, 8, 9), COPY, 1, 0, NOWHERE)
    assert ids(model) == [1, 8, 9, 2, 3]
    assert saved(desk, model) == [1, 8, 9, 2, 3]


def test_neighbours_can_be_dropped_too(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    neighbours = desk.window.similar.neighbours
    model = opened(desk, 1)
    data = neighbours.mimeData([neighbours.index(1), neighbours.index(0)])
    model.dropMimeData(data, COPY, -1, -1, NOWHERE)
    assert ids(model) == [1, *(track.id for track in neighbours.tracks()[:2])]


def test_opening_one_chooses_none_of_its_tracks_and_an_arrow_key_does(desk: Desk) -> None:
    desk.window.activateWindow()
    click_row(desk, 0)
    desk.settle()
    seed = desk.window.similar.seed
    opened(desk, 7, 8)
    rows = desk.window.playlist.list
    desk.qtbot.waitUntil(rows.hasFocus)
    assert desk.window.similar.seed == seed
    QTest.keyClick(rows, Qt.Key.Key_Down)
    desk.settle()
    assert desk.window.similar.seed
    assert desk.window.similar.seed.id == 8


def test_a_like_is_seen_in_a_row(desk: Desk) -> None:
    opened(desk, 7, 8)
    rows = desk.window.playlist.list
    rows.selectAll()
    before = rows.viewport().grab().toImage()
    QTest.keyClick(rows, Qt.Key.Key_L)
    desk.settle()
    assert rows.viewport().grab().toImage() != before


def test_rows_are_moved_within(desk: Desk) -> None:
    model = opened(desk, 1, 2, 3, 4, 5)
    data = model.mimeData([model.index(0), model.index(3)])
    model.dropMimeData(data, COPY, 3, 0, NOWHERE)
    assert ids(model) == [2, 3, 1, 4, 5]
    assert desk.window.playlist.list.selected_rows() == [2, 3]
    assert saved(desk, model) == [2, 3, 1, 4, 5]


def test_rows_of_another_playlist_are_copied(desk: Desk) -> None:
    first = opened(desk, 1, 2)
    second = opened(desk, 3)
    second.dropMimeData(first.mimeData([first.index(1)]), COPY, 0, 0, NOWHERE)
    assert ids(second) == [2, 3]
    assert ids(first) == [1, 2]


def test_delete_removes_and_ctrl_z_brings_back(desk: Desk) -> None:
    model = opened(desk, 1, 2, 3)
    listing = desk.window.playlist.list
    listing.setCurrentIndex(model.index(1))
    QTest.keyClick(listing, Qt.Key.Key_Delete)
    assert ids(model) == [1, 3]
    QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert ids(model) == [1, 2, 3]
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(desk.window, Qt.Key.Key_Z, both)
    assert ids(model) == [1, 3]
    assert saved(desk, model) == [1, 3]


def test_every_step_can_be_undone(desk: Desk) -> None:
    model = opened(desk, 1, 2, 3)
    model.add([4])
    model.move([3], 0)
    model.remove([1])
    model.rename("Yours")
    desk.settle()
    assert ids(model) == [4, 2, 3]
    for _ in range(4):
        model.undo.undo()
    assert ids(model) == [1, 2, 3]
    assert model.playlist.name == "Mine"
    assert saved(desk, model) == [1, 2, 3]


def test_it_is_renamed_in_its_heading(desk: Desk) -> None:
    model = opened(desk, 1)
    title = desk.window.playlist.title
    title.begin()
    title.field.setText("Rainy days")
    QTest.keyClick(title.field, Qt.Key.Key_Return)
    desk.settle()
    assert desk.library.shelf[model.playlist.id].name == "Rainy days"
    shelf = desk.window.sidebar.shelf.model()
    assert shelf.index(0, 0).data() == "Rainy days"


def test_escape_leaves_the_name_alone(desk: Desk) -> None:
    model = opened(desk, 1)
    title = desk.window.playlist.title
    title.begin()
    title.field.setText("Nonsense")
    QTest.keyClick(title.field, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.library.shelf[model.playlist.id].name == "Mine"


def test_tracks_dropped_on_the_sidebar_are_added(desk: Desk) -> None:
    model = opened(desk, 1)
    shelf = desk.window.sidebar.shelf.model()
    assert isinstance(shelf, ShelfModel)
    assert shelf.dropMimeData(carried(desk, 5, 6), COPY, -1, -1, shelf.index(0))
    assert saved(desk, model) == [1, 5, 6]
    notice = desk.window.messages.notice
    assert notice
    assert notice.offer
    desk.window.messages.offer.click()
    assert saved(desk, model) == [1]


def test_radio_makes_a_playlist_of_the_length_asked_for_and_plays_it(desk: Desk) -> None:
    click_row(desk, 0)
    desk.settle()
    desk.window.length.pick(PlaylistLength(tracks=12))
    desk.window.similar.card.radio_button.click()
    desk.settle()
    model = desk.window.playlist.model
    seed = desk.window.similar.seed
    assert model
    assert seed
    assert model.playlist.name == f"Radio · {seed.tags.title}"
    assert len(model.entries) == 12
    assert ids(model)[0] == seed.id
    assert desk.window.player.track == seed
    assert desk.window.playlist.isVisible()


def test_more_like_these_works_on_the_selection(desk: Desk) -> None:
    table = desk.window.library.table
    click_row(desk, 0)
    spot = table.visualRect(table.table.index(2, 0)).center()
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, spot
    )
    desk.settle()
    seeds = table.selected_ids()
    assert len(seeds) == 3
    assert desk.window.similar.card.more_button.text() == "More like these"
    desk.window.similar.card.more_button.click()
    desk.settle()
    model = desk.window.playlist.model
    assert model
    assert len(model.entries) == 30
    assert not set(seeds) & set(ids(model))
    assert desk.window.player.track is None


def test_a_playlist_is_continued_at_its_end_and_that_can_be_undone(desk: Desk) -> None:
    model = opened(desk, 1, 2)
    desk.window.playlists.continue_(model)
    desk.settle()
    assert ids(model)[:2] == [1, 2]
    assert len(set(ids(model))) == len(model.entries) == 12
    model.undo.undo()
    assert ids(model) == [1, 2]


def test_deleting_can_be_undone(desk: Desk) -> None:
    model = opened(desk, 1, 2)
    desk.window.playlists.delete(model.playlist.id)
    desk.settle()
    assert not desk.library.shelf
    assert desk.window.library.isVisible()
    desk.window.messages.offer.click()
    desk.settle()
    (back,) = desk.library.shelf.values()
    assert (back.name, back.track_ids) == ("Mine", (1, 2))
    assert desk.window.playlist.isVisible()


def test_entries_the_library_does_not_have_are_shown_and_skipped(
    open_desk: OpenDesk, library: FakeLibrary
) -> None:
    stranger = PlaylistEntry(None, "/old/disk/Song of old.mp3")
    library.shelf[1] = Playlist(1, "Imported", (stranger, PlaylistEntry(4), PlaylistEntry(5)))
    desk = open_desk(library)
    desk.window.show_playlist(1)
    model = desk.window.playlist.model
    assert model
    row = model.index(0)
    assert row.data() == "Song of old"
    assert "Not in the library" in row.data(Qt.ItemDataRole.ToolTipRole)
    desk.window.playlist.play(0)
    assert desk.window.player.track == library.kept[4]
    desk.window.playlist.play(2)
    assert desk.window.player.track == library.kept[5]


def test_playlists_survive_a_restart(open_desk: OpenDesk, library: FakeLibrary) -> None:
    desk = open_desk(library)
    model = opened(desk, 3, 1, 2)
    model.move([0], 3)
    desk.close()
    again = open_desk(library)
    model_again = again.window.playlist.model
    assert model_again, "the playlist that was open is open again"
    assert ids(model_again) == [1, 2, 3]
    assert again.window.sidebar.shelf.model().index(0, 0).data(PLAYLIST).name == "Mine"


def test_a_change_from_elsewhere_shows(desk: Desk) -> None:
    model = opened(desk, 1, 2)
    key = model.playlist.id
    desk.library.shelf[key] = Playlist(key, "Mine", (PlaylistEntry(7),))
    desk.library.tell(Change(playlists=True))
    desk.settle()
    assert ids(model) == [7]
    assert not model.undo.canUndo(), "steps from before no longer fit"


def test_what_the_library_notes_of_entries_does_not_touch_undo(desk: Desk) -> None:
    model = opened(desk, 1)
    model.add([2])
    desk.settle()
    key = model.playlist.id
    noted = (PlaylistEntry(1, "/a.mp3", "A", 1.0), PlaylistEntry(2, "/b.mp3", "B", 2.0))
    desk.library.shelf[key] = Playlist(key, "Mine", noted)
    desk.library.tell(Change(playlists=True))
    desk.settle()
    assert model.entries == noted
    assert model.undo.canUndo()
