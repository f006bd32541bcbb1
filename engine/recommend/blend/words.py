"""Why the blend shows a track, in words a listener would use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from engine.types import Share, Signal

NOTABLE: Final = 0.1
"""A signal with a smaller part in a figure is not worth a word."""


@dataclass(frozen=True, slots=True)
class Known:
    """What can be told of a track beside the seeds."""

    playlists: int = 0
    """How many of the user's playlists have it and a seed."""
    liked: bool = False


def words(shares: Sequence[Share], known: Known) -> tuple[str, ...]:
    """What speaks for a track other than its sound and its tags, the strongest first."""
    said = []
    for share in shares:
        if share.share >= NOTABLE or (share.signal is Signal.LIKES and known.liked):
            said += [word for word in [_word(share.signal, known)] if word]
    return tuple(said)


def _word(signal: Signal, known: Known) -> str:
    match signal:
        case Signal.PLAYLISTS if known.playlists:
            return f"on {known.playlists} of your playlists" if known.playlists > 1 else _ONE
        case Signal.PLAYLISTS:
            return "together on other people's playlists"
        case Signal.LISTENERS:
            return "played by the same people"
        case Signal.REPLAY:
            return "you may well play it again"
        case Signal.LIKES:
            return "you like it" if known.liked else "near to what you like"
        case _:  # reasons tell what was heard in both
            return ""


_ONE: Final = "on one of your playlists"


def beside(lists: Iterable[Collection[int]], seeds: Collection[int]) -> list[Collection[int]]:
    """Those of the lists that have one of the seeds."""
    own = set(seeds)
    return [each for each in lists if not own.isdisjoint(each)]
