"""Train the embedder: triplets over a preference graph, from a folder of music to a weights file.

The published way is the recipe `published`; what `gentle` does otherwise, and why, stands in
docs/decisions/embedder-training.md. The loop is `_fit`; the rest brings it its data and takes away
what it found.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from engine.audio.excerpts import ExcerptPlan
from engine.errors import Cancelled, FolderError, NearfieldError
from engine.models.embedder import Embedder
from engine.models.weights import save
from engine.training.chunks import ChunkCache, Split, band_statistics, chunk_all
from engine.training.collection import SHARES, read_collection, split_by_artist
from engine.training.examination import embed, examine, examine_unheard
from engine.training.filter_bank import start_as_filter_bank
from engine.training.graph import distances
from engine.training.metrics import triplet_accuracy
from engine.training.recipes import GENTLE, Recipe
from engine.training.report import Look, TrainingReport, write_report
from engine.training.triplets import TripletSampler
from engine.training.variation import cropped, varied

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK_SECONDS = 30.0
PLAN = ExcerptPlan(seconds=10.0, count=4, sample_rate=16_000)
"""What the analysis listens to: it does as well as three whole chunks (docs/benchmarks.md)."""
_VALIDATION_TRIPLETS = 2_000
_SCALED_ON = 128
"""Chunks on which the filter bank's layers are scaled."""

Told = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, of how much."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told of a run and who may stop it."""

    told: Told
    cancelled: Callable[[], bool]

    def step(self, doing: str, done: int, total: int) -> None:
        """Report; raises Cancelled if the run is to stop."""
        if self.cancelled():
            raise Cancelled("Training was stopped", "No weights were written.")
        self.told(doing, done, total)


def train_embedder(
    folder: Path,
    output: Path,
    *,
    recipe: Recipe = GENTLE,
    steps: int | None = None,
    seed: int = 0,
    unheard: Path | None = None,
    cache: Path | None = None,
    progress: Told | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> TrainingReport:
    """Train on the music in `folder` and write the weights to `output`, with a card beside them.

    `steps` cuts the recipe short. `unheard` is a folder of other music, grouped by its genre tags,
    that the result is examined on and never trained on. A `manifest.csv` in `folder` gives the
    card its attributions. With `cache`, decoded music is kept there for the next run.

    Raises FolderError, NearfieldError if there is too little to learn from, Cancelled.
    """
    torch.set_flush_denormal(True)
    watch = Watch(progress or (lambda *_: None), cancelled or (lambda: False))
    for place in (folder, unheard):
        if place is not None and not place.is_dir():
            raise FolderError("No such music folder", f"{place} is not a folder.")
    with _kept(cache) as kept, torch.random.fork_rng():
        torch.manual_seed(seed)
        network = Embedder()
        chunks = ChunkCache(kept, network.front_end, CHUNK_SECONDS)
        splits = _listen(folder, chunks, seed, watch)
        network.band_mean, network.band_deviation = band_statistics(splits["train"])
        random = copy.deepcopy(network).eval()
        if recipe.filter_bank:
            every = max(1, len(splits["train"]) // _SCALED_ON)
            pictures = splits["train"].pictures(range(0, len(splits["train"]), every))
            start_as_filter_bank(network, pictures)
        start = copy.deepcopy(network).eval()
        looks = _fit(network, splits, recipe, steps or recipe.steps, seed, watch)
        judged = {"random weights": random, "before training": start, "trained": network}
        figures = examine(judged, splits)
        elsewhere = examine_unheard(judged, unheard, chunks, splits["train"]) if unheard else {}
    model = save(
        output,
        network,
        architecture="embedder",
        dimension=128,
        plan=PLAN,
        front_end=network.front_end.settings.as_metadata(),
    )
    pieces = {name: split.pieces for name, split in splits.items()}
    report = TrainingReport(model, recipe, seed, tuple(looks), pieces, figures, elsewhere)
    write_report(report, folder)
    return report


@contextmanager
def _kept(cache: Path | None) -> Iterator[Path]:
    """The cache folder, or one that is gone afterwards."""
    if cache is not None:
        yield cache
        return
    with tempfile.TemporaryDirectory(prefix="nearfield-") as folder:
        yield Path(folder)


def _listen(folder: Path, cache: ChunkCache, seed: int, watch: Watch) -> dict[str, Split]:
    """Decode the whole collection and split it by artist."""
    pieces = read_collection(folder)
    done = iter(range(len(pieces)))
    chunked = chunk_all(pieces, cache, lambda: watch.step("Listening", next(done), len(pieces)))
    heard = [piece for piece in pieces if piece.name in chunked]
    dealt = split_by_artist(heard, seed)
    splits = {name: Split([chunked[piece.name] for piece in dealt[name]]) for name in SHARES}
    if not all(_sampler(split, GENTLE, seed) for split in splits.values()):
        raise NearfieldError(
            "There is too little music to learn from",
            "Training needs several artists, and tags that tell them and their genres apart.",
        )
    return splits


def _fit(
    network: Embedder,
    splits: dict[str, Split],
    recipe: Recipe,
    steps: int,
    seed: int,
    watch: Watch,
) -> list[Look]:
    """The loop; leaves `network` as it was when it did best on the validation triplets."""
    train = splits["train"]
    draws, unseen = _sampler(train, recipe, seed), _sampler(splits["validation"], recipe, seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network.to(device).train()
    exam = unseen.draw(_VALIDATION_TRIPLETS)
    chance = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(network.parameters(), lr=recipe.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _falling(recipe, steps))
    looks = [Look(0, float("nan"), triplet_accuracy(embed(network, splits["validation"]), exam))]
    best, losses = copy.deepcopy(network.state_dict()), []
    for step in range(1, steps + 1):
        watch.step("Training", step, steps)
        triplets = draws.draw(recipe.batch)  # (16, 3)
        pictures = cropped(train.pictures(triplets.T.ravel()), recipe.crop, chance)
        pictures = varied(pictures.to(device), recipe, chance)  # (48, 128, T)
        anchor, positive, negative = network.embed_mel(pictures).chunk(3)  # (16, 128) each
        loss = functional.triplet_margin_loss(anchor, positive, negative, margin=recipe.margin)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if step % recipe.check_every == 0 or step == steps:
            accuracy = triplet_accuracy(embed(network, splits["validation"]), exam)
            if accuracy > max(look.validation for look in looks):
                best = copy.deepcopy(network.state_dict())
            looks.append(Look(step, float(np.mean(losses)), accuracy))
            losses.clear()
            if _stalled(looks, recipe.patience):
                break
    network.load_state_dict(best)
    network.cpu().eval()
    return looks


def _sampler(split: Split, recipe: Recipe, seed: int) -> TripletSampler:
    return TripletSampler(distances(split.pieces), split.counts, graded=recipe.graded, seed=seed)


def _falling(recipe: Recipe, steps: int) -> Callable[[int], float]:
    """By what the learning rate is multiplied at each step."""
    if not recipe.decay:
        return lambda step: 1.0
    return lambda step: 0.5 * (1 + float(np.cos(np.pi * step / steps)))


def _stalled(looks: Sequence[Look], patience: int) -> bool:
    accuracies = [look.validation for look in looks]
    return len(looks) - 1 - accuracies.index(max(accuracies)) >= patience
