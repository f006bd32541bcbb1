"""The playlist view: one playlist, to be played, put in order, undone and exported."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.covers.loader import Covers
from app.library.track_actions import TrackActions
from app.playback.player import Player
from app.playlists.entry_delegate import EntryDelegate
from app.playlists.model import PlaylistModel
from app.playlists.saved import Playlists
from app.playlists.title_edit import TitleEdit
from app.widgets.buttons import icon_button, text_button
from app.widgets.elided_label import ElidedLabel
from app.widgets.hint import Hint
from app.widgets.phrases import counted, span
from app.widgets.theme import Theme
from app.widgets.track_list import TrackList
from engine.types import Origin, Track


class PlaylistView(QWidget):
    """The editor of the playlist that is open."""

    chosen = Signal(object)
    """The track that was clicked."""
    counted = Signal(int)
    """How many tracks are selected."""
    export_wanted = Signal(object)

    def __init__(
        self,
        playlists: Playlists,
        player: Player,
        actions: TrackActions,
        covers: Covers,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model: PlaylistModel | None = None
        self._playlists, self._player, self._actions = playlists, player, actions
        self.list = TrackList("Playlist", EntryDelegate(theme, covers, self), self._pop_up)
        self._let_drop()
        self._set_up_header(theme)
        self.hint = Hint(theme)
        self.hint.show_hint(
            "playlist",
            "An empty playlist",
            "Drag tracks here, or start a radio from one that you like.",
        )
        self._lay_out()
        covers.arrived.connect(lambda _: self.list.viewport().update())
        player.track_changed.connect(lambda t: self.list.set_playing(t.id if t else None))
        self.list.played.connect(self.play)
        self.list.chosen.connect(self.chosen)
        self.list.like_wanted.connect(actions.toggle_like)
        self.list.deleted.connect(self._remove)

    def _let_drop(self) -> None:
        self.list.setAcceptDrops(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.list.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.list.setDropIndicatorShown(True)

    def _set_up_header(self, theme: Theme) -> None:
        self.title = TitleEdit("Name of the playlist")
        self.title.renamed.connect(self._rename)
        self._facts = ElidedLabel("muted")
        self.play_button = text_button(theme, "Play", "play", "primary")
        self.export_button = text_button(theme, "Export…", "export")
        self.undo_button = icon_button(theme, "undo", "Undo")
        self.redo_button = icon_button(theme, "redo", "Redo")
        self._more = icon_button(theme, "more", "More")
        self.play_button.clicked.connect(lambda: self.play(0))
        self.export_button.clicked.connect(lambda: self.export_wanted.emit(self.model))
        self.undo_button.clicked.connect(self._playlists.undo.undo)
        self.redo_button.clicked.connect(self._playlists.undo.redo)
        self._playlists.undo.canUndoChanged.connect(self.undo_button.setEnabled)
        self._playlists.undo.canRedoChanged.connect(self.redo_button.setEnabled)
        self._playlists.undo.undoTextChanged.connect(
            lambda text: self.undo_button.setToolTip(f"Undo {text}".strip())
        )
        self._more.setMenu(self._more_menu(theme))
        self._more.setPopupMode(self._more.ToolButtonPopupMode.InstantPopup)
        self.undo_button.setEnabled(False)
        self.redo_button.setEnabled(False)

    def _more_menu(self, theme: Theme) -> QMenu:
        menu = QMenu(self)
        menu.addAction(theme.icon("pencil"), "Rename", QKeySequence("F2"), self.title.begin)
        menu.addAction(theme.icon("plus"), "Continue this playlist", self._continue)
        menu.addAction(theme.icon("listen"), "More like these", self._more_like_all)
        menu.addSeparator()
        menu.addAction(theme.icon("trash"), "Delete playlist", self._delete)
        return menu

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(2)
        first.addWidget(self.title, 1)
        for button in (self.undo_button, self.redo_button, self._more):
            first.addWidget(button)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.play_button)
        second.addWidget(self.export_button)
        second.addSpacing(6)
        second.addWidget(self._facts, 1)
        header = QVBoxLayout()
        header.setContentsMargins(24, 18, 18, 12)
        header.setSpacing(10)
        header.addLayout(first)
        header.addLayout(second)
        self._pages = QStackedLayout()
        self._pages.setStackingMode(QStackedLayout.StackingMode.StackAll)
        self.hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._pages.addWidget(self.hint)
        self._pages.addWidget(self.list)
        self._pages.setCurrentWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(header)
        column.addLayout(self._pages, 1)

    def show_playlist(self, model: PlaylistModel) -> None:
        """Show and edit another playlist."""
        if self.model is model:
            return
        if self.model:
            self.model.disconnect(self)
        self.model = model
        self.list.setModel(model)
        self._playlists.undo.setActiveStack(model.undo)
        model.rowsInserted.connect(self._recount)
        model.rowsRemoved.connect(self._recount)
        model.renamed.connect(self.title.show_name)
        model.placed.connect(self._select)
        self.list.selectionModel().selectionChanged.connect(self._selection_changed)
        self.title.show_name(model.playlist.name)
        self._recount()

    def play(self, row: int) -> None:
        """Play the playlist from a row on; rows the library does not have are left out."""
        if self.model is None:
            return
        ids = [entry.track_id for entry in self.model.entries]
        start = sum(track_id is not None for track_id in ids[:row])
        known = [track_id for track_id in ids if track_id is not None]
        self._player.play(known, start, self._origin)

    @property
    def _origin(self) -> Origin:
        is_radio = self.model is not None and self.model.playlist.id in self._playlists.radios
        return Origin.RADIO if is_radio else Origin.PLAYLIST

    def _select(self, row: int, count: int) -> None:
        if self.model and count:
            last = self.model.index(row + count - 1)
            chosen = QItemSelection(self.model.index(row), last)
            how = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().select(chosen, how)
            self.list.scrollTo(last)

    def _recount(self) -> None:
        if self.model is None:
            return
        count = len(self.model.entries)
        length = f" · {span(self.model.seconds)}" if self.model.seconds else ""
        self._facts.setText(counted(count, "track") + length)
        self.hint.setVisible(count == 0)
        self.play_button.setEnabled(count > 0)
        self.export_button.setEnabled(count > 0)

    def _selection_changed(self) -> None:
        self.counted.emit(len(self.list.selected_rows()))

    def _rename(self, name: str) -> None:
        if self.model:
            self.model.rename(name)

    def _remove(self, rows: Sequence[int]) -> None:
        if self.model:
            self.model.remove(rows)

    def _continue(self) -> None:
        if self.model:
            self._playlists.continue_(self.model)

    def _more_like_all(self) -> None:
        if self.model and (tracks := self.model.tracks()):
            self._actions.more_like(tracks)

    def _delete(self) -> None:
        if self.model:
            self._playlists.delete(self.model.playlist.id)

    def _pop_up(self, tracks: list[Track], position: QPoint) -> None:
        rows = self.list.selected_rows()
        remove = QAction("Remove from playlist", self.list)
        remove.setShortcut(QKeySequence("Del"))
        remove.triggered.connect(lambda: self._remove(rows))
        play = (lambda: self.play(rows[0])) if len(rows) == 1 else None
        self._actions.pop_up(tracks, position, self.list, play, [remove], self._origin)
