"""Skip-gram beside gensim's word2vec: `make bench-skipgram`

An epoch over the same playlists, with the same settings, on one core, in turns; the time is what
the processor spent. A pair is an entry and another one within its window, with its five negatives.
Both skip and shorten windows by the same rule, so both see as many pairs. gensim goes through pairs
one by one in compiled C; here a stretch of 64 entries is one product of matrices and shares its
negatives.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from gensim.models import Word2Vec

from engine.models.skip_gram import SkipGram
from engine.training.sequence.blocks import Blocks
from engine.training.sequence.encoding import encode
from engine.training.sequence.lesson import Lesson
from engine.training.sequence.recipe import SequenceRecipe
from engine.training.sequence.row_adagrad import RowAdagrad
from engine.training.sequence.word2vec import sentences_of
from tests.engine.training.sequence.toy import write_lists

TRACKS, LENGTH = 50_000, 66
SETTINGS = ((64, 5), (64, 10), (100, 10))
"""Dimensions and windows."""


def main() -> None:
    """Make playlists, then measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--playlists", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as place:
        lesson = made(Path(place), options.playlists)
        print(f"{options.playlists:,} playlists, {len(lesson.tracks):,} tracks")
        print("| dimensions | window | pairs | here, pairs/s | gensim, pairs/s | times as fast |")
        print("|---:|---:|---:|---:|---:|---:|")
        for dimension, window in SETTINGS:
            recipe = replace(SequenceRecipe(), dimension=dimension, window=window)
            report(lesson, recipe, options.rounds)


def made(folder: Path, count: int) -> Lesson:
    """Playlists whose tracks are as unevenly liked as real ones."""
    dice = np.random.default_rng(0)
    liked = (np.arange(TRACKS) + 50.0) ** -0.8
    tracks = dice.choice(TRACKS, (count, LENGTH), p=liked / liked.sum())
    lists = [("", [str(track) for track in row]) for row in tracks.tolist()]
    encoded = encode([write_lists(folder / "lists.jsonl", lists)], folder / "work")
    return Lesson.of(encoded, np.arange(count), 1)


def report(lesson: Lesson, recipe: SequenceRecipe, rounds: int) -> None:
    """A row: medians over the rounds, and of the ratios of each."""
    pairs = sum(int(block.near.sum()) for block in Blocks(lesson, recipe, 0))
    here, there = epochs_here(lesson, recipe), epochs_there(lesson, recipe)
    times = [(spent(here), spent(there)) for _ in range(rounds)]
    own, gensim, ratio = (
        statistics.median(values)
        for values in zip(*((pairs / a, pairs / b, b / a) for a, b in times), strict=True)
    )
    print(
        f"| {recipe.dimension} | {recipe.window} | {pairs:,} | {own:,.0f} | {gensim:,.0f} "
        f"| {ratio:.2f} |",
        flush=True,
    )


def epochs_here(lesson: Lesson, recipe: SequenceRecipe) -> Callable[[], None]:
    """An epoch of the training here."""
    network = SkipGram(len(lesson.tracks), recipe.dimension)
    optimiser = RowAdagrad(network.parameters(), recipe.rate)
    blocks = Blocks(lesson, recipe, 0)

    def epoch() -> None:
        blocks.epoch += 1
        for block in blocks:
            network.zero_grad()
            network.loss(*block, recipe.negatives).backward()  # type: ignore[no-untyped-call]
            optimiser.step()

    return epoch


def epochs_there(lesson: Lesson, recipe: SequenceRecipe) -> Callable[[], None]:
    """An epoch of gensim's."""
    sentences: Sequence[Sequence[int]] = sentences_of(lesson)
    model = Word2Vec(
        vector_size=recipe.dimension,
        window=recipe.window,
        negative=recipe.negatives,
        ns_exponent=recipe.power,
        sample=recipe.subsample,
        min_count=1,
        sg=1,
        workers=1,
    )
    model.build_vocab(sentences)

    def epoch() -> None:
        model.train(sentences, total_examples=len(sentences), epochs=1)

    return epoch


def spent(epoch: Callable[[], None]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    epoch()
    return time.process_time() - began


if __name__ == "__main__":
    main()
