"""The list of neighbours: what sounds like the chosen track, nearest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from app.library.rows import ROOT, TRACK, Index
from app.session import Session
from app.similar.signals import told
from app.widgets.dragging import DraggableTracks
from app.widgets.phrases import credit, percent, trouble
from engine.types import Neighbour, Track

NEIGHBOUR: Final = TRACK + 2
"""The role that gives the neighbour itself."""


class NeighbourList(DraggableTracks, QAbstractListModel):
    """Neighbours as Qt lists them; each carries its track."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._neighbours: list[Neighbour] = []

    def show(self, neighbours: Sequence[Neighbour]) -> None:
        """Show other neighbours."""
        self.beginResetModel()
        self._neighbours = list(neighbours)
        self.endResetModel()

    def refresh(self, session: Session, changed: frozenset[int]) -> None:
        """Take over what changed about the tracks shown."""
        for row, neighbour in enumerate(self._neighbours):
            track = session.track(neighbour.track.id)
            if track and track.id in changed:
                self._neighbours[row] = replace(neighbour, track=track)
                self.dataChanged.emit(self.index(row), self.index(row))

    def track(self, row: int) -> Track:
        """The track of a row."""
        return self._neighbours[row].track

    def tracks(self) -> list[Track]:
        """The tracks, nearest first."""
        return [neighbour.track for neighbour in self._neighbours]

    def row_of(self, track_id: int) -> int | None:
        """Where a track stands; None if it does not."""
        ids = [track.id for track in self.tracks()]
        return ids.index(track_id) if track_id in ids else None

    def rowCount(self, parent: Index = ROOT) -> int:
        """Neighbours."""
        return 0 if parent.isValid() else len(self._neighbours)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The neighbour, its track, or its row in words."""
        neighbour = self._neighbours[index.row()]
        if role == NEIGHBOUR:
            return neighbour
        if role == TRACK:
            return neighbour.track
        if role == Qt.ItemDataRole.DisplayRole:
            return neighbour.track.tags.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{neighbour.track.tags.title}, {percent(neighbour.similarity)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return trouble(neighbour.track) or describe(neighbour)
        return None


def describe(neighbour: Neighbour) -> str:
    """All there is to say about a neighbour, a line each."""
    track = neighbour.track
    lines = [track.tags.title, credit(track), f"{percent(neighbour.similarity)} similar"]
    return "\n".join(line for line in (*lines, told(neighbour.shares), *neighbour.reasons) if line)
