"""Covers: pictures of tracks, loaded lazily, scaled off the UI thread, kept for a while.

The bytes come from `library.tracks`; a track without any gets a drawn one. Views ask while they
paint: what is there is painted at once, the rest arrives with the signal `arrived`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from app.covers.placeholder import drawn_cover
from app.session import Session
from app.tasks import Lane
from engine.types import Change, Track

if TYPE_CHECKING:
    from engine.library import Library

KEPT: Final = 600
WAITING: Final = 80
"""Requests kept; older ones have been scrolled away and will be asked for again."""
SIDE: Final = 128
"""Pixels of the side of a kept picture: 64 points on the sharpest screens."""


class Covers(QObject):
    """A cache of square pictures by track."""

    arrived = Signal(int)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kept: OrderedDict[int, QPixmap | None] = OrderedDict()
        self._drawn: OrderedDict[str, QPixmap] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._loading: set[int] = set()
        session.changed.connect(self._forget)

    def cover(self, track: Track) -> QPixmap:
        """The track's picture, or a drawn one until it is there."""
        if track.id in self._kept:
            self._kept.move_to_end(track.id)
        elif track.id not in self._loading:
            self._want(track.id)
        return self._kept.get(track.id) or self._drawn_for(track)

    @property
    def idle(self) -> bool:
        """Whether every picture asked for is there."""
        return not self._wanted and not self._loading

    def _drawn_for(self, track: Track) -> QPixmap:
        key = track.tags.album or track.tags.artist or track.tags.title
        if key not in self._drawn:
            self._drawn[key] = drawn_cover(key, SIDE)
            if len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return self._drawn[key]

    def _want(self, track_id: int) -> None:
        self._wanted[track_id] = None
        self._wanted.move_to_end(track_id)
        if len(self._wanted) > WAITING:
            self._wanted.popitem(last=False)
        if not self._loading:
            self._load_next()

    def _load_next(self) -> None:
        if not self._wanted:
            return
        track_id, _ = self._wanted.popitem(last=True)
        self._loading.add(track_id)
        self._session.ask(
            load_picture(track_id),
            lambda image: self._keep(track_id, image),
            failed=lambda error: self._keep(track_id, None),
            lane=Lane.PICTURES,
        )

    def _keep(self, track_id: int, image: QImage | None) -> None:
        self._loading.discard(track_id)
        self._kept[track_id] = QPixmap.fromImage(image) if image else None
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        if image:
            self.arrived.emit(track_id)
        self._load_next()

    def _forget(self, change: Change) -> None:
        for track_id in change.tracks | change.removed:
            self._kept.pop(track_id, None)


def load_picture(track_id: int) -> Callable[[Library], QImage | None]:
    """The question that gives a track's picture, square and `SIDE` pixels wide."""

    def load(library: Library) -> QImage | None:
        data = library.tracks.picture(track_id)
        image = QImage.fromData(data) if data else QImage()
        return None if image.isNull() else square(image)

    return load


def square(image: QImage) -> QImage:
    """The middle of a picture, scaled to what is kept."""
    filled = image.scaled(
        SIDE,
        SIDE,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (filled.width() - SIDE) // 2, (filled.height() - SIDE) // 2
    return filled.copy(left, top, SIDE, SIDE)
