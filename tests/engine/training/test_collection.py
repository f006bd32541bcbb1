"""Whole owners are dealt to the splits, each of which gets about its share."""

from __future__ import annotations

import pytest

from engine.training.collection import SHARES, deal


@pytest.mark.parametrize("seed", range(5))
def test_splits_get_their_shares_of_whole_artists(seed: int) -> None:
    owners = [f"artist {number}" for number in range(30) for _ in range(3)]
    dealt = deal(owners, seed)
    assert dealt.keys() == set(owners)
    counts = {split: 3 * list(dealt.values()).count(split) for split in SHARES}
    assert counts["train"] == pytest.approx(63, abs=3)
    assert min(counts.values()) >= 9
