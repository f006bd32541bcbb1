"""How much of a track has to be heard: `make bench-excerpts MUSIC=folder`.

Each track is decoded whole once; then every plan listens to its own windows of it. Two ears judge:
the shipped model, and plain statistics of the mel pictures, which learned nothing. Two questions
are asked of each plan: how many of a track's ten nearest neighbours are those that listening to
the whole track gives, and how well tracks of one artist are found (mean average precision). What a
plan costs is the processor time of decoding its windows by seeking, and of front end and network
on them, on one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.audio.decode import decode_excerpts, decode_whole
from engine.audio.excerpts import ExcerptPlan
from engine.errors import UnreadableAudio
from engine.models.pooling import pool
from engine.models.weights import load, shipped
from engine.training.collection import Piece, read_collection
from engine.training.metrics import mel_statistics, retrieval, unit
from engine.training.preference.network import embed_mel

Vectors = NDArray[np.float32]

SIZES = (
    (1, 5), (1, 10), (1, 15), (1, 30), (2, 5), (2, 10), (2, 15), (3, 5), (3, 10), (3, 15),
    (3, 20), (3, 30), (4, 5), (4, 8), (4, 10), (5, 3), (5, 5), (5, 8), (5, 10), (6, 5), (8, 5),
)  # fmt: skip
"""Windows and their seconds, spread evenly over the track, as the app does it."""
NEAREST = 10
TIMED = 30
"""Tracks whose decoding is timed."""


@dataclass(slots=True)
class Trial:
    """A way to listen, and what each ear made of every track."""

    name: str
    seconds: float
    plan: ExcerptPlan | None
    starts: Callable[[float], Sequence[float]]
    heard: dict[str, list[Vectors]] = field(default_factory=dict)
    cost: float = float("nan")
    """Processor seconds a track."""


def main() -> None:
    """Listen, judge, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", type=Path, required=True)
    parser.add_argument("--picture", type=Path, default=Path("docs/benchmarks/excerpts.png"))
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    network = load(shipped())
    rate = shipped().plan.sample_rate
    trials = list(_trials(rate))
    pieces = [p for p in read_collection(options.music) if _hear(p, trials, network, rate)]
    for trial in trials:
        if trial.plan:
            trial.cost = _cost([piece.path for piece in pieces[:: max(1, len(pieces) // TIMED)]],
                               trial.plan, network)  # fmt: skip
    rows = _judged(trials, pieces)
    _print(rows, len(pieces))
    _draw(rows, options.picture)


def _trials(rate: int) -> Iterable[Trial]:
    """The whole track first: the others are compared with it."""
    yield Trial("whole track", float("nan"), None, _whole)
    for count, seconds in SIZES:
        plan = ExcerptPlan(seconds, count, rate)
        yield Trial(f"{count} x {seconds} s", count * seconds, plan, plan.starts)
    yield Trial("30 s from the start", 30, None, lambda _: (0.0,))
    yield Trial("30 s from a third on", 30, None, lambda duration: (duration / 3,))


def _whole(duration: float) -> list[float]:
    return [30.0 * number for number in range(max(1, int(duration // 30)))]


def _hear(piece: Piece, trials: Sequence[Trial], network: Any, rate: int) -> bool:
    """Let every trial hear a track; False if it cannot be decoded."""
    try:
        sound = decode_whole(piece.path, rate)
    except UnreadableAudio:
        return False
    for trial in trials:
        length = round((trial.plan.seconds if trial.plan else 30.0) * rate)
        windows = np.stack(
            [
                np.resize(sound[(at := round(start * rate)) : at + length], length)
                for start in trial.starts(len(sound) / rate)
            ]
        )
        for ear, vector in _listen(windows, network).items():
            trial.heard.setdefault(ear, []).append(vector)
    return True


def _listen(windows: Vectors, network: Any) -> dict[str, Vectors]:
    with torch.inference_mode():
        pictures = network.front_end(torch.from_numpy(windows))
        vectors = embed_mel(network, pictures).numpy()
    statistics = mel_statistics(pictures.numpy()).mean(0)
    return {"shipped model": pool(vectors), "mel statistics": statistics}


def _cost(paths: Sequence[Path], plan: ExcerptPlan, network: Any) -> float:
    began = time.process_time()
    for path in paths:
        with torch.inference_mode():
            network(torch.from_numpy(decode_excerpts(path, plan)))
    return (time.process_time() - began) / len(paths)


@dataclass(frozen=True, slots=True)
class Row:
    """What a trial reached with one ear."""

    trial: Trial
    ear: str
    shared: float
    artist: float


def _judged(trials: Sequence[Trial], pieces: Sequence[Piece]) -> list[Row]:
    artists = [frozenset({piece.artist} - {""}) for piece in pieces]
    rows = []
    for ear in trials[0].heard:
        statistics = np.stack(trials[0].heard[ear])
        mean, spread = statistics.mean(0), np.maximum(statistics.std(0), 1e-6)
        centre, scale = (mean, spread) if ear == "mel statistics" else (0.0, 1.0)
        reference = None
        for trial in trials:
            heard = (np.stack(trial.heard[ear]) - centre) / scale
            vectors = unit(np.asarray(heard, np.float32))
            nearest = _nearest(vectors)
            reference = nearest if reference is None else reference
            shared = float(np.mean([len(a & b) / NEAREST
                                    for a, b in zip(nearest, reference, strict=True)]))  # fmt: skip
            rows.append(Row(trial, ear, shared, retrieval(vectors, artists).mean_average_precision))
    return rows


def _nearest(vectors: Vectors) -> list[set[int]]:
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -np.inf)
    return [set(row.tolist()) for row in np.argsort(-similarity, axis=1)[:, :NEAREST]]


def _print(rows: Sequence[Row], tracks: int) -> None:
    print(f"{tracks} tracks\n")
    print("| windows | seconds | ms a track, one core | ear | neighbours shared | artist MAP |")
    print("|---|---:|---:|---|---:|---:|")
    for row in rows:
        trial = row.trial
        print(
            f"| {trial.name} | {_known(trial.seconds)} | {_known(trial.cost * 1000)} | {row.ear} "
            f"| {row.shared:.3f} | {row.artist:.3f} |"
        )


def _known(figure: float) -> str:
    return "" if np.isnan(figure) else f"{figure:.0f}"


def _draw(rows: Sequence[Row], picture: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    ears = sorted({row.ear for row in rows})
    figure, axes = pyplot.subplots(2, len(ears), figsize=(12, 8), sharex=True)
    for column, ear in enumerate(ears):
        these = [row for row in rows if row.ear == ear]
        _curves(axes[0][column], these, lambda row: row.shared)
        axes[0][column].set_title(f"{ear}: of {NEAREST} neighbours, those of the whole track")
        _curves(axes[1][column], these, lambda row: row.artist)
        axes[1][column].set_title(f"{ear}: same artist, mean average precision")
        axes[1][column].axhline(these[0].artist, color="grey", linestyle=":", label="whole track")
        axes[1][column].set_xlabel("seconds heard of each track")
    axes[1][0].legend(fontsize=8)
    figure.tight_layout()
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, dpi=100)
    print(f"\n{picture}")


def _curves(plot: Any, rows: Sequence[Row], figure: Callable[[Row], float]) -> None:
    """One curve for each count of windows, and a cross for thirty seconds in one piece."""
    plans = [(row, row.trial.plan) for row in rows if row.trial.plan]
    for count in sorted({plan.count for _, plan in plans}):
        points = [(row.trial.seconds, figure(row)) for row, plan in plans if plan.count == count]
        plot.plot(*zip(*points, strict=True), marker="o", label=f"{count} windows, spread evenly")
    for row in rows[1:]:
        if not row.trial.plan:
            plot.plot(row.trial.seconds, figure(row), "x", color="grey")
            plot.annotate(row.trial.name, (row.trial.seconds, figure(row)), fontsize=8)
    plot.grid(alpha=0.3)


if __name__ == "__main__":
    main()
