"""What the window says when the library cannot be opened, and offers when it is damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from app.widgets.notice import notice_of
from engine.errors import LibraryDamaged, NearfieldError
from engine.text import moment

log = logging.getLogger(__name__)


def refuse(error: Exception, window: QWidget) -> None:
    """Say why the library could not be opened, and end."""
    box = _box(error, window)
    box.finished.connect(window.close)
    box.open()


def offer_rescue(
    error: LibraryDamaged, window: QWidget, mend: Callable[[Path | None], object]
) -> None:
    """Ask what to do about a damaged library: put back a backup, start anew, or end.

    `mend` gets the backup that was chosen, or None for starting anew.
    """
    box = _box(error, window)
    box.setInformativeText(
        f"{error.path} cannot be read. Whatever you choose, it is kept, under another name"
        " in the same folder."
    )
    actions: dict[QPushButton, Callable[[], object]] = {}
    role = QMessageBox.ButtonRole
    backup, taken = error.backup, error.taken
    if backup and taken:
        button = box.addButton(f"Restore the backup of {moment(taken)}", role.AcceptRole)
        actions[button] = lambda: mend(backup)
    actions[box.addButton("Start anew", role.DestructiveRole)] = lambda: mend(None)
    end = box.addButton("Quit", role.RejectRole)
    box.setEscapeButton(end)
    box.setDefaultButton(next(iter(actions)) if backup else end)

    def chosen() -> None:
        clicked = box.clickedButton()
        action = next((do for button, do in actions.items() if button is clicked), window.close)
        action()

    box.finished.connect(chosen)
    box.open()


def _box(error: Exception, window: QWidget) -> QMessageBox:
    notice = notice_of(error)
    expected = isinstance(error, NearfieldError)
    log.error("%s. %s", notice.title, notice.message, exc_info=None if expected else error)
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Nearfield", notice.title, parent=window)
    box.setInformativeText(notice.message)
    return box
