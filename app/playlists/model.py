"""PlaylistModel: one playlist as it is shown and edited.

Each edit is a step that can be undone, told as `edited` so that it is saved, and shown as the
smallest change of rows, so that the selection and the place in the list survive it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.library.rows import ROOT, TRACK, Index
from app.widgets.dragging import ROWS, TRACKS, Rows, drag_tracks, dragged_rows, dragged_tracks
from app.widgets.phrases import counted, trouble
from engine.types import Playlist, PlaylistEntry, Track

ENTRY: Final = TRACK + 1
"""The role that gives the entry itself."""

Entries = tuple[PlaylistEntry, ...]


class PlaylistModel(QAbstractListModel):
    """The entries of a playlist, with their tracks where the library has them."""

    edited = Signal(object)
    """The `PlaylistModel`, whose playlist is to be saved."""
    renamed = Signal(str)
    placed = Signal(int, int)
    """The first row and the number of rows that an edit put in place."""

    def __init__(
        self,
        playlist: Playlist,
        track: Callable[[int], Track | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.playlist = playlist
        self.undo = QUndoStack(self)
        self._track = track

    @property
    def entries(self) -> Entries:
        """The rows, in order."""
        return self.playlist.entries

    def track_at(self, row: int) -> Track | None:
        """The track of a row; None for a file that the library does not have."""
        track_id = self.entries[row].track_id
        return None if track_id is None else self._track(track_id)

    def tracks(self) -> list[Track]:
        """The rows that are tracks of the library."""
        found = (self.track_at(row) for row in range(len(self.entries)))
        return [track for track in found if track]

    @property
    def seconds(self) -> float:
        """How long it plays, as far as is known."""
        return sum(entry_duration(e, self.track_at(row)) for row, e in enumerate(self.entries))

    def add(self, track_ids: Iterable[int], row: int | None = None) -> None:
        """Put tracks in before `row`, or at the end."""
        added = tuple(PlaylistEntry(track_id) for track_id in track_ids)
        at = len(self.entries) if row is None else row
        if added:
            self._edit(
                f"add {counted(len(added), 'track')}",
                (*self.entries[:at], *added, *self.entries[at:]),
            )
            self.placed.emit(at, len(added))

    def remove(self, rows: Iterable[int]) -> None:
        """Take rows out."""
        gone = set(rows)
        kept = tuple(entry for row, entry in enumerate(self.entries) if row not in gone)
        if len(kept) < len(self.entries):
            self._edit(f"remove {counted(len(gone), 'track')}", kept)

    def move(self, rows: Iterable[int], to: int) -> None:
        """Move rows, in their order, to before the row `to`."""
        chosen = sorted(set(rows))
        moved = [self.entries[row] for row in chosen]
        before = [e for row, e in enumerate(self.entries[:to]) if row not in chosen]
        after = [e for row, e in enumerate(self.entries[to:], to) if row not in chosen]
        if tuple(before + moved + after) != self.entries:
            self._edit(f"move {counted(len(moved), 'track')}", (*before, *moved, *after))
        self.placed.emit(len(before), len(moved))

    def rename(self, name: str) -> None:
        """Give it another name; an empty one changes nothing."""
        if name.strip() and name.strip() != self.playlist.name:
            self._push("rename", replace(self.playlist, name=name.strip()))

    def put(self, playlist: Playlist) -> None:
        """Be this from now on, and have it saved."""
        self._become(playlist)
        self.edited.emit(self)

    def take(self, playlist: Playlist) -> None:
        """Be what the library says; steps can be undone no longer if that is something else."""
        if [_key(e) for e in playlist.entries] != [_key(e) for e in self.entries]:
            self.undo.clear()
        self._become(playlist)

    def _edit(self, text: str, entries: Entries) -> None:
        self._push(text, replace(self.playlist, entries=entries))

    def _push(self, text: str, after: Playlist) -> None:
        self.undo.push(_Edit(self, text, after))

    def _become(self, playlist: Playlist) -> None:
        self._show(playlist.entries)
        if playlist.name != self.playlist.name:
            self.playlist = replace(self.playlist, name=playlist.name)
            self.renamed.emit(playlist.name)

    def _show(self, entries: Entries) -> None:
        old, new = [_key(e) for e in self.entries], [_key(e) for e in entries]
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        kept = self.entries[:head] + self.entries[len(old) - tail :]
        if len(old) - tail > head:
            self.beginRemoveRows(ROOT, head, len(old) - tail - 1)
            self.playlist = replace(self.playlist, entries=kept)
            self.endRemoveRows()
        if len(new) - tail > head:
            self.beginInsertRows(ROOT, head, len(new) - tail - 1)
            self.playlist = replace(self.playlist, entries=entries)
            self.endInsertRows()
        self.playlist = replace(self.playlist, entries=entries)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Entries."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The entry, its track, its text or what is wrong with it."""
        entry, track = self.entries[index.row()], self.track_at(index.row())
        if role == ENTRY:
            return entry
        if role == TRACK:
            return track
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry_title(entry, track)
        if role == Qt.ItemDataRole.ToolTipRole:
            return trouble(track) if track else f"Not in the library: {entry.location}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be picked up; things are dropped between them, never on them."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def supportedDropActions(self) -> Qt.DropAction:
        """Both, since a move inside the list is done by the drop itself."""
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def supportedDragActions(self) -> Qt.DropAction:
        """Only copies: after a move Qt would remove the rows a second time."""
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        """What can be dropped here."""
        return [TRACKS, ROWS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The tracks of the rows, and the rows themselves."""
        rows = tuple(sorted({index.row() for index in indexes}))
        tracks = [track for row in rows if (track := self.track_at(row))]
        return drag_tracks(tracks, Rows(self.playlist.id, rows))

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Move rows of this playlist, or put in tracks from elsewhere."""
        at = row if row >= 0 else len(self.entries)
        rows = dragged_rows(data)
        if rows and rows.playlist_id == self.playlist.id:
            self.move(rows.rows, at)
            return True
        tracks = dragged_tracks(data)
        self.add(tracks, at)
        return bool(tracks)


class _Edit(QUndoCommand):
    """One step: what the playlist was, and what it became."""

    def __init__(self, model: PlaylistModel, text: str, after: Playlist) -> None:
        super().__init__(text)
        self._model, self._before, self._after = model, model.playlist, after

    def redo(self) -> None:
        self._model.put(self._after)

    def undo(self) -> None:
        self._model.put(self._before)


def entry_title(entry: PlaylistEntry, track: Track | None) -> str:
    """What a row is called."""
    if track:
        return track.tags.title
    return entry.title or Path(entry.location.replace("\\", "/")).stem or "A track that is gone"


def entry_duration(entry: PlaylistEntry, track: Track | None) -> float:
    """How long a row plays; 0 where nobody knows."""
    known = track.tags.duration if track else entry.duration
    return known or 0.0


def _key(entry: PlaylistEntry) -> tuple[int | None, str]:
    """What makes two rows the same; what else the library notes of an entry may differ."""
    return entry.track_id, "" if entry.track_id is not None else entry.location


def _common(left: Sequence[object], right: Sequence[object]) -> int:
    """How many items two lists begin with alike."""
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count
