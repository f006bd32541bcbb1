"""Exporting a playlist: where to, and how the file names its tracks."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.widgets.buttons import label, text_button
from app.widgets.elided_label import ElidedLabel
from app.widgets.theme import Theme

FORMATS = {".m3u8": "M3U8 (UTF-8)", ".m3u": "M3U (for older players)"}
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))


@dataclass(frozen=True, slots=True)
class Export:
    """What was chosen."""

    path: Path
    relative: bool


class ExportDialog(QDialog):
    """Asks where a playlist file goes; shows what a line in it will look like."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        folder: Path,
        sample: Path | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export playlist")
        self.setMinimumWidth(520)
        self._sample = sample
        self.field = QLineEdit(
            str(folder / f"{name.translate(FORBIDDEN).strip() or 'Playlist'}.m3u8")
        )
        self.field.setAccessibleName("File")
        self.field.textChanged.connect(self._show_sample)
        self._browse = text_button(theme, "Browse…")
        self._browse.clicked.connect(self._choose_file)
        self.formats = _choices(list(FORMATS.values()), self._change_format)
        self.paths = _choices(["Relative to the playlist file", "Absolute"], self._show_sample)
        self.line = ElidedLabel("faint")
        self._lay_out(theme)
        self._show_sample()

    @property
    def export(self) -> Export:
        """What is chosen now."""
        path = Path(self.field.text()).expanduser()
        if path.suffix.lower() not in FORMATS:
            path = path.with_name(f"{path.name}{self._suffix}")
        return Export(path, relative=self.paths.checkedId() == 0)

    @property
    def _suffix(self) -> str:
        return list(FORMATS)[self.formats.checkedId()]

    def _lay_out(self, theme: Theme) -> None:
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.field, 1)
        where.addWidget(self._browse)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        grid.addWidget(label("File", "muted"), 0, 0)
        grid.addLayout(where, 0, 1)
        grid.addWidget(label("Format", "muted"), 1, 0)
        grid.addLayout(_row(self.formats), 1, 1)
        grid.addWidget(label("Paths", "muted"), 2, 0)
        grid.addLayout(_row(self.paths), 2, 1)
        grid.addWidget(self.line, 3, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        save = text_button(theme, "Export", "export", "primary")
        save.setDefault(True)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(20)
        column.addWidget(label("Export playlist", "title"))
        column.addLayout(grid)
        column.addWidget(buttons)

    def _choose_file(self) -> None:
        pattern = "Playlists (*.m3u8 *.m3u)"
        chosen, _ = QFileDialog.getSaveFileName(self, "Export playlist", self.field.text(), pattern)
        if chosen:
            self.field.setText(chosen)

    def _change_format(self) -> None:
        path = Path(self.field.text())
        self.field.setText(str(path.with_suffix(self._suffix)) if path.name else "")

    def _show_sample(self) -> None:
        if self._sample is None:
            return
        export = self.export
        line = str(self._sample)
        if export.relative and export.path.is_absolute():
            line = _relative(self._sample, export.path.parent)
        self.line.setText(line)


def _relative(path: Path, folder: Path) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # another drive on Windows: there is no way from here to there
        return str(path)


def _choices(names: list[str], changed: Callable[[], None]) -> QButtonGroup:
    group = QButtonGroup()
    for number, name in enumerate(names):
        group.addButton(QRadioButton(name), number)
    group.button(0).setChecked(True)
    group.idToggled.connect(lambda _, on: changed() if on else None)
    return group


def _row(group: QButtonGroup) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(18)
    for button in group.buttons():
        row.addWidget(button)
    row.addStretch()
    return row
