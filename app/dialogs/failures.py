"""What could not be listened to, and why; each can be tried again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.dialogs.failures_table import readable
from app.dialogs.sheet import Sheet
from app.widgets.buttons import text_button
from app.widgets.phrases import counted, trouble
from app.widgets.theme import Theme
from engine.types import Track

TRACK = Qt.ItemDataRole.UserRole

FILE_WIDTH = 280
ROW_HEIGHT = 32


@dataclass(frozen=True, slots=True)
class Deeds:
    """What can be done with tracks that failed."""

    retry: Callable[[Sequence[Track]], None]
    reveal: Callable[[Track], None]
    export: Callable[[Sequence[Track]], None]


class FailuresDialog(Sheet):
    """A list of failed tracks with reasons."""

    def __init__(
        self, tracks: Sequence[Track], deeds: Deeds, theme: Theme, parent: QWidget | None = None
    ) -> None:
        title = f"{counted(len(tracks), 'track')} could not be listened to"
        super().__init__(theme, "Failed tracks", title, QSize(880, 440), parent)
        self._tracks, self._deeds = tracks, deeds
        self.list = QTreeWidget()
        self._fill_list()
        self.retry_button = text_button(theme, "Try all again", "retry", "primary")
        self._show = text_button(theme, "Show in file manager", "folder")
        self.copy_button = text_button(theme, "Copy path")
        self.export_button = text_button(theme, "Export…", "export")
        self._selection_changed()
        self.retry_button.clicked.connect(self._try_again)
        self._show.clicked.connect(lambda: deeds.reveal(self.selected()[0]))
        self.copy_button.clicked.connect(self._copy)
        self.export_button.clicked.connect(lambda: deeds.export(self._tracks))
        self.list.itemSelectionChanged.connect(self._selection_changed)
        self.column.addWidget(self.list, 1)
        self.end(self.retry_button, self._show, self.copy_button, self.export_button)

    def _fill_list(self) -> None:
        self.list.setAccessibleName("Failed tracks")
        self.list.setHeaderLabels(["File", "What is wrong"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.header().resizeSection(0, FILE_WIDTH)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for track in self._tracks:
            item = QTreeWidgetItem([readable(Path(track.path.name)), trouble(track)])
            item.setSizeHint(0, QSize(0, ROW_HEIGHT))
            item.setToolTip(0, readable(track.path))
            item.setToolTip(1, trouble(track))
            item.setData(0, TRACK, track)
            self.list.addTopLevelItem(item)

    def selected(self) -> list[Track]:
        """The selected tracks."""
        return [item.data(0, TRACK) for item in self.list.selectedItems()]

    def _selection_changed(self) -> None:
        some = bool(self.list.selectedItems())
        self.retry_button.setText("Try selected again" if some else "Try all again")
        self._show.setEnabled(some)
        self.copy_button.setEnabled(some)

    def _copy(self) -> None:
        paths = "\n".join(readable(track.path) for track in self.selected())
        QGuiApplication.clipboard().setText(paths)

    def _try_again(self) -> None:
        self._deeds.retry(self.selected() or self._tracks)
        self.accept()
