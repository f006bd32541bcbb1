"""Copies of a track, asked for from its menu."""

from __future__ import annotations

from dataclasses import replace

from engine.types import Track
from tests.app.conftest import Desk


def ask(desk: Desk, track: Track) -> tuple[str, str]:
    menu = desk.window.track_actions.menu([track], desk.window)
    next(action for action in menu.actions() if action.text() == "Find copies").trigger()
    desk.settle()
    notice = desk.window.messages.notice
    assert notice
    return notice.title, notice.message


def test_where_else_the_same_sound_lies_is_told(desk: Desk) -> None:
    first, second = (replace(desk.library.kept[n], identity="mp3:1") for n in (1, 2))
    desk.library.change(first, second)
    desk.settle()
    title, message = ask(desk, first)
    assert title == f"“{first.tags.title}” is there 2 times"
    assert message == str(second.path)


def test_that_there_is_no_copy_is_told(desk: Desk) -> None:
    track = desk.library.kept[3]
    assert ask(desk, track) == (f"No other file holds “{track.tags.title}”", "")
