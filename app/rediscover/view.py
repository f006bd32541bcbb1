"""The page of what was loved once and long not heard: it builds itself each time it is opened.

It is no saved playlist, so it cannot be edited: it is played, exported, or saved as one.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.covers.loader import Covers
from app.library.track_actions import TrackActions
from app.playback.player import Player
from app.playlists.entry_delegate import EntryDelegate
from app.playlists.model import PlaylistModel
from app.playlists.saved import Playlists
from app.session import Session
from app.tasks import Lane
from app.widgets.buttons import icon_button, label, text_button
from app.widgets.elided_label import ElidedLabel
from app.widgets.hint import Hint
from app.widgets.phrases import counted, span
from app.widgets.theme import Theme
from app.widgets.track_list import TrackList
from engine.errors import NearfieldError
from engine.types import Origin, Playlist, PlaylistEntry, PlaylistLength, Track

NAME = "Rediscover"
WHY = "Loved once, not heard for two months"
UNSAVED = 0
"""The id of a playlist that the library does not have."""


class RediscoverView(QWidget):
    """Tracks to be found again, in the order in which they are likely to be enjoyed."""

    chosen = Signal(object)
    """The track that was clicked."""
    counted = Signal(int)
    """How many tracks are selected."""
    export_wanted = Signal(object)

    def __init__(
        self,
        session: Session,
        playlists: Playlists,
        player: Player,
        actions: TrackActions,
        covers: Covers,
        theme: Theme,
        length: Callable[[], PlaylistLength],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._playlists, self._player = session, playlists, player
        self._actions, self._length = actions, length
        self.model = PlaylistModel(Playlist(UNSAVED, NAME), session.track, self)
        self.list = TrackList(NAME, EntryDelegate(theme, covers, self), self._pop_up)
        self.list.setModel(self.model)
        self.hint = Hint(theme)
        self._set_up_header(theme)
        self._lay_out()
        covers.arrived.connect(lambda _: self.list.viewport().update())
        player.track_changed.connect(lambda t: self.list.set_playing(t.id if t else None))
        self.list.played.connect(self.play)
        self.list.chosen.connect(self.chosen)
        self.list.like_wanted.connect(actions.toggle_like)
        self.list.selectionModel().selectionChanged.connect(
            lambda: self.counted.emit(len(self.list.selected_rows()))
        )
        self._show([])

    def _set_up_header(self, theme: Theme) -> None:
        self._facts = ElidedLabel("muted")
        self.play_button = text_button(theme, "Play", "play", "primary")
        self.save_button = text_button(theme, "Save", "plus")
        self.save_button.setToolTip("Save it as a playlist")
        self.export_button = text_button(theme, "Export…", "export")
        self.again_button = icon_button(
            theme, "retry", "Build it again, as long as is set for radio"
        )
        self.play_button.clicked.connect(lambda: self.play(0))
        self.save_button.clicked.connect(self._save)
        self.export_button.clicked.connect(lambda: self.export_wanted.emit(self.model))
        self.again_button.clicked.connect(self.build)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        title = QVBoxLayout()
        title.setSpacing(2)
        title.addWidget(label(NAME, "heading"))
        title.addWidget(label(WHY, "muted"))
        first.addLayout(title, 1)
        first.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignTop)
        second.setSpacing(8)
        for button in (self.play_button, self.save_button, self.export_button):
            second.addWidget(button)
        second.addSpacing(6)
        second.addWidget(self._facts, 1)
        header = QVBoxLayout()
        header.setContentsMargins(24, 18, 18, 12)
        header.setSpacing(10)
        header.addLayout(first)
        header.addLayout(second)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(header)
        column.addWidget(self._pages, 1)

    def build(self) -> None:
        """Build it from what the library knows now."""
        length = self._length()
        self._session.ask(
            lambda library: library.rediscover(length),
            self._show,
            failed=self._failed,
            lane=Lane.LONG,
            topic="rediscover",
        )

    def play(self, row: int) -> None:
        """Play it from a row on."""
        self._player.play(self.model.playlist.track_ids, row, Origin.REDISCOVER)

    def _show(self, tracks: list[Track]) -> None:
        entries = tuple(PlaylistEntry(track.id) for track in tracks)
        self.model.take(Playlist(UNSAVED, NAME, entries))
        facts = f"{counted(len(tracks), 'track')} · {span(self.model.seconds)}"
        self._facts.setText(facts if tracks else "")
        for button in (self.play_button, self.save_button, self.export_button):
            button.setEnabled(bool(tracks))
        self._pages.setCurrentWidget(self.list)

    def _failed(self, error: Exception) -> None:
        """Say in the list's place what is missing."""
        self._show([])
        if not isinstance(error, NearfieldError):
            self._session.report(error)
            return
        self.hint.show_hint("rediscover", error.title, error.message)
        self._pages.setCurrentWidget(self.hint)

    def _save(self) -> None:
        self._playlists.create(NAME, self.model.playlist.track_ids, built=True)

    def _pop_up(self, tracks: list[Track], position: QPoint) -> None:
        rows = self.list.selected_rows()
        play = (lambda: self.play(rows[0])) if len(rows) == 1 else None
        self._actions.pop_up(tracks, position, self.list, play, origin=Origin.REDISCOVER)
