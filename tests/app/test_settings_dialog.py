"""The settings dialog: it shows what is set, keeps what is changed, and says what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtTest import QTest

from app.dialogs.settings import SettingsDialog
from engine.types import Activity, KnownModel, Manners, Progress, Restraint
from tests.app.conftest import Desk


def opened(desk: Desk) -> SettingsDialog:
    desk.window.sidebar.settings.click()
    desk.settle()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, SettingsDialog)
    assert dialog.isEnabled()
    return dialog


def press_ok(desk: Desk, dialog: SettingsDialog) -> None:
    dialog.save.click()
    desk.settle()


def test_it_shows_what_is_set(desk: Desk) -> None:
    desk.library.manners_kept = Manners(1, False, True, (time(23, 30), time(6)))
    desk.library.ignored_kept = ("*.wma", "Audiobooks/")
    dialog = opened(desk)
    assert dialog.manners == desk.library.manners_kept
    assert dialog.ignored == desk.library.ignored_kept


def test_what_is_changed_is_kept(desk: Desk) -> None:
    dialog = opened(desk)
    assert not dialog.begin.isEnabled()
    dialog.files.setCurrentIndex(1)
    dialog.on_battery.setChecked(False)
    dialog.quiet.setChecked(True)
    dialog.begin.setTime(QTime(21, 15))
    dialog.patterns.setPlainText("*.wma\n\n  \nDemos/\n")
    press_ok(desk, dialog)
    assert desk.library.manners_kept == Manners(1, True, False, (time(21, 15), time(7)))
    assert desk.library.ignored_kept == ("*.wma", "Demos/")
    assert desk.session.manners == desk.library.manners_kept
    assert desk.window.requests.dialog is None


def test_cancel_changes_nothing(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.while_playing.setChecked(False)
    dialog.reject()
    desk.settle()
    assert desk.library.manners_kept == Manners()


def test_a_bad_pattern_is_said_and_nothing_is_lost(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.while_playing.setChecked(False)
    dialog.patterns.setPlainText("*.wma\n!")
    press_ok(desk, dialog)
    assert dialog.problem.isVisible()
    assert dialog.problem.text() == "A pattern cannot be used. “!” takes back nothing."
    assert dialog.ignored == ("*.wma", "!")
    assert desk.library.manners_kept == Manners(), "all or nothing"
    dialog.patterns.setPlainText("*.wma")
    press_ok(desk, dialog)
    assert desk.library.ignored_kept == ("*.wma",)
    assert not desk.library.manners_kept.slow_while_playing


def test_quiet_hours_need_a_length(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.quiet.setChecked(True)
    dialog.end.setTime(dialog.begin.time())
    press_ok(desk, dialog)
    assert "Choose another hour" in dialog.problem.text()
    assert desk.library.manners_kept.quiet_hours is None


def test_more_files_at_once_than_this_machine_has_cores_stay_as_they_are(desk: Desk) -> None:
    desk.library.manners_kept = Manners(workers=999)
    dialog = opened(desk)
    press_ok(desk, dialog)
    assert desk.library.manners_kept.workers == 999


def test_a_key_opens_it(desk: Desk) -> None:
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    QTest.keyClick(desk.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(desk.window.requests.dialog, SettingsDialog)
    desk.settle()


@pytest.mark.parametrize(
    ("restraint", "said"),
    [
        (Restraint.PLAYING, "Listening slowly, while music plays · 3 of 9"),
        (Restraint.BATTERY, "Listening slowly, on battery · 3 of 9"),
        (Restraint.QUIET_HOURS, "Resting until 06:00 (quiet hours) · 3 of 9"),
    ],
)
def test_the_bar_says_why_it_is_slow(desk: Desk, restraint: Restraint, said: str) -> None:
    dialog = opened(desk)
    dialog.quiet.setChecked(True)
    dialog.end.setTime(QTime(6, 0))
    press_ok(desk, dialog)
    desk.library.advance(Progress(Activity.ANALYSING, 3, 9, restraint=restraint))
    desk.settle()
    assert desk.window.analysis.text.text() == said


def test_the_analysis_hears_when_music_plays(desk: Desk) -> None:
    player = desk.window.player
    player.play([1, 2, 3])
    player.next()
    player.toggle()
    player.toggle()
    player.stop()
    desk.settle()
    assert desk.library.music == [True, False, True, False]


def test_another_model_can_be_chosen(desk: Desk) -> None:
    desk.library.models_kept.append(
        KnownModel("msd-fcn", "b", "fcn", 64, ("msd/rock", "msd/jazz"), False, False, 0)
    )
    dialog = opened(desk)
    assert dialog.model.currentText() == "Nearfield's own"
    dialog.model.setCurrentText("msd-fcn · 2 tags")
    press_ok(desk, dialog)
    assert [model.listens for model in desk.library.models_kept] == [False, True]
    assert opened(desk).model.currentText() == "msd-fcn · 2 tags"


def test_a_model_that_is_gone_meanwhile_is_said(desk: Desk) -> None:
    own = desk.library.models_kept
    gone = KnownModel("gone", "b", "fcn", 64, (), False, False, 0)
    desk.library.models_kept = [*own, gone]
    dialog = opened(desk)
    desk.library.models_kept = own
    dialog.model.setCurrentText("gone")
    press_ok(desk, dialog)
    assert "There is no model 'gone'" in dialog.problem.text()


def test_a_model_named_at_the_start_stays(desk: Desk) -> None:
    desk.library.models_kept = [replace(desk.library.models_kept[0], listens=False)]
    dialog = opened(desk)
    assert dialog.model.currentText() == "The one it was started with"
    press_ok(desk, dialog)
    assert not desk.library.models_kept[0].listens
