"""What failed as a table: what is in it, and that no spreadsheet is harmed by it."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.dialogs.failures import FailuresDialog
from app.dialogs.failures_table import harmless, write_failures
from engine.errors import NearfieldError
from engine.types import Tags, Track, TrackState
from tests.app.conftest import Desk
from tests.full_disk import full_disk


def failed(path: Path, title: str = "Jóga", artist: str = "Björk") -> Track:
    return Track(1, 1, path, Tags(title, artist), TrackState.FAILED, "It is “truncated”.")


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_it_holds_path_artist_title_and_reason(tmp_path: Path) -> None:
    table = write_failures([failed(tmp_path / 'a,"b".mp3')], tmp_path / "failed.csv")
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows(table) == [
        ["Path", "Artist", "Title", "Reason"],
        [str(tmp_path / 'a,"b".mp3'), "Björk", "Jóga", "It is “truncated”."],
    ]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_only_text(tmp_path: Path, title: str) -> None:
    table = write_failures([failed(tmp_path / "a.mp3", title)], tmp_path / "failed.csv")
    assert rows(table)[1][2] == f"'{title}"


def test_other_cells_are_left_as_they_are() -> None:
    assert harmless("a-ha") == "a-ha"
    assert harmless("") == ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names files in bytes")
def test_a_name_that_is_not_utf8_can_be_read(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.mp3")
    table = write_failures([failed(tmp_path / name, title=name[:-4])], tmp_path / "failed.csv")
    path, _, title, _ = rows(table)[1]
    assert path == str(tmp_path / "caf\\xe9.mp3")
    assert title.startswith("caf\\")


def test_a_table_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(NearfieldError, match="cannot be written"):
        write_failures([], tmp_path / "nowhere" / "failed.csv")


def test_a_full_disk_leaves_the_table_that_was_there(tmp_path: Path) -> None:
    path = write_failures([failed(tmp_path / "a.mp3", "A")], tmp_path / "failed.csv")
    many = [failed(tmp_path / f"{number}.mp3", "A") for number in range(500)]
    with full_disk(), pytest.raises(NearfieldError, match=r"failed\.csv: File too large"):
        write_failures(many, path)
    assert len(rows(path)) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_exported_from_the_list(
    desk: Desk, failures: FailuresDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chosen = tmp_path / "mine.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    failures.export_button.click()
    desk.settle()
    assert len(rows(chosen)) == 4
    assert desk.window.messages.notice
    assert desk.window.messages.notice.message == str(chosen)


def test_the_paths_of_the_selected_are_copied(desk: Desk, failures: FailuresDialog) -> None:
    assert not failures.copy_button.isEnabled()
    failures.list.selectAll()
    failures.copy_button.click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert sorted(copied) == sorted(str(desk.library.kept[n].path) for n in (1, 2, 3))
