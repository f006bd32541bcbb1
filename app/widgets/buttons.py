"""The window's buttons: what they do is what their accessible name and tooltip say."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from app.widgets.theme import Theme


def icon_button(theme: Theme, icon: str, name: str, size: int = 20) -> QToolButton:
    """A button that is only an icon; its name is its tooltip and what a screen reader says."""
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setIconSize(QSize(size, size))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def text_button(theme: Theme, text: str, icon: str = "", role: str = "") -> QPushButton:
    """A button with words; `role` is one of the style sheet's."""
    button = QPushButton(f" {text}" if icon and text else text)
    button.setAccessibleName(text)
    if icon:
        button.setIcon(theme.icon(icon, "on-accent" if role == "primary" else "muted"))
        button.setIconSize(QSize(18, 18))
    button.setProperty("role", role)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def label(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """A line of text in one of the style sheet's roles."""
    line = QLabel(text, parent)
    line.setProperty("role", role)
    line.setTextFormat(Qt.TextFormat.PlainText)
    return line
