"""What was heard in the chosen track, as the card shows it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.similar.heard_chips import MOST, HeardChips
from engine.types import HeardTag, TagGroup, TrackState
from tests.app.conftest import Desk
from tests.app.library.test_view import click_row

HARP = HeardTag("harp", TagGroup.INSTRUMENTS, 0.9)
CALM = HeardTag("calm", TagGroup.MOODS, 0.5)
JAZZ = HeardTag("jazz", TagGroup.GENRES, 0.4)


def shown(desk: Desk) -> list[str]:
    chips = desk.window.similar.card.heard
    return [chip.text() for chip in chips.chips] if chips.isVisible() else []


def test_a_click_shows_what_was_heard_genres_first(desk: Desk) -> None:
    first, second = (desk.window.library.table.table.track(row) for row in (0, 1))
    desk.library.told = {first.id: (HARP, CALM, JAZZ), second.id: (CALM,)}
    for row, names in ((0, ["jazz", "calm", "harp"]), (1, ["calm"]), (2, [])):
        click_row(desk, row)
        desk.settle()
        assert shown(desk) == names


def test_the_tab_key_comes_to_them_where_they_stand(desk: Desk) -> None:
    track = desk.window.library.table.table.track(0)
    desk.library.told = {track.id: (HARP, CALM, JAZZ)}
    click_row(desk, 0)
    desk.settle()
    card = desk.window.similar.card
    desk.window.activateWindow()
    card.heard.chips[0].setFocus()
    desk.qtbot.waitUntil(card.heard.chips[0].hasFocus)
    for widget in (*card.heard.chips[1:], card.play_button):
        QTest.keyClick(desk.window, Qt.Key.Key_Tab)
        assert widget.hasFocus()


def test_a_track_not_heard_shows_nothing_heard(desk: Desk) -> None:
    track = desk.window.library.table.table.track(0)
    desk.library.told = {track.id: (HARP,)}
    click_row(desk, 0)
    desk.settle()
    assert shown(desk) == ["harp"]
    desk.library.change(replace(track, state=TrackState.MISSING))
    desk.settle()
    assert shown(desk) == []


def test_those_that_tell_most_are_shown_and_no_more(desk: Desk) -> None:
    chips = desk.window.similar.card.heard
    tags = [HeardTag(f"tag {place}", TagGroup.MOODS, 1 - place / 20) for place in range(12)]
    chips.show_tags(tags)
    assert [chip.text() for chip in chips.chips] == [tag.name for tag in tags[:MOST]]


def test_chips_take_as_many_lines_as_they_need(desk: Desk) -> None:
    card = QWidget()
    desk.qtbot.addWidget(card)
    chips = HeardChips(QPushButton(card), card)
    card.show()
    chips.resize(1_000, 10)
    chips.show_tags([HARP, CALM, JAZZ])
    one_line = chips.height()
    assert {chip.y() for chip in chips.chips} == {0}
    chips.resize(60, 10)
    chips.show()
    assert chips.height() > 2 * one_line
    assert len({chip.y() for chip in chips.chips}) == 3
    assert all(chip.geometry().right() < 60 for chip in chips.chips)
