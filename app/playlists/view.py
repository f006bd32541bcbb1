"""The playlist view: one playlist, to be played, put in order, undone and exported."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from app.covers.loader import Covers
from app.library.track_actions import TrackActions
from app.playback.player import Player
from app.playlists.model import PlaylistModel
from app.playlists.page import PlaylistPage
from app.playlists.saved import Playlists
from app.playlists.title_edit import TitleEdit
from app.session import Session
from app.widgets.buttons import icon_button
from app.widgets.theme import Theme
from engine.types import Origin


class PlaylistView(PlaylistPage):
    """The editor of the playlist that is open."""

    def __init__(
        self,
        session: Session,
        playlists: Playlists,
        player: Player,
        actions: TrackActions,
        covers: Covers,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Playlist", session, player, actions, covers, theme, parent)
        self._playlists = playlists
        self._let_drop()
        self._set_up_heading(theme)
        self.hint.show_hint(
            "playlist",
            "An empty playlist",
            "Drag tracks here, or start a radio from one that you like.",
        )
        self._lay_out(self.title, (self.undo_button, self.redo_button, self._more))
        self.list.deleted.connect(self._remove)

    def _let_drop(self) -> None:
        self.list.setAcceptDrops(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.list.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.list.setDropIndicatorShown(True)

    def _set_up_heading(self, theme: Theme) -> None:
        self.title = TitleEdit("Name of the playlist")
        self.title.renamed.connect(self._rename)
        self.undo_button = icon_button(theme, "undo", "Undo")
        self.redo_button = icon_button(theme, "redo", "Redo")
        self._more = icon_button(theme, "more", "More")
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

    def show_playlist(self, model: PlaylistModel) -> None:
        """Show and edit another playlist."""
        if self.model is model:
            return
        if self.model:
            self.model.disconnect(self)
        self._show_model(model)
        self._playlists.undo.setActiveStack(model.undo)
        model.rowsInserted.connect(self._recount)
        model.rowsRemoved.connect(self._recount)
        model.renamed.connect(self.title.show_name)
        model.placed.connect(self._select)
        self.title.show_name(model.playlist.name)

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

    def _actions_on(self, rows: list[int]) -> list[QAction]:
        remove = QAction("Remove from playlist", self.list)
        remove.setShortcut(QKeySequence("Del"))
        remove.triggered.connect(lambda: self._remove(rows))
        return [remove]
