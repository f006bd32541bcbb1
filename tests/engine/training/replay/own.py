"""Histories written down by hand, for the tests of what is told of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.catalog.fact_store import Facts
from engine.catalog.history_store import PlayLog
from engine.training.replay.history import DAY, History, history_of
from engine.types import Origin, Play

START = 1_700_000_000.0


def play(track: int, day: float, finished: bool = True, **more: object) -> Play:
    """A play of a hundred seconds, so many days after START."""
    values = {"heard": 100.0, "finished": finished, "liked": False, **more}
    return Play(track, START + day * DAY, **values)  # type: ignore[arg-type]


def facts(artists: Sequence[str], liked: Sequence[int] = ()) -> Facts:
    """Tracks 1, 2, 3 … by these artists, 200 seconds long."""
    count = len(artists)
    ids = np.arange(1, count + 1)
    return Facts(
        ids,
        np.ones(count, np.bool_),
        tuple(artists),
        tuple(f"{artist}/album" for artist in artists),
        ("rock",) * count,
        np.full(count, 2000, np.float32),
        np.full(count, 200, np.float32),
        np.isin(ids, liked),
    )


def log(plays: Sequence[Play]) -> PlayLog:
    """The plays in columns, as the store gives them."""
    inorder = sorted(plays, key=lambda each: each.started)
    return PlayLog(
        np.array([each.track_id for each in inorder], np.int64),
        np.array([each.started for each in inorder], np.float64),
        np.array([each.heard or np.nan for each in inorder], np.float32),
        np.array([each.finished for each in inorder], np.bool_),
        np.array([np.nan if each.liked is None else each.liked for each in inorder], np.float32),
        tuple(str(each.origin) for each in inorder),
    )


def history(
    plays: Sequence[Play],
    artists: Sequence[str] = ("a", "b", "c"),
    *,
    day: float = 1000.0,
    liked: Sequence[int] = (),
) -> History:
    """The history of these plays on a day after START."""
    return history_of(facts(artists, liked), log(plays), START + day * DAY)


__all__ = ["DAY", "START", "Origin", "facts", "history", "log", "play"]
