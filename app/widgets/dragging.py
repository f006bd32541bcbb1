"""What is carried when rows are dragged: track ids for us, file addresses for other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QPersistentModelIndex, Qt, QUrl

from engine.types import Track

TRACKS: Final = "application/x-nearfield-tracks"
ROWS: Final = "application/x-nearfield-rows"

MOST_FILES: Final = 2000
"""More than this no other program is offered as files."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows picked up from a playlist, to be moved within it."""

    playlist_id: int
    rows: tuple[int, ...]


FLAGS: Final = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
"""Put together once: it is asked for each cell at each painting."""


class DraggableTracks:
    """What models have in common whose rows can be picked up and carried into a playlist."""

    def track(self, row: int) -> Track:
        """The track of a row."""
        raise NotImplementedError

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Every row can be chosen and picked up, and none opens."""
        return FLAGS

    def mimeTypes(self) -> list[str]:
        """What `mimeData` carries."""
        return [TRACKS, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The tracks of the rows, in the order shown."""
        rows = sorted({index.row() for index in indexes})
        return drag_tracks([self.track(row) for row in rows])


def drag_tracks(tracks: Sequence[Track], rows: Rows | None = None) -> QMimeData:
    """Tracks on their way, with the playlist rows they were picked up from, if any."""
    data = QMimeData()
    data.setData(TRACKS, QByteArray(json.dumps([track.id for track in tracks]).encode()))
    if len(tracks) <= MOST_FILES:
        data.setUrls([QUrl.fromLocalFile(str(track.path)) for track in tracks])
    if rows:
        data.setData(ROWS, QByteArray(json.dumps([rows.playlist_id, *rows.rows]).encode()))
    return data


def dragged_tracks(data: QMimeData) -> list[int]:
    """The track ids being carried; none if something else is."""
    return list(json.loads(_text(data, TRACKS))) if data.hasFormat(TRACKS) else []


def dragged_rows(data: QMimeData) -> Rows | None:
    """The playlist rows being carried."""
    if not data.hasFormat(ROWS):
        return None
    playlist_id, *rows = json.loads(_text(data, ROWS))
    return Rows(playlist_id, tuple(rows))


def dragged_folders(data: QMimeData) -> list[Path]:
    """The folders dropped on the window from elsewhere."""
    if data.hasFormat(TRACKS) or not data.hasUrls():
        return []
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_dir()]


def _text(data: QMimeData, kind: str) -> bytes:
    return bytes(data.data(kind).data())
