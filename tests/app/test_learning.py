"""The dialog that lets a library be learned: curves, words and numbers, over and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF

from app.dialogs.learning import LearningDialog
from app.widgets.curve import Curve
from app.widgets.theme import Theme
from engine.errors import NearfieldError
from engine.types import Comparison, CurvePoint, Learned
from tests.app.conftest import Desk

POINTS = (CurvePoint(1, 0.5, 0.5), CurvePoint(2, 0.4, 0.7))
BETTER = Learned(POINTS, Comparison(31, 0.6, 0.7123, 0.021, 0.3, 0.4, better=True))
NO_BETTER = replace(BETTER, comparison=replace(BETTER.comparison, least_gain=-0.01, better=False))


@pytest.fixture
def dialog(desk: Desk) -> LearningDialog:
    return opened(desk)


def opened(desk: Desk) -> LearningDialog:
    desk.window.sidebar.learning.click()
    desk.settle()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, LearningDialog)
    return dialog


def started(desk: Desk, dialog: LearningDialog) -> None:
    dialog.start.click()
    desk.qtbot.waitUntil(lambda: "2 of 9" in dialog.status.text())


def test_at_first_there_is_only_a_start(dialog: LearningDialog) -> None:
    assert dialog.start.isVisible()
    hidden = (dialog.stop, dialog.take_over, dialog.go_back, dialog.bar)
    assert not any(widget.isVisible() for widget in hidden)


def test_a_running_learning_shows_its_curve(desk: Desk, dialog: LearningDialog) -> None:
    started(desk, dialog)
    assert dialog.accuracy.caption == "In the right order: 0.700 at step 2"
    assert dialog.loss.accessibleDescription() == "Loss: 0.400 at step 2"
    assert dialog.stop.isVisible()
    assert not dialog.start.isVisible()
    assert not dialog.grab().isNull()
    dialog.stop.click()
    desk.settle()
    assert dialog.start.isVisible()
    assert desk.window.messages.notice is None  # whoever stops it knows


def test_it_goes_on_while_the_dialog_is_closed(desk: Desk, dialog: LearningDialog) -> None:
    started(desk, dialog)
    dialog.accept()
    desk.library.will_learn = BETTER
    desk.settle()
    notice = desk.window.messages.notice
    assert notice
    assert notice.title == "Your library was learned"
    assert opened(desk).take_over.isVisible()


def test_what_is_better_can_be_taken_over_and_given_back(
    desk: Desk, dialog: LearningDialog
) -> None:
    desk.library.will_learn = BETTER
    dialog.start.click()
    desk.settle()
    assert "better on 31 tracks" in dialog.verdict.text()
    assert "by 2.1%" in dialog.verdict.text()
    assert [figure.text() for figure in dialog.figures] == ["60.0%", "71.2%", "0.300", "0.400"]
    dialog.take_over.click()
    desk.settle()
    assert not dialog.take_over.isVisible()
    dialog.go_back.click()
    desk.settle()
    assert dialog.take_over.isVisible()
    assert desk.library.calls[-2:] == ["take over", "go back"]


def test_what_is_not_better_cannot_be_taken_over(desk: Desk, dialog: LearningDialog) -> None:
    desk.library.will_learn = NO_BETTER
    dialog.start.click()
    desk.settle()
    assert "nothing changes" in dialog.verdict.text()
    assert not dialog.take_over.isVisible()


def test_what_goes_wrong_is_said(desk: Desk, dialog: LearningDialog) -> None:
    desk.library.will_learn = NearfieldError("There is too little music to learn from")
    dialog.start.click()
    desk.settle()
    notice = desk.window.messages.notice
    assert notice
    assert "too little music" in notice.title
    assert dialog.start.isVisible()


def test_closing_the_window_stops_it(desk: Desk, dialog: LearningDialog) -> None:
    started(desk, dialog)
    desk.close()  # would say so if the learning went on
    assert desk.library.learned_kept is None


def test_a_curve_stays_in_its_area(theme: Theme) -> None:
    curve = Curve(theme, "Figure")
    curve.show_points([(0, 5.0), (50, 9.0), (100, 7.0)])
    area = QRectF(0, 0, 100, 40)
    places = curve.places(area)
    assert [(place.x(), place.y()) for place in places] == [(0, 40), (50, 0), (100, 20)]
    curve.show_points([(1, 0.5)])
    assert curve.places(area)[0].y() == pytest.approx(20)
