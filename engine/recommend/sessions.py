"""Listening sessions: what somebody chose and heard to its end, in one go.

What the program chose (a radio, what is similar) is left out, for it would confirm the program; so
is what a playlist chose, which speaks for itself. An album that plays through is one choice: a
session has one track of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.catalog.fact_store import Facts
from engine.catalog.history_store import PlayLog
from engine.index.base import Ids
from engine.types import Origin

BREAK_SECONDS: Final = 1800.0
"""After a longer rest something else begins."""
CHOSEN: Final = frozenset({Origin.LIBRARY, Origin.IMPORTED})


@dataclass(frozen=True, slots=True)
class Session:
    """Different tracks (n,) of different albums, in the order in which they began (n,)."""

    tracks: Ids
    began: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.tracks)


def sessions(log: PlayLog, facts: Facts) -> list[Session]:
    """The sessions of a log, the oldest first; tracks that no facts are known of have no length."""
    chosen = np.array([origin in CHOSEN for origin in log.origins], np.bool_)
    places = np.flatnonzero(chosen & log.finished)
    began, of = log.started[places], facts.places(log.tracks[places])
    lengths = np.where(of >= 0, facts.lengths[of], np.nan) if len(facts) else np.nan
    heard = log.heard[places]
    ended = began + np.nan_to_num(np.where(np.isfinite(heard), heard, lengths))
    breaks = np.flatnonzero(began[1:] - ended[:-1] > BREAK_SECONDS) + 1
    parts = np.split(np.arange(len(places)), breaks) if len(places) else []
    return [_session(log.tracks[places[part]], began[part], of[part], facts) for part in parts]


def _session(tracks: Ids, began: NDArray[np.float64], of: Ids, facts: Facts) -> Session:
    albums = [facts.albums[place] if place >= 0 else "" for place in of.tolist()]
    first: dict[object, int] = {}
    for place, (track, album) in enumerate(zip(tracks.tolist(), albums, strict=True)):
        first.setdefault(album or track, place)
    kept = list(first.values())
    return Session(tracks[kept], began[kept])
