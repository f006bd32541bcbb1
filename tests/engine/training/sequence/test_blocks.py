"""Blocks hold the pairs of skip-gram, no more and no fewer, and their loss is the published."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from engine.models.skip_gram import SkipGram
from engine.training.sequence.blocks import LENGTH, Blocks, cut, kept
from engine.training.sequence.encoding import encode
from engine.training.sequence.lesson import Lesson
from engine.training.sequence.recipe import SequenceRecipe
from engine.training.sequence.row_adagrad import RowAdagrad
from tests.engine.training.sequence.toy import write_lists, write_toy


def test_pairs_are_those_of_a_window() -> None:
    lengths = (3, 150, 1, 40)
    owners = np.repeat(np.arange(4), lengths)
    rows = np.arange(len(owners))
    window = 5
    dice = np.random.default_rng(1)
    entries, context, near = cut(rows, owners, window, dice)
    reach = np.random.default_rng(1).integers(1, window + 1, (len(entries), LENGTH, 1)).ravel()
    block, entry, other = np.nonzero(near)
    found = Counter(
        zip(entries[block, entry].tolist(), context[block, other].tolist(), strict=True)
    )
    wanted = Counter(
        (one, two)
        for one in range(len(rows))
        for two in range(len(rows))
        if one != two and owners[one] == owners[two] and abs(one - two) <= reach[one]
    )
    assert found == wanted


def test_frequent_tracks_are_passed_over() -> None:
    counts = np.array([1, 9, 990])
    chance = kept(counts, 0.01)
    assert chance[:2].tolist() == [1, 1]
    assert chance[2] == pytest.approx(np.sqrt(0.01 / 0.99) + 0.01 / 0.99)
    assert kept(counts, 0).tolist() == [1, 1, 1]


def test_an_epoch_is_every_playlist_and_the_same_again(tmp_path: Path) -> None:
    lists = [(str(n), [f"{n}a", f"{n}b"]) for n in range(70)]
    encoded = encode([write_lists(tmp_path / "lists.jsonl", lists)], tmp_path / "work")
    recipe = SequenceRecipe(least=1, subsample=0, batch=32)
    lesson = Lesson.of(encoded, np.arange(70), 1)
    first, again, other = (Blocks(lesson, recipe, seed) for seed in (0, 0, 1))
    assert len(list(first)) == len(first) == 3
    assert sum(int(block.near.sum()) for block in first) == 2 * 70
    same = [
        torch.equal(*pair)
        for pairs in zip(first, again, strict=True)
        for pair in zip(*pairs, strict=True)
    ]
    assert all(same)
    again.epoch = 1
    for one, two in pairwise((next(iter(first)), next(iter(again)), next(iter(other)))):
        assert not torch.equal(one.entries, two.entries)
        assert not torch.equal(one.negatives, two.negatives)


def test_negatives_follow_their_power(tmp_path: Path) -> None:
    lists = [("", ["a"] * 16 + ["b"])] * 40
    encoded = encode([write_lists(tmp_path / "lists.jsonl", lists)], tmp_path / "work")
    lesson = Lesson.of(encoded, np.arange(40), 1)
    drawn = torch.cat([b.negatives.ravel() for b in Blocks(lesson, SequenceRecipe(), 0)])
    share = float((drawn == 0).float().mean())
    assert share == pytest.approx(8 / 9, abs=0.03)


def test_loss_is_that_of_pairs_with_their_own_negatives() -> None:
    """With every track a negative once, its expectation is exact and can be added up by hand."""
    torch.manual_seed(0)
    rows, each = 6, 4
    network = SkipGram(rows, 3)
    torch.nn.init.normal_(network.context.weight)
    torch.nn.init.normal_(network.entries.weight)
    entries, context = torch.tensor([[0, 1]]), torch.tensor([[2, 0, 1]])
    near = torch.tensor([[[True, False, True], [False, True, False]]])
    loss = network.loss(entries, context, near, torch.arange(rows)[None], each)
    own, other = network.entries.weight, network.context.weight
    wanted = torch.zeros(())
    for entry, found in ((0, 2), (0, 1), (1, 0)):
        wanted = wanted + functional.softplus(-own[entry] @ other[found])
        wanted = wanted + each * functional.softplus(other @ own[entry]).mean()
    assert loss.item() == pytest.approx(wanted.item(), rel=1e-5)


def test_only_touched_rows_move_and_as_far_as_adagrad_says(tmp_path: Path) -> None:
    encoded = encode([write_toy(tmp_path / "toy.jsonl", 9)], tmp_path / "work")
    lesson = Lesson.of(encoded, np.arange(9), 1)
    block = next(iter(Blocks(lesson, SequenceRecipe(), 0)))
    networks = [SkipGram(len(lesson.tracks) + 5, 8, sparse=sparse) for sparse in (True, False)]
    torch.nn.init.normal_(networks[0].context.weight)
    networks[1].load_state_dict(networks[0].state_dict())
    moved, still = (network.entries.weight for network in networks)
    optimiser = RowAdagrad(networks[0].parameters(), 0.1)
    squares = torch.zeros(len(still))
    for _ in range(2):
        for network in networks:
            network.zero_grad()
            network.loss(*block, 5).backward()  # type: ignore[no-untyped-call]
        assert moved.grad is not None
        assert moved.grad.is_sparse
        assert still.grad is not None
        squares += still.grad.pow(2).mean(1)
        optimiser.step()
        with torch.no_grad():
            still -= 0.1 * still.grad / (squares.sqrt() + 1e-10)[:, None]
            networks[1].context.weight.copy_(networks[0].context.weight)
        torch.testing.assert_close(moved, still)
    assert (squares[-5:] == 0).all()
