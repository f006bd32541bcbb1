"""Signals as the window names and colours them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.widgets.phrases import percents
from engine.types import Share, Signal

NAMES: Final = {
    Signal.SOUND: "Sound",
    Signal.TAGS: "Tags and genres",
    Signal.PLAYLISTS: "Playlists",
    Signal.LISTENERS: "Listeners",
    Signal.REPLAY: "Replay",
    Signal.LIKES: "Likes",
}
_UNTIL: Final = ".\nCounts from when your listening shows that it helps, or you say so"
MEANINGS: Final = {
    Signal.SOUND: "How much alike they sound",
    Signal.TAGS: "What was heard in both, and the genres of their files",
    Signal.PLAYLISTS: "Stands in the same playlists: yours and imported ones",
    Signal.LISTENERS: "Is played by the same people, of those that were imported",
    Signal.REPLAY: f"How likely you play it again{_UNTIL}",
    Signal.LIKES: f"Is liked, or near to what you like{_UNTIL}",
}


def colour_of(signal: Signal) -> str:
    """The name of its colour in the theme."""
    return f"signal-{signal.value}"


def told(shares: Sequence[Share]) -> str:
    """Where a figure comes from: `sound 60 %, playlists 40 %`; empty for the sound alone."""
    if [share.signal for share in shares] in ([], [Signal.SOUND]):
        return ""
    parts = percents([each.share for each in shares])
    named = zip((NAMES[each.signal].lower() for each in shares), parts, strict=True)
    return ", ".join(map(" ".join, named))
