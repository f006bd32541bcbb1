"""News: what a write changed, how the background gets on, what went wrong, told to subscribers."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import NearfieldError
from engine.types import Change, Progress

Broadcast = Change | Progress | NearfieldError
Listener = Callable[[Broadcast], None]


class News:
    """Tells whoever subscribed, on the thread that has the news."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` from now on; returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, news: Broadcast) -> None:
        """Tell everybody."""
        for listener in list(self._listeners):
            listener(news)


def unheard(*news: object) -> None:
    """For work that nobody wants to hear of."""


def never() -> bool:
    """For work that nobody will cancel."""
    return False
