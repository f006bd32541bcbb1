"""A toy world whose answer is known: three styles of music, and playlists that keep to one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

STYLES = ("calm", "loud", "fast")
TRACKS = 20
"""Of each style."""


def write_lists(path: Path, lists: Sequence[tuple[str, Sequence[str]]]) -> Path:
    """Playlists, title and tracks, as JSON lines."""
    rows = (json.dumps({"name": title, "tracks": list(tracks)}) for title, tracks in lists)
    path.write_text("".join(f"{row}\n" for row in rows))
    return path


def write_toy(path: Path, count: int = 120, seed: int = 0) -> Path:
    """Playlists of 12 tracks of one style, which is in the title; tracks are `calm 0` and so on."""
    dice = np.random.default_rng(seed)
    lists = []
    for number in range(count):
        style = STYLES[number % len(STYLES)]
        chosen = dice.choice(TRACKS, 12, replace=False)
        lists.append((f"{style.title()}! {number}", [f"{style} {one}" for one in chosen]))
    return write_lists(path, lists)
