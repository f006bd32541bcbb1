"""The message bar: what the user should read, without being stopped by it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.widgets.buttons import icon_button, label, text_button
from app.widgets.notice import Notice, Tone
from app.widgets.theme import Theme

SHOWN_FOR: Final = 6000
"""Milliseconds until news of something that worked goes away."""


class MessageBar(QFrame):
    """Shows the newest notice; trouble stays until it is closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._theme = theme
        self.notice: Notice | None = None
        self._icon = QLabel()
        self.title, self.text = label(), label("", "muted")
        self.text.setWordWrap(True)
        self.offer = text_button(theme, "")
        self.offer.clicked.connect(self._accept)
        close = icon_button(theme, "close", "Close this message", 16)
        close.clicked.connect(self.hide)
        self._fade = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._fade.timeout.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.offer)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def fading(self) -> bool:
        """Whether it goes away by itself."""
        return self._fade.isActive()

    def show_notice(self, notice: Notice) -> None:
        """Show another notice."""
        self.notice = notice
        trouble = notice.tone is Tone.TROUBLE
        icon, colour = ("warning", "failed") if trouble else ("check", "ready")
        self._icon.setPixmap(self._theme.pixmap(icon, 20, colour, self.devicePixelRatioF()))
        self.title.setText(notice.title)
        self.text.setText(notice.message)
        self.text.setVisible(bool(notice.message))
        self.offer.setVisible(notice.offer is not None)
        self.offer.setText(notice.offer.label if notice.offer else "")
        self.setProperty("tone", notice.tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(f"{notice.title}. {notice.message}".strip())
        self.show()
        if trouble:
            self._fade.stop()
        else:
            self._fade.start()

    def _accept(self) -> None:
        self.hide()
        if self.notice and self.notice.offer:
            self.notice.offer.accept()
