"""The music folders: which there are, add one, take one out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from app.session import Session
from app.widgets.buttons import label, text_button
from app.widgets.theme import Theme
from engine.types import Folder

FOLDER = Qt.ItemDataRole.UserRole


class FoldersDialog(QDialog):
    """A list that follows the library."""

    add_wanted = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Music folders")
        self.setMinimumSize(520, 340)
        self._session, self._theme = session, theme
        self.list = QListWidget()
        self.list.setAccessibleName("Music folders")
        self.list.setSpacing(2)
        self._add = text_button(theme, "Add folder…", "plus", "primary")
        self.remove_button = text_button(theme, "Remove", "trash")
        self._close = text_button(theme, "Done")
        self._add.clicked.connect(self.add_wanted)
        self.remove_button.clicked.connect(self._confirm)
        self._close.clicked.connect(self.accept)
        self.list.itemSelectionChanged.connect(
            lambda: self.remove_button.setEnabled(bool(self.list.selectedItems()))
        )
        self._lay_out()
        session.folders_listed.connect(self.show_folders)
        self.show_folders(session.folders)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._add)
        buttons.addWidget(self.remove_button)
        buttons.addStretch()
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(14)
        column.addWidget(label("Music folders", "title"))
        text = "Files in these folders are watched; nothing in them is ever changed."
        column.addWidget(label(text, "muted"))
        column.addWidget(self.list, 1)
        column.addLayout(buttons)

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
        self._session.ask(lambda library: library.remove_folder(folder.id))
