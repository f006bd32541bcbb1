"""The music folders: which there are, add one, take one out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QWidget,
)

from app.dialogs.sheet import Sheet
from app.session import Session
from app.widgets.buttons import text_button
from app.widgets.theme import Theme
from engine.types import Folder

FOLDER = Qt.ItemDataRole.UserRole


class FoldersDialog(Sheet):
    """A list that follows the library."""

    add_wanted = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Music folders", "Music folders", QSize(560, 360), parent)
        self._session = session
        self.list = QListWidget()
        self.list.setAccessibleName("Music folders")
        self.list.setSpacing(2)
        self._add = text_button(theme, "Add folder…", "plus", "primary")
        self.remove_button = text_button(theme, "Remove", "trash")
        self._add.clicked.connect(self.add_wanted)
        self.remove_button.clicked.connect(self._confirm)
        self.list.itemSelectionChanged.connect(
            lambda: self.remove_button.setEnabled(bool(self.list.selectedItems()))
        )
        self.explain("Files in these folders are watched; nothing in them is ever changed.")
        self.column.addWidget(self.list, 1)
        self.end(self._add, self.remove_button, close="Done")
        session.folders_listed.connect(self.show_folders)
        self.show_folders(session.folders)

    def show_folders(self, folders: Sequence[Folder]) -> None:
        """Show the library's folders."""
        self.list.clear()
        for folder in folders:
            text = str(folder.path) if folder.mounted else f"{folder.path} (not connected)"
            icon = self._theme.icon("folder" if folder.mounted else "unplugged")
            item = QListWidgetItem(icon, text)
            item.setData(FOLDER, folder)
            if not folder.mounted:
                item.setForeground(self._theme.colour("faint"))
            self.list.addItem(item)
        self.remove_button.setEnabled(False)

    def _confirm(self) -> None:
        folder: Folder = self.list.currentItem().data(FOLDER)
        box = QMessageBox(self)
        box.setWindowTitle("Remove folder")
        box.setText(f"Take “{folder.path.name}” out of the library?")
        box.setInformativeText("Its files stay where they are, and what was heard is remembered.")
        box.addButton("Remove", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.accepted.connect(lambda: self.remove(folder))
        box.open()

    def remove(self, folder: Folder) -> None:
        """Take a folder out of the library."""
        self._session.ask(lambda library: library.folders.remove(folder.id))
