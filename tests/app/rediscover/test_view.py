"""The page of what comes back: built when it is opened, played, saved, exported."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from app.dialogs.export import ExportDialog
from app.rediscover.view import RediscoverView
from engine.types import Origin
from tests.app.conftest import Desk


def opened(desk: Desk, *loved: int) -> RediscoverView:
    """The page, for a listener who loved these."""
    kept = desk.library.kept
    desk.library.change(*(replace(kept[i], liked=True, plays=0) for i in loved))
    desk.settle()
    desk.window.sidebar.rediscover.click()
    desk.settle()
    assert desk.window.pages.currentWidget() is desk.window.rediscover
    return desk.window.rediscover


def none_loved(desk: Desk) -> None:
    desk.library.change(*(replace(track, liked=False) for track in desk.library.kept.values()))


def ids(page: RediscoverView) -> tuple[int, ...]:
    return page.model.playlist.track_ids


def test_a_click_builds_it(desk: Desk) -> None:
    none_loved(desk)
    page = opened(desk, 4, 9, 2)
    assert sorted(ids(page)) == [2, 4, 9]
    assert page._facts.text().startswith("3 tracks · ")
    assert desk.window.sidebar.rediscover.isChecked()
    assert not desk.window.sidebar.library.isChecked()
    desk.window.sidebar.library.click()
    assert not desk.window.sidebar.rediscover.isChecked()
    assert not desk.library.shelf, "nothing is saved unasked"


def test_it_is_another_one_when_it_is_opened_again(desk: Desk) -> None:
    none_loved(desk)
    assert sorted(ids(opened(desk, 4, 9))) == [4, 9]
    assert sorted(ids(opened(desk, 5))) == [4, 5, 9]
    desk.library.change(replace(desk.library.kept[4], plays=1))
    desk.window.rediscover.again_button.click()
    desk.settle()
    assert sorted(ids(desk.window.rediscover)) == [5, 9]


def test_it_says_what_is_missing(desk: Desk) -> None:
    none_loved(desk)
    page = opened(desk)
    assert page.hint.isVisible()
    assert page.hint.title.text() == "There is nothing to rediscover yet"
    assert page.hint.text.text() == "Nothing was liked so far."
    assert not page.play_button.isEnabled()
    assert not page.save_button.isEnabled()
    assert not desk.window.messages.isVisible()
    assert not opened(desk, 3).hint.isVisible()


def test_plays_know_where_they_come_from(desk: Desk) -> None:
    none_loved(desk)
    page = opened(desk, 4, 9, 2)
    page.list.played.emit(1)
    assert desk.window.player.queue.current == ids(page)[1]
    assert desk.window.player.queue.origin is Origin.REDISCOVER


def test_it_is_saved_as_a_playlist(desk: Desk) -> None:
    none_loved(desk)
    page = opened(desk, 4, 9, 2)
    wanted = ids(page)
    page.save_button.click()
    desk.settle()
    (saved,) = desk.library.shelf.values()
    assert (saved.name, saved.track_ids) == ("Rediscover", wanted)
    assert desk.window.pages.currentWidget() is desk.window.playlist


def test_it_is_exported(desk: Desk) -> None:
    none_loved(desk)
    page = opened(desk, 4, 9, 2)
    QTest.keySequence(desk.window, QKeySequence("Ctrl+E"))
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, ExportDialog)
    dialog.accept()
    desk.settle()
    assert desk.library.calls[-1].startswith(f"export {len(ids(page))} ")


def test_a_click_shows_what_sounds_like_it(desk: Desk) -> None:
    none_loved(desk)
    page = opened(desk, 4, 9)
    page.list.chosen.emit(desk.library.kept[9])
    desk.settle()
    assert desk.window.similar.seed
    assert desk.window.similar.seed.id == 9
