"""The dialog of imports: bring in, watch, stop, report, take out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QListWidget, QMessageBox

from app.dialogs.imports import ImportsDialog
from engine.errors import NearfieldError, SeveralListeners
from engine.types import ImportKind, ImportReport, ImportSource, Signal
from tests.app.conftest import Desk
from tests.app.library.test_view import click_row

REPORT = ImportReport(
    entries=1500, by_id=900, by_name=300, songs=40, songs_found=30, lines=1502,
    left_out=(("the line is not UTF-8", 2),),
    examples=("anna.csv, line 7: the line is not UTF-8",),
    missing=(("Anna – Nude", 12), ("Bob – Sleep", 3)),
)  # fmt: skip
HISTORY = ImportSource(7, ImportKind.HISTORY, "anna.csv", 0.0, REPORT, "anna", 40, 30, plays=1200)
LISTS = ImportSource(
    8, ImportKind.PLAYLISTS, "mpd", 0.0, ImportReport(lists=9, lists_kept=4), "", 60, 20
)


@pytest.fixture
def dialog(desk: Desk) -> ImportsDialog:
    return opened(desk)


def opened(desk: Desk) -> ImportsDialog:
    desk.window.sidebar.imports.click()
    desk.settle()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, ImportsDialog)
    return dialog


def begin(desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: ImportKind = HISTORY.kind) -> None:
    """Choose a file in the dialog that is open, and wait until it is being read."""
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["/x/anna.csv"], ""))
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, ImportsDialog)
    dialog.add[kind].menu().actions()[0].trigger()
    desk.qtbot.waitUntil(lambda: dialog.status.text() == "Reading anna.csv")


def rows(dialog: ImportsDialog) -> list[list[str]]:
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    return [[item.text(column) for column in (0, 1, 3)] for item in items if item]


def lines(shown: QListWidget) -> list[str]:
    return [shown.item(row).text() for row in range(shown.count())]


def test_at_first_there_is_nothing_to_report_or_remove(dialog: ImportsDialog) -> None:
    assert rows(dialog) == []
    assert dialog.hint.isVisible()
    assert not any(w.isEnabled() for w in (dialog.report_button, dialog.remove_button))
    assert not any(w.isVisible() for w in (dialog.bar, dialog.status, dialog.stop))


def test_an_import_is_shown_as_it_goes_and_then_reported(
    desk: Desk, dialog: ImportsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(desk, monkeypatch)
    assert (dialog.bar.value(), dialog.bar.maximum()) == (250, 1000)
    assert not any(button.isEnabled() for button in dialog.add.values())
    desk.library.will_import = HISTORY
    desk.settle()
    assert desk.library.calls[-1] == "import history anna.csv "
    assert rows(dialog) == [["My history (anna)", "anna.csv", "30 of 40 songs"]]
    assert not dialog.hint.isVisible()
    report = dialog.report
    assert report
    assert report.title.text() == "1,200 of 1,500 entries found"
    assert "brought 1,200 plays" in report.text.text()
    assert lines(report.missing) == ["12×  Anna – Nude", "3×  Bob – Sleep"]
    assert lines(report.left_out) == ["2×  the line is not UTF-8", REPORT.examples[0]]
    assert not report.grab().isNull()
    report.accept()


def test_what_follows_from_an_import_is_seen_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    click_row(desk, 0)
    desk.settle()
    desk.window.similar.head.mix_button.click()
    desk.library.change(*(replace(t, liked=False) for t in desk.library.kept.values()))
    desk.window.sidebar.rediscover.click()
    desk.settle()
    listeners = desk.window.similar.head.mix.sliders[Signal.LISTENERS]
    assert not listeners.isEnabled()
    assert desk.window.rediscover.hint.isVisible()
    asked = len(desk.library.calls)
    opened(desk)
    begin(desk, monkeypatch)
    desk.library.will_bring = [replace(desk.library.kept[5], liked=True, plays=0)]
    desk.library.will_import = HISTORY
    desk.settle()
    assert listeners.isEnabled()
    assert desk.window.rediscover.model.playlist.track_ids == (5,)
    assert "similar" in " ".join(desk.library.calls[asked:])


def test_a_folder_can_be_imported(
    desk: Desk, dialog: ImportsDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.library.will_import = LISTS
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "mpd"))
    dialog.add[ImportKind.PLAYLISTS].menu().actions()[1].trigger()
    desk.settle()
    assert desk.library.calls[-1] == "import playlists mpd "
    assert dialog.report
    assert "holds 9 playlists; kept are the 4" in dialog.report.text.text()
    assert not dialog.report.missing.isVisible()
    dialog.report.accept()


def test_return_in_the_list_opens_the_report_and_presses_no_button(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.library.sources = [HISTORY, LISTS]
    dialog = opened(desk)
    pressed = [button.pressed for button in (*dialog.add.values(), dialog.remove_button)]
    done: list[int] = []
    for signal in pressed:
        signal.connect(lambda: done.append(1))
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    report = dialog.report
    assert report
    assert report.isVisible()
    assert not done
    QTest.keyClick(report, Qt.Key.Key_Return)
    assert not report.isVisible(), "there is nothing else that Return could mean"
    assert dialog.isVisible()


def test_nothing_chosen_is_nothing_done(
    desk: Desk, dialog: ImportsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    dialog.add[ImportKind.PLAYLISTS].menu().actions()[1].trigger()
    desk.settle()
    assert not any(call.startswith("import") for call in desk.library.calls)


def test_stopped_it_says_nothing(
    desk: Desk, dialog: ImportsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(desk, monkeypatch)
    dialog.stop.click()
    desk.settle()
    assert rows(dialog) == []
    assert all(button.isEnabled() for button in dialog.add.values())
    assert desk.window.messages.notice is None


def test_it_goes_on_while_the_dialog_is_closed(
    desk: Desk, dialog: ImportsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(desk, monkeypatch)
    dialog.accept()
    desk.library.will_import = HISTORY
    desk.settle()
    notice = desk.window.messages.notice
    assert notice
    assert notice.title == "“anna.csv” was imported"
    assert notice.message == "30 of 40 songs are in your library."
    assert len(rows(opened(desk))) == 1


def test_a_file_that_cannot_be_used_is_said(
    desk: Desk, dialog: ImportsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(desk, monkeypatch)
    desk.library.will_import = NearfieldError("Cannot read the plays", "Line 3: no.")
    desk.settle()
    notice = desk.window.messages.notice
    assert notice
    assert notice.message == "Line 3: no."


def test_who_of_several_listeners_is_the_user_is_asked(
    desk: Desk, dialog: ImportsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(desk, monkeypatch)
    desk.library.will_import = SeveralListeners(["anna", "bob"])
    desk.settle()
    question = dialog.question
    assert question
    assert question.comboBoxItems() == ["anna", "bob"]
    desk.library.will_import = HISTORY
    question.setTextValue("bob")
    question.accept()
    desk.settle()
    assert desk.library.calls[-1] == "import history anna.csv bob"
    assert len(rows(dialog)) == 1
    assert dialog.report
    dialog.report.accept()


def test_an_import_is_taken_out_after_a_question(desk: Desk) -> None:
    desk.library.sources = [HISTORY, LISTS]
    dialog = opened(desk)
    first = dialog.list.topLevelItem(0)
    assert first
    first.setSelected(True)
    dialog.remove_button.click()
    (box,) = dialog.findChildren(QMessageBox)
    assert "1,200 plays" in box.informativeText()
    box.buttons()[0].click()
    desk.settle()
    assert [row[1] for row in rows(dialog)] == ["mpd"]
    assert not dialog.remove_button.isEnabled()
