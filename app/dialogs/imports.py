"""Imports: what was brought from other players and services, bring more, take some out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QMenu,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.dialogs.sheet import Sheet
from app.dialogs.source_report import SourceReport
from app.importing import Importing
from app.widgets.buttons import label, text_button
from app.widgets.hint import Hint
from app.widgets.phrases import counted, day
from app.widgets.theme import Theme
from engine.types import ImportKind, ImportSource

SOURCE: Final = Qt.ItemDataRole.UserRole
KINDS: Final = {
    ImportKind.HISTORY: "My history",
    ImportKind.LISTENERS: "Other listeners",
    ImportKind.PLAYLISTS: "Other playlists",
}
ABOUT: Final = (
    "What you played elsewhere counts as played here: Last.fm scrobbles, an export of ListenBrainz."
    " What other people play or put into playlists says what goes together. Songs that are not in"
    " your library are remembered, and found when they are added."
)
MOST_LISTENERS: Final = 1000
"""From whom to choose; a name that is not shown can be typed."""


class ImportsDialog(Sheet):
    """A view of the imports; closing it stops nothing."""

    files_wanted = Signal(object, bool)
    """A kind, and whether a folder is wanted instead of files."""

    def __init__(self, importing: Importing, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Imports", "Imports", QSize(760, 440), parent)
        self._importing = importing
        self._listed: list[ImportSource] = []
        self.question: QInputDialog | None = None
        self.report: SourceReport | None = None
        self.list = self._table()
        self.hint = Hint(theme)
        self.hint.show_hint(
            "import",
            "Nothing was imported so far",
            "Choose above what you have; a report tells what of it is in your library.",
        )
        self.status = label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.add = {kind: self._add_button(kind) for kind in KINDS}
        self.stop = text_button(theme, "Stop")
        self.report_button = text_button(theme, "Report…")
        self.remove_button = text_button(theme, "Remove", "trash")
        self._lay_out()
        self.stop.clicked.connect(importing.stop)
        self.report_button.clicked.connect(lambda: self.show_report(self._selected()))
        self.remove_button.clicked.connect(self._confirm)
        self.list.itemSelectionChanged.connect(self._selection_changed)
        self.list.itemActivated.connect(lambda: self.show_report(self._selected()))
        importing.changed.connect(self._show)
        importing.imported.connect(self.show_report)
        importing.asked.connect(self._ask)
        self._show()
        importing.load()

    def _table(self) -> QTreeWidget:
        table = QTreeWidget()
        table.setAccessibleName("Imports")
        table.setHeaderLabels(["What", "From", "When", "In your library"])
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.header().setStretchLastSection(False)
        return table

    def _add_button(self, kind: ImportKind) -> QPushButton:
        button = text_button(self._theme, f"{KINDS[kind]}…", "plus")
        menu = QMenu(button)
        menu.addAction("Files…", lambda: self.files_wanted.emit(kind, False))
        menu.addAction("A folder…", lambda: self.files_wanted.emit(kind, True))
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        adding = QHBoxLayout()
        for button in self.add.values():
            adding.addWidget(button)
        adding.addStretch()
        self.explain(ABOUT)
        self.column.addLayout(adding)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.hint)
        self.column.addLayout(self._pages, 1)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.status)
        self.end(self.report_button, self.remove_button, self.stop, close="Done")

    def show_report(self, source: ImportSource | None) -> None:
        """Say how an import went."""
        if source:
            self.report = SourceReport(source, self._theme, self)
            self.report.finished.connect(self.report.deleteLater)
            self.report.open()

    def _show(self) -> None:
        importing = self._importing
        for widget in (self.bar, self.status, self.stop):
            widget.setVisible(importing.running)
        for button in self.add.values():
            button.setEnabled(not importing.running)
        # Sizes of files are more than a bar can count.
        self.bar.setMaximum(1000 if importing.total else 0)
        self.bar.setValue(1000 * importing.done // max(importing.total, 1))
        self.status.setText(importing.doing)
        if self._listed != importing.sources:
            self._fill()
        nothing = importing.loaded and not self._listed
        self._pages.setCurrentWidget(self.hint if nothing else self.list)
        self._selection_changed()

    def _fill(self) -> None:
        self.list.clear()
        self._listed = list(self._importing.sources)
        for source in self._listed:
            item = QTreeWidgetItem([_what(source), source.name, day(source.added), _found(source)])
            item.setData(0, SOURCE, source)
            self.list.addTopLevelItem(item)

    def _selected(self) -> ImportSource | None:
        return next((item.data(0, SOURCE) for item in self.list.selectedItems()), None)

    def _selection_changed(self) -> None:
        some = self._selected() is not None
        self.report_button.setEnabled(some)
        self.remove_button.setEnabled(some and not self._importing.running)

    def _confirm(self) -> None:
        source = self._selected()
        assert source
        box = QMessageBox(self)
        box.setWindowTitle("Remove import")
        box.setText(f"Take “{source.name}” out again, with all it brought?")
        if source.plays:
            plays = counted(source.plays, "play")
            box.setInformativeText(f"{plays} of your history came with it. The file stays.")
        box.addButton("Remove", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.accepted.connect(lambda: self._importing.remove(source))
        box.open()

    def _ask(self, kind: ImportKind, paths: Sequence[Path], listeners: Sequence[str]) -> None:
        """Ask who of the listeners is the user."""
        question = self.question = QInputDialog(self)
        question.setWindowTitle("Whose history?")
        question.setLabelText(f"The file tells of {len(listeners):,} listeners. Which is you?")
        question.setComboBoxItems(list(listeners[:MOST_LISTENERS]))
        question.setComboBoxEditable(len(listeners) > MOST_LISTENERS)
        question.textValueSelected.connect(_chosen(self._importing, kind, paths))
        question.finished.connect(question.deleteLater)
        question.open()


def _chosen(importing: Importing, kind: ImportKind, paths: Sequence[Path]) -> Callable[[str], None]:
    return lambda listener: importing.start(kind, paths, listener)


def _what(source: ImportSource) -> str:
    return f"{KINDS[source.kind]} ({source.listener})" if source.listener else KINDS[source.kind]


def _found(source: ImportSource) -> str:
    return f"{source.songs_found:,} of {counted(source.songs, 'song')}"
