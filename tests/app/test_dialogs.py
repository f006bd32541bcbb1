"""The dialogs: what they ask, and what comes of the answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.dialogs.export import ExportDialog
from app.dialogs.folders import FoldersDialog
from app.dialogs.import_report import ImportReport
from app.widgets.theme import Theme
from engine.types import Folder
from tests.app.conftest import Desk
from tests.app.playlists.test_playlists import opened


@pytest.fixture
def export(theme: Theme, tmp_path: Path, qtbot: object) -> ExportDialog:
    sample = tmp_path / "music" / "Björk" / "Jóga.flac"
    return ExportDialog(theme, "AC/DC: best?", tmp_path / "lists", sample)


def test_export_proposes_a_name_a_disk_can_take(export: ExportDialog, tmp_path: Path) -> None:
    assert export.export.path == tmp_path / "lists" / "AC-DC- best-.m3u8"
    assert export.export.relative


def test_export_shows_what_a_line_will_look_like(export: ExportDialog, tmp_path: Path) -> None:
    assert Path(export.line.text()) == Path("../music/Björk/Jóga.flac")
    export.paths.button(1).click()
    assert Path(export.line.text()) == tmp_path / "music" / "Björk" / "Jóga.flac"
    assert not export.export.relative


def test_the_format_is_the_suffix(export: ExportDialog, tmp_path: Path) -> None:
    export.formats.button(1).click()
    assert export.export.path.suffix == ".m3u"
    export.field.setText(str(tmp_path / "no suffix"))
    assert export.export.path == tmp_path / "no suffix.m3u"
    export.field.setText(str(tmp_path / "list.M3U8"))
    assert export.export.path.name == "list.M3U8"


def test_exporting_writes_what_is_shown(desk: Desk, tmp_path: Path) -> None:
    opened(desk, 1, 2, 3)
    desk.window.playlist.export_button.click()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, ExportDialog)
    dialog.field.setText(str(tmp_path / "mine.m3u8"))
    dialog.accept()
    desk.settle()
    assert "export 3 mine.m3u8 relative=True" in desk.library.calls
    notice = desk.window.messages.notice
    assert notice
    assert notice.message == str(tmp_path / "mine.m3u8")


def test_importing_opens_the_playlist_and_reports_what_is_missing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chosen = [str(tmp_path / "Party.m3u")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    desk.window.sidebar.import_wanted.emit()
    desk.settle()
    report = desk.window.requests.dialog
    assert isinstance(report, ImportReport)
    assert [report.list.item(0).text()] == ["/gone/song.mp3"]
    model = desk.window.playlist.model
    assert model
    assert model.playlist.name == "Party"
    assert len(model.entries) == 2
    report.accept()


def test_a_folder_is_added(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    desk.window.requests.show_folders()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, FoldersDialog)
    dialog.add_wanted.emit()
    desk.settle()
    assert folder in [f.path for f in desk.library.folders_kept]
    shown = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert str(folder) in shown
    dialog.accept()


def test_a_folder_that_cannot_be_used_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.session.add_folders([tmp_path / "nowhere"])
    desk.settle()
    notice = desk.window.messages.notice
    assert notice
    assert notice.title == "There is no such folder"
    assert desk.window.messages.isVisible()


def test_a_removed_folder_takes_its_tracks_along(desk: Desk) -> None:
    desk.window.requests.show_folders()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, FoldersDialog)
    dialog.remove(desk.library.folders_kept[0])
    desk.settle()
    assert desk.titles() == []
    assert desk.window.library.choose_folder.isVisible()
    dialog.accept()


def test_an_unplugged_folder_is_marked(desk: Desk, tmp_path: Path) -> None:
    desk.window.requests.show_folders()
    dialog = desk.window.requests.dialog
    assert isinstance(dialog, FoldersDialog)
    dialog.show_folders([Folder(1, tmp_path, mounted=False)])
    assert dialog.list.item(0).text().endswith("(not connected)")
    assert not dialog.remove_button.isEnabled()
    dialog.accept()
