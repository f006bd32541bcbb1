"""Offers the tags that can be heard while a word that begins with # is typed into the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyledItemDelegate

from app.library.listing import MARK

ROWS: Final = 9


def marked(tag: str) -> str:
    """A tag as one word of a search: `#female-voice`."""
    return MARK + "-".join(tag.split())


class TagCompleter(QCompleter):
    """Completes the last word of a search field; knows no tags until it is given some."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self._tags = QStringListModel(self)
        self.setModel(self._tags)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(ROWS)
        field.setCompleter(self)
        if popup := self.popup():
            popup.setObjectName("completions")
            # Qt's own one for completions does not know the style sheet's padding.
            popup.setItemDelegate(QStyledItemDelegate(popup))

    def offer(self, tags: Iterable[str]) -> None:
        """Offer these from now on."""
        words = sorted(map(marked, tags), key=str.casefold)
        if words != self._tags.stringList():
            self._tags.setStringList(words)
            if self._field.hasFocus():  # the first of them come after the first letters
                self.setCompletionPrefix(self._field.text())
                self.complete()

    def splitPath(self, path: str) -> list[str]:
        """The last word typed, if it is to be a tag."""
        word = path.rpartition(" ")[2]
        return [word if word.startswith(MARK) else "\0"]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What was typed, with the last word made whole."""
        before, space, _ = self._field.text().rpartition(" ")
        return before + space + str(index.data())
