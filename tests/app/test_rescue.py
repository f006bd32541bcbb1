"""What the window offers when the library's file is damaged, up to the library being open again."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.application import mender
from app.rescue import offer_rescue
from engine.catalog.backup import take
from engine.errors import LibraryDamaged
from engine.library import Library
from engine.text import moment

Offer = Callable[[LibraryDamaged], dict[str, QPushButton]]
QUIT = "Quit"


@pytest.fixture
def chosen() -> list[Path | None]:
    return []


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def offer(window: QWidget, chosen: list[Path | None]) -> Offer:
    """Shows the question; returns its buttons by what they say."""

    def show(error: LibraryDamaged) -> dict[str, QPushButton]:
        offer_rescue(error, window, chosen.append)
        (box,) = window.findChildren(QMessageBox)
        assert box.isVisible()
        return {button.text(): button for button in box.findChildren(QPushButton)}

    return show


def test_a_backup_is_offered_with_its_moment(
    offer: Offer, window: QWidget, chosen: list[Path | None]
) -> None:
    now = time.time()
    backup = Path("backups/library-1.db")
    buttons = offer(LibraryDamaged(Path("library.db"), backup=backup, taken=now))
    restore = f"Restore the backup of {moment(now)}"
    assert set(buttons) == {restore, "Start anew", QUIT}
    buttons[restore].click()
    assert chosen == [backup]
    assert window.isVisible()


def test_without_a_backup_one_can_start_anew(offer: Offer, chosen: list[Path | None]) -> None:
    buttons = offer(LibraryDamaged(Path("library.db")))
    assert set(buttons) == {"Start anew", QUIT}
    buttons["Start anew"].click()
    assert chosen == [None]


def test_quitting_changes_nothing(offer: Offer, window: QWidget, chosen: list[Path | None]) -> None:
    offer(LibraryDamaged(Path("library.db")))[QUIT].click()
    assert chosen == []
    assert not window.isVisible()


@pytest.mark.usefixtures("untrained")
def test_what_was_chosen_opens_the_library(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.playlists.create("Mine")
        backup = take(tmp_path / "library.db")
    (tmp_path / "library.db").write_bytes(b"no database")
    with mender(tmp_path, backup.path)() as library:
        assert [each.name for each in library.playlists.all()] == ["Mine"]
    (tmp_path / "library.db").write_bytes(b"no database")
    with mender(tmp_path, None)() as library:
        assert library.playlists.all() == []
    assert len(list(tmp_path.glob("library-damaged-*.db"))) == 2
