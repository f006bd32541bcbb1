"""The list of neighbours as it is clicked: a cover is a button, the rest of the row is not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent

from app.similar.neighbour_delegate import NeighbourDelegate, cover_area
from app.widgets.track_list import TrackList
from engine.types import Track


class NeighbourView(TrackList):
    """The list of neighbours; a click on a cover plays."""

    def __init__(
        self, delegate: NeighbourDelegate, menu: Callable[[list[Track], QPoint], None]
    ) -> None:
        super().__init__("Similar tracks", delegate, menu)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Play from the row whose cover was clicked."""
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.isValid() and cover_area(self.visualRect(index)).contains(spot):
            self.played.emit(index.row())
