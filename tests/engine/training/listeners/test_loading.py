"""Batches: every play once an epoch, the same for one process and for several together."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.training.listeners import loading
from engine.training.listeners.loading import Batch, Plays
from engine.training.listeners.negatives import Negatives

OF_USER = np.array([0, 0, 1, 1, 2, 2, 2, 3])
OF_ITEM = np.array([0, 1, 0, 2, 0, 1, 2, 1])


def batches(epoch: int = 0, batch: int = 3) -> list[Batch]:
    plays = Plays(OF_USER, OF_ITEM, Negatives(OF_USER, OF_ITEM, 4, 3), each=2, batch=batch, seed=1)
    plays.epoch = epoch
    found = list(plays)
    assert len(found) == len(plays)
    return found


def pairs(found: list[Batch]) -> list[tuple[int, int]]:
    return [
        pair
        for batch in found
        for pair in zip(batch.users.tolist(), batch.items[:, 0].tolist(), strict=True)
    ]


def test_an_epoch_is_every_play_once_but_of_who_owns_everything() -> None:
    able = [(user, item) for user, item in zip(OF_USER, OF_ITEM, strict=True) if user != 2]
    assert [batch.size for batch in batches()] == [3, 2]
    assert sorted(pairs(batches())) == able
    assert pairs(batches(epoch=1)) != pairs(batches())
    assert pairs(batches(epoch=1)) == pairs(batches(epoch=1))


def test_negatives_are_new_in_every_epoch_and_never_the_users_own() -> None:
    owned = set(zip(OF_USER.tolist(), OF_ITEM.tolist(), strict=True))
    for epoch in range(5):
        for batch in batches(epoch):
            for user, row in zip(batch.users.tolist(), batch.items[:, 1:].tolist(), strict=True):
                assert not owned & {(user, item) for item in row}
    drawn = [torch.cat([batch.items[:, 1:] for batch in batches(epoch, 9)]) for epoch in (0, 1)]
    assert drawn[0].tolist() != drawn[1].tolist()


def test_the_parts_of_several_processes_are_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = batches()
    parts = []
    for rank in (0, 1):
        monkeypatch.setattr(loading, "_place", lambda rank=rank: (rank, 2))
        parts.append(batches())
    for one, first, second in zip(whole, *parts, strict=True):
        rows = torch.cat([first.items, second.items]).tolist()
        assert sorted(rows) == sorted(one.items.tolist())
        assert one.size == first.size == second.size == len(first.users) + len(second.users)
        # The mean over the processes of weighted sums is the mean over the batch.
        assert one.weight.item() == pytest.approx(1 / one.size)
        assert first.weight.item() == second.weight.item() == pytest.approx(2 / one.size)
