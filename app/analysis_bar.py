"""The status bar: how far the listening has got, how fast, what failed, and a way to pause it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from app.session import Session
from app.widgets.buttons import icon_button, label, text_button
from app.widgets.elided_label import ElidedLabel
from app.widgets.phrases import activity, counted
from app.widgets.theme import Theme
from engine.types import Activity, Progress, TrackState


class AnalysisBar(QFrame):
    """One quiet line at the very bottom."""

    failures_wanted = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("analysis")
        self.setFixedHeight(30)
        self._session, self._theme = session, theme
        self.text = ElidedLabel()
        self._meter = QProgressBar()
        self._meter.setTextVisible(False)
        self._meter.setFixedWidth(140)
        self._meter.setAccessibleName("Analysis")
        self.failures = text_button(theme, "", role="alarm")
        self.failures.clicked.connect(self.failures_wanted)
        self.pause = icon_button(theme, "pause", "Pause listening", 14)
        self.pause.clicked.connect(self._toggle)
        self._total = label()
        self._lay_out()
        session.progressed.connect(self.show_progress)
        session.listed.connect(lambda _: self.show_progress(session.progress))
        self.show_progress(session.progress)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 18, 0)
        row.setSpacing(10)
        row.addWidget(self._meter)
        row.addWidget(self.pause)
        row.addWidget(self.text, 1)
        row.addWidget(self.failures)
        row.addWidget(self._total)

    def show_progress(self, progress: Progress) -> None:
        """Show how far long work is."""
        self.text.setText(activity(progress, self._session.manners) or self._at_rest())
        busy = progress.activity is not Activity.IDLE
        self._meter.setVisible(busy)
        self._meter.setMaximum(progress.total)
        self._meter.setValue(progress.done)
        self._show_pause(progress.activity)
        failed = self._session.listing.states.get(TrackState.FAILED, 0)
        self.failures.setVisible(failed > 0)
        self.failures.setText(f"{failed:,} failed")
        self.failures.setAccessibleName(f"Show {counted(failed, 'track')} that failed")
        self._total.setText(counted(self._session.listing.total, "track"))

    def _at_rest(self) -> str:
        total = self._session.listing.total
        if not total:
            return ""
        waiting = self._session.listing.states.get(TrackState.WAITING, 0)
        if waiting:
            return f"{counted(waiting, 'track')} still to be listened to"
        return "Everything has been listened to"

    def _show_pause(self, activity: Activity) -> None:
        paused = activity is Activity.PAUSED
        self.pause.setVisible(activity in (Activity.ANALYSING, Activity.PAUSED))
        self.pause.setIcon(self._theme.icon("play" if paused else "pause"))
        name = "Go on listening" if paused else "Pause listening"
        self.pause.setToolTip(name)
        self.pause.setAccessibleName(name)

    def _toggle(self) -> None:
        if self._session.progress.activity is Activity.PAUSED:
            self._session.ask(lambda library: library.analysis.resume())
        else:
            self._session.ask(lambda library: library.analysis.pause())
