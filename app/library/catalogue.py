"""Catalogue: the library's tracks as the window lists them, ready to be searched and sorted.

All methods but `track` and `liked` belong to the listing lane, so nothing here touches Qt.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from app.library.listing import Listing, Order, Refreshed, Rows
from engine.types import Track, TrackState

if TYPE_CHECKING:  # it needs numpy, whose import takes its time: not before the window is up
    from app.library.shelf import Shelf
    from engine.lines.columns import Lines, Places


class Catalogue:
    """All tracks, kept in shelf order: artist, album, disc, number."""

    def __init__(self) -> None:
        self._shelf: Shelf | None = None
        self._listing = Listing()
        self._places: Places | Sequence[int] = ()
        """On the shelf, of the rows listed."""

    def track(self, track_id: int) -> Track | None:
        """A track by its id; may be asked from any thread."""
        lines = self._shelf.lines if self._shelf else None
        place = lines.place(track_id) if lines else None
        return None if lines is None or place is None else lines.track(place)

    def liked(self, track: Track) -> bool:
        """Whether a track is liked now, and not when it was made; may be asked from any thread."""
        lines = self._shelf.lines if self._shelf else None
        place = lines.place(track.id) if lines else None
        return track.liked if lines is None or place is None else bool(lines.facts["liked"][place])

    def in_state(self, state: TrackState) -> list[Track]:
        """The tracks in a state, in shelf order."""
        return self._shelf.lines.in_state(state) if self._shelf else []

    def fill(self, lines: Lines) -> None:
        """Start over with these, in shelf order."""
        from app.library.shelf import Shelf

        self._shelf = Shelf(lines)
        self._listing, self._places = Listing(), ()

    def arrange(self, order: Order) -> Listing:
        """The tracks that hold all the query asks for, in order."""
        if self._shelf:
            places = self._shelf.find(order.words, order.column, order.descending)
            self._places = self._shelf.among(places, order.heard.values())
        return self._list(order)

    def update(self, fresh: Lines, removed: Collection[int], order: Order) -> Refreshed:
        """Take in changed and new tracks, drop removed ones, and list again.

        While tracks only change their state, as thousands do during an analysis, nothing moves.
        """
        if self._shelf is None:
            self.fill(fresh.on_shelf())
            return Refreshed(self.arrange(order), moved=True)
        fresh = fresh.named_by(self._shelf.lines.names)
        if order == self._listing.order and not len(self._shelf.lines.places(removed)):
            replaced = self._shelf.replaced(fresh, order.column)
            if replaced:
                self._shelf = replaced
                listing = self._list(order)
                touched = tuple(listing.rows.indices(fresh.ids))
                return Refreshed(listing, moved=False, touched=touched)
        self._shelf = self._shelf.changed(fresh, removed)
        return Refreshed(self.arrange(order), moved=True)

    def _list(self, order: Order) -> Listing:
        if self._shelf:
            lines = self._shelf.lines
            played = bool(lines.facts["plays"].any())
            rows = Rows(lines, self._places)
            self._listing = Listing(rows, order, len(lines), lines.states(), played)
        else:
            self._listing = Listing(order=order)
        return self._listing
