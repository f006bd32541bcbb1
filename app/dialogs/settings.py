"""Settings: what listens, how it behaves beside everything else, which files are left alone.

What is set is asked of the library when the dialog opens and handed to it with OK; what the library
does not accept is said here, and the dialog stays.
"""

from __future__ import annotations

import os
from datetime import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.model_picker import ModelPicker
from app.session import Session
from app.widgets.buttons import label, text_button
from app.widgets.theme import Theme
from engine.errors import NearfieldError
from engine.types import KnownModel, Manners

if TYPE_CHECKING:
    from engine.library import Library

NIGHT: Final = (time(22), time(7))
"""Quiet hours for somebody who has never set any."""

SYNTAX: Final = (
    "One pattern a line, as in .gitignore: *.wma leaves out a kind of file, Audiobooks/ every "
    "folder of that name, /Demos/ one at the top of a music folder; !keep.wma takes a file back "
    "in. A folder that holds a file named .nomusic is left alone, too."
)


class SettingsDialog(QDialog):
    """One page of settings; nothing is changed before OK."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setMinimumWidth(540)
        self._session = session
        self._before: tuple[str, ...] = ()
        self.model = ModelPicker()
        self.files = QComboBox()
        self.while_playing = QCheckBox("While music plays")
        self.on_battery = QCheckBox("On battery")
        self.quiet = QCheckBox("From")
        self.begin, self.end = _time_edit("Quiet hours from"), _time_edit("Quiet hours to")
        self.patterns = QPlainTextEdit()
        self.problem = label("", "problem")
        self._set_up(theme)
        self._lay_out()
        self.setEnabled(False)  # until it is known what is set
        session.ask(
            lambda library: (
                library.analysis.manners(),
                library.folders.ignored(),
                library.models.all(),
            ),
            self._show,
        )

    def _set_up(self, theme: Theme) -> None:
        cores = os.cpu_count() or 1
        self.files.setAccessibleName("Files listened to at once")
        self.files.addItem("Automatic", None)
        for count in range(1, cores + 1):
            self.files.addItem(str(count), count)
        self.while_playing.setAccessibleName("Go slowly while music plays")
        self.on_battery.setAccessibleName("Go slowly on battery")
        self.quiet.setAccessibleName("Rest in quiet hours")
        self.quiet.toggled.connect(self._show_hours)
        self.patterns.setAccessibleName("Files to leave alone")
        self.patterns.setPlaceholderText("*.wma\nAudiobooks/")
        self.patterns.setTabChangesFocus(True)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.save = text_button(theme, "OK", role="primary")
        self._cancel = text_button(theme, "Cancel")
        self.save.setDefault(True)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        for row, (name, field) in enumerate(
            (
                ("Listen with", _row(self.model)),
                ("Files at once", _row(self.files)),
                ("Go slowly", _row(self.while_playing, self.on_battery)),
                ("Rest", _row(self.quiet, self.begin, label("to", "muted"), self.end)),
            )
        ):
            grid.addWidget(label(name, "muted"), row, 0)
            grid.addLayout(field, row, 1)
        syntax = label(SYNTAX, "faint")
        syntax.setWordWrap(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self._cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._keep)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(12)
        column.addWidget(label("Settings", "title"))
        column.addSpacing(4)
        column.addWidget(label("LISTENING", "section"))
        column.addLayout(grid)
        column.addSpacing(8)
        column.addWidget(label("FILES TO LEAVE ALONE", "section"))
        column.addWidget(self.patterns, 1)
        column.addWidget(syntax)
        column.addWidget(self.problem)
        column.addSpacing(4)
        column.addWidget(buttons)

    @property
    def manners(self) -> Manners:
        """How the analysis would behave after OK."""
        hours = (_time(self.begin), _time(self.end)) if self.quiet.isChecked() else None
        return Manners(
            workers=self.files.currentData(),
            slow_while_playing=self.while_playing.isChecked(),
            slow_on_battery=self.on_battery.isChecked(),
            quiet_hours=hours,
        )

    @property
    def ignored(self) -> tuple[str, ...]:
        """The patterns, without empty lines."""
        return tuple(line for line in self.patterns.toPlainText().splitlines() if line.strip())

    def _show(self, found: tuple[Manners, tuple[str, ...], list[KnownModel]]) -> None:
        manners, self._before, known = found
        self.model.show_models(known)
        if self.files.findData(manners.workers) < 0:  # set on a machine with more cores
            self.files.addItem(str(manners.workers), manners.workers)
        self.files.setCurrentIndex(self.files.findData(manners.workers))
        self.while_playing.setChecked(manners.slow_while_playing)
        self.on_battery.setChecked(manners.slow_on_battery)
        self.quiet.setChecked(manners.quiet_hours is not None)
        for edit, hour in zip((self.begin, self.end), manners.quiet_hours or NIGHT, strict=True):
            edit.setTime(QTime(hour.hour, hour.minute))
        self.patterns.setPlainText("\n".join(self._before))
        self._show_hours(self.quiet.isChecked())
        self.setEnabled(True)

    def _show_hours(self, on: bool) -> None:
        self.begin.setEnabled(on)
        self.end.setEnabled(on)

    def _keep(self) -> None:
        manners, ignored, model = self.manners, self.ignored, self.model.chosen
        if manners.quiet_hours and manners.quiet_hours[0] == manners.quiet_hours[1]:
            self._refuse("Quiet hours that end when they begin are none. Choose another hour.")
            return

        def keep(library: Library) -> None:
            if ignored != self._before:
                library.folders.ignore(ignored)
            if model:
                library.models.listen_with(model)
            library.analysis.behave(manners)

        def kept(_: None) -> None:
            self._session.manners = manners
            self.accept()

        self.setEnabled(False)
        self._session.ask(keep, kept, failed=self._not_kept)

    def _not_kept(self, error: Exception) -> None:
        self.setEnabled(True)
        if isinstance(error, NearfieldError):
            self._refuse(f"{error.title}. {error.message}".strip())
            self.patterns.setFocus()
        else:
            self._session.report(error)

    def _refuse(self, reason: str) -> None:
        self.problem.setText(reason)
        self.problem.show()


def _time_edit(name: str) -> QTimeEdit:
    edit = QTimeEdit()
    edit.setDisplayFormat("HH:mm")
    edit.setAccessibleName(name)
    edit.setMinimumWidth(84)
    # The style sheet's padding does not reach the field inside a spin box.
    edit.lineEdit().setTextMargins(8, 0, 0, 0)
    return edit


def _time(edit: QTimeEdit) -> time:
    return time(edit.time().hour(), edit.time().minute())


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(14)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
