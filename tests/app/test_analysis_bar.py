"""The status bar: what it says of the analysis, and what it lets one do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.dialogs.failures import FailuresDialog
from app.widgets.phrases import activity
from engine.types import Activity, Progress, TrackState
from tests.app.conftest import Desk

LISTENING = Progress(Activity.ANALYSING, 132, 2060, 0, 2.134, 900.0)


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress(Activity.IDLE), ""),
        (Progress(Activity.SCANNING), "Looking through your folders"),
        (Progress(Activity.SCANNING, 10, 20), "Looking through your folders · 10 of 20"),
        (LISTENING, "Listening · 132 of 2,060 · 2.1 tracks/s · about 15 min left"),
        (
            replace(LISTENING, seconds_left=33.0),
            "Listening · 132 of 2,060 · 2.1 tracks/s · about 30 s left",
        ),
        (Progress(Activity.ANALYSING, 0, 5), "Listening · 0 of 5"),
        (Progress(Activity.PAUSED, 1, 5), "Listening is paused · 1 of 5"),
        (Progress(Activity.PAUSED), "Listening is paused"),
    ],
)
def test_what_it_says(progress: Progress, text: str) -> None:
    assert activity(progress) == text


def test_it_follows_the_analysis(desk: Desk) -> None:
    desk.library.advance(LISTENING)
    desk.settle()
    assert "132 of 2,060" in desk.window.analysis.text.text()
    desk.library.advance(Progress(Activity.IDLE))
    desk.settle()
    assert desk.window.analysis.text.text() == "Everything has been listened to"
    assert not desk.window.analysis.pause.isVisible()


def test_pause_and_go_on(desk: Desk) -> None:
    desk.library.advance(LISTENING)
    desk.settle()
    button = desk.window.analysis.pause
    assert button.accessibleName() == "Pause listening"
    button.click()
    desk.settle()
    assert desk.library.now == replace(LISTENING, activity=Activity.PAUSED)
    assert "paused" in desk.window.analysis.text.text()
    assert button.accessibleName() == "Go on listening"
    button.click()
    desk.settle()
    assert desk.library.now == LISTENING


def test_failures_are_counted_listed_and_tried_again(desk: Desk) -> None:
    assert not desk.window.analysis.failures.isVisible()
    kept = desk.library.kept
    desk.library.change(
        replace(kept[1], state=TrackState.FAILED, reason="The file is truncated."),
        replace(kept[2], state=TrackState.FAILED, reason="This is no audio."),
    )
    desk.settle()
    assert desk.window.analysis.failures.text() == "2 failed"
    desk.window.analysis.failures.click()
    desk.settle()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, FailuresDialog)
    rows = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    assert {row.text(1) for row in rows if row} == {"The file is truncated.", "This is no audio."}
    dialog.retry_button.click()
    desk.settle()
    assert sorted(desk.library.retried) == [1, 2]


def test_only_the_selected_are_tried_again(desk: Desk, failures: FailuresDialog) -> None:
    row = failures.list.topLevelItem(1)
    assert row
    row.setSelected(True)
    chosen = failures.selected()[0].id
    failures.retry_button.click()
    desk.settle()
    assert desk.library.retried == [chosen]
