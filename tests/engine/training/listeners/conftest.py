"""A world of listeners whose answer is known: two crowds, each with its own music."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.models.item import Item
from engine.training.plays.play import Play
from engine.training.plays.tally import Tally, Tallying

CROWD, ITEMS, EACH = 24, 30, 15
"""Users and items of a crowd, and items that each of its users plays."""


@pytest.fixture(scope="session")
def plays() -> list[Play]:
    """Users a0 …, items of theirs rock 0 …; users b0 … and jazz. Times are in order of items."""
    dice = np.random.default_rng(0)
    return [
        Play(f"{crowd}{user}", Item(f"{kind} {item}"), time=1_000 + place)
        for crowd, kind in (("a", "rock"), ("b", "jazz"))
        for user in range(CROWD)
        for place, item in enumerate(dice.permutation(ITEMS)[:EACH].tolist())
    ]


@pytest.fixture(scope="session")
def tally(plays: list[Play]) -> Tally:
    """Added up."""
    tallying = Tallying()
    tallying.add(plays)
    return tallying.tally("two crowds")


@pytest.fixture
def table(plays: list[Play], tmp_path: Path) -> Path:
    """As a file."""
    path = tmp_path / "plays.csv"
    rows = [f"{play.user},{play.item.artist},{play.time}\n" for play in plays]
    path.write_text("user,artist,time\n" + "".join(rows))
    return path
