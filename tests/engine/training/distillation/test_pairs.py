"""Batches in which every window has company from its own record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from engine.training.distillation.pairs import Pairs, records
from engine.training.material import Recording

RECORDING = np.repeat(np.arange(6), 3)
"""Six recordings of three windows each; two a record."""
RECORD = RECORDING // 2


def test_every_window_is_drawn_once_and_stands_beside_one_of_its_record() -> None:
    batches = list(Pairs(RECORDING, RECORD, 6))
    assert len(batches) == len(Pairs(RECORDING, RECORD, 6)) == 6
    drawn = np.array(batches).reshape(-1, 2)
    assert sorted(drawn[:, 0]) == list(range(18))
    assert (RECORD[drawn[:, 0]] == RECORD[drawn[:, 1]]).all()
    assert (RECORDING[drawn[:, 0]] != RECORDING[drawn[:, 1]]).any()


def test_torchs_generator_says_the_order() -> None:
    pairs = Pairs(RECORDING, RECORD, 6)
    with torch.random.fork_rng():
        torch.manual_seed(3)
        one, other = list(pairs), list(pairs)
        torch.manual_seed(3)
        again = list(pairs)
    assert one == again
    assert one != other


def test_an_album_is_one_artists_and_a_loose_track_its_own_record() -> None:
    def recording(name: str, artist: str, album: str) -> Recording:
        return Recording(Path(name), name, artist, album, "")

    found = records(
        [
            recording("a", "x", "hits"),
            recording("b", "x", "hits"),
            recording("c", "y", "hits"),
            recording("d", "x", ""),
            recording("e", "x", ""),
        ]
    )
    assert found[0] == found[1]
    assert len(set(found.tolist())) == 4
