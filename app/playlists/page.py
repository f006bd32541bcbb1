"""PlaylistPage: a list of tracks under a heading, to be looked through, played and exported.

What the editor of playlists and the page of what comes back share; where the tracks come from, and
what else can be done with them, is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.covers.loader import Covers
from app.library.track_actions import TrackActions
from app.playback.player import Player
from app.playlists.entry_delegate import EntryDelegate
from app.playlists.model import PlaylistModel
from app.session import Session
from app.widgets.buttons import text_button
from app.widgets.elided_label import ElidedLabel
from app.widgets.hint import Hint
from app.widgets.phrases import counted, span
from app.widgets.theme import Theme
from app.widgets.track_list import TrackList
from engine.types import Origin, Track


class PlaylistPage(QWidget):
    """Shows one `PlaylistModel`, in whose place `hint` speaks while it is empty."""

    chosen = Signal(object)
    """The track that was clicked."""
    counted = Signal(int)
    """How many tracks are selected."""
    export_wanted = Signal(object)

    def __init__(
        self,
        name: str,
        session: Session,
        player: Player,
        actions: TrackActions,
        covers: Covers,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model: PlaylistModel | None = None
        self._player, self._actions = player, actions
        self.list = TrackList(name, EntryDelegate(theme, covers, self), self._pop_up)
        self.hint = Hint(theme)
        self._facts = ElidedLabel("muted")
        self.play_button = text_button(theme, "Play", "play", "primary")
        self.export_button = text_button(theme, "Export…", "export")
        self.play_button.clicked.connect(lambda: self.play(0))
        self.export_button.clicked.connect(lambda: self.export_wanted.emit(self.model))
        covers.arrived.connect(self._repaint)
        session.changed.connect(self._repaint)
        player.track_changed.connect(lambda t: self.list.set_playing(t.id if t else None))
        self.list.played.connect(self.play)
        self.list.chosen.connect(self.chosen)
        self.list.like_wanted.connect(actions.toggle_like)

    def _lay_out(self, title: QWidget, buttons: Sequence[QWidget]) -> None:
        """Put the heading and its buttons over the list."""
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(2)
        first.addWidget(title, 1)
        for button in buttons:
            first.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        second.setSpacing(8)
        second.addWidget(self.play_button)
        second.addWidget(self.export_button)
        second.addWidget(self._facts, 1)
        header = QVBoxLayout()
        header.setContentsMargins(24, 18, 12, 12)
        header.setSpacing(10)
        header.addLayout(first)
        header.addLayout(second)
        # One over the other, so that a list that is empty can still be dropped on.
        pages = QStackedLayout()
        pages.setStackingMode(QStackedLayout.StackingMode.StackAll)
        self.hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        pages.addWidget(self.hint)
        pages.addWidget(self.list)
        pages.setCurrentWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(header)
        column.addLayout(pages, 1)

    def play(self, row: int) -> None:
        """Play from a row on; rows the library does not have are left out."""
        if self.model is None:
            return
        ids = [entry.track_id for entry in self.model.entries]
        start = sum(track_id is not None for track_id in ids[:row])
        known = [track_id for track_id in ids if track_id is not None]
        self._player.play(known, start, self._origin)

    @property
    def _origin(self) -> Origin:
        """From where its tracks are played."""
        return Origin.PLAYLIST

    def _show_model(self, model: PlaylistModel) -> None:
        self.model = model
        self.list.setModel(model)
        self.list.selectionModel().selectionChanged.connect(self._selection_changed)
        self._recount()

    def _recount(self) -> None:
        if self.model is None:
            return
        count = len(self.model.entries)
        length = f" · {span(self.model.seconds)}" if self.model.seconds else ""
        self._facts.setText(counted(count, "track") + length if count else "")
        self.hint.setVisible(count == 0)
        self.play_button.setEnabled(count > 0)
        self.export_button.setEnabled(count > 0)

    def _repaint(self) -> None:
        self.list.viewport().update()

    def _selection_changed(self) -> None:
        self.counted.emit(len(self.list.selected_rows()))

    def _pop_up(self, tracks: list[Track], position: QPoint) -> None:
        rows = self.list.selected_rows()
        play = (lambda: self.play(rows[0])) if len(rows) == 1 else None
        extra = self._actions_on(rows)
        self._actions.pop_up(tracks, position, self.list, play, extra, self._origin)

    def _actions_on(self, rows: list[int]) -> list[QAction]:
        """What else can be done with these rows."""
        return []
