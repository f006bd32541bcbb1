"""How the search for neighbours grows from 10,000 to 1,000,000 tracks: `make bench-neighbours`.

The vectors are made like those of real music (see `tests.bench.music_vectors`); once, at 100,000,
they are uniformly random as the worst case. Queries are vectors of the same kind that the index
does not hold. Recall is the share of the true nearest 20, by a product over all vectors, that is
found. Parts of the library are scattered (any tracks, as a decade's) or together (those farthest in
one direction, as a genre's); the table has the lower recall and the longer p99 of the two. While
tracks are added there is a search every few milliseconds, and as many without adding beside it.
Built graphs are kept in build/ for the next run.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.index.base import Ids, Vectors
from engine.index.graph import BUILD_BREADTH, LINKS, SEARCH_BREADTH
from engine.index.hnsw import SLICE, HnswIndex
from engine.index.seal import Seal
from tests.bench.index_figures import NEIGHBOURS, Figures, measure
from tests.bench.library_parts import parts_of_a_library
from tests.bench.music_vectors import DIMENSION, fitted, random_directions
from tests.bench.neighbours_plot import draw

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
WORST_CASE = 100_000
QUERIES, ADDED = 1_000, 10_000
SHARES = (0.1, 0.01, 0.001)
CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured at one size; recall of all, and of each part, in 0–1."""

    name: str
    size: int
    build: float
    figures: Figures
    recall: float
    part_recall: dict[str, float]


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--music", type=Path, default=Path("../shared/music"))
    parser.add_argument("--cache", type=Path, default=Path("build/neighbours"))
    parser.add_argument("--plot", type=Path, default=Path("docs/benchmarks/neighbours.png"))
    options = parser.parse_args()
    mixture = fitted(options.music, options.cache / "library")
    print(f"Vectors {mixture.origin}; links {LINKS}, breadth {BUILD_BREADTH} / {SEARCH_BREADTH}")
    rows = [
        measured(f"{size:,}", size, mixture.draw, options.cache / f"music-{size}")
        for size in sorted(options.sizes)
    ]
    if WORST_CASE in options.sizes:
        random = options.cache / f"random-{WORST_CASE}"
        rows.append(measured(f"{WORST_CASE:,}, random", WORST_CASE, random_directions, random))
    draw([row for row in rows if "random" not in row.name], options.plot)
    print("\n".join([*table(rows), "", *parts_of_a_library(mixture.draw), "", str(options.plot)]))


def say(words: str) -> None:
    """What comes before the result, for whoever waits."""
    print(words, file=sys.stderr, flush=True)


def measured(name: str, size: int, make: Callable[[int, int], Vectors], folder: Path) -> Row:
    """Everything about an index of one size."""
    say(f"{name}: making vectors")
    vectors, queries, added = np.split(
        make(size + QUERIES + 2 * ADDED, size), [size, size + QUERIES]
    )
    build = built(vectors, folder)
    parts = parts_of(vectors)
    say(f"{name}: measuring")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as process:
        figures = process.submit(measure, folder, DIMENSION, queries, parts, added).result()
    row = Row(
        name,
        size,
        build,
        figures,
        recall(figures.all.ids, truth(vectors, np.arange(size), queries)),
        {
            part: recall(figures.among[part].ids, truth(vectors, ids, queries))
            for part, ids in parts.items()
        },
    )
    say("\n".join(lines(row)))
    return row


def built(vectors: Vectors, folder: Path) -> float:
    """Have the index of the vectors lie sealed in a folder; the seconds its graph took."""
    likeness = [zlib.crc32(vectors[:1_000].tobytes()), len(vectors), LINKS, BUILD_BREADTH]
    try:
        notes = Seal.of(folder).notes
        if notes["likeness"] == likeness:
            return float(notes["build"])
    except (OSError, ValueError, KeyError):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    index = HnswIndex(DIMENSION)
    index.add(np.arange(len(vectors)), vectors)
    began, slices = time.perf_counter(), 0

    def progress() -> bool:
        nonlocal slices
        slices += 1
        if slices * SLICE % CHUNK < SLICE:
            seconds = time.perf_counter() - began
            say(f"  {slices * SLICE:,} in the graph after {seconds:.0f} s")
        return False

    index.settle(progress)
    build = time.perf_counter() - began if index.settled else 0.0
    checksums, settled = index.save(folder)
    Seal(checksums, {"settled": settled, "likeness": likeness, "build": build}).put_on(folder)
    return build


def parts_of(vectors: Vectors) -> dict[str, Ids]:
    """The ids of parts of several sizes."""
    drawn = np.random.default_rng(7)
    towards = vectors @ drawn.standard_normal(DIMENSION).astype(np.float32)
    order = {"scattered": drawn.permutation(len(vectors)), "together": np.argsort(-towards)}
    return {
        f"{share:.1%} {kind}": np.sort(ids[: max(NEIGHBOURS, int(share * len(vectors)))])
        for share in SHARES
        for kind, ids in order.items()
    }


def truth(vectors: Vectors, ids: Ids, queries: Vectors) -> Ids:
    """The true nearest (q, 20) among some."""
    best_ids = np.empty((len(queries), 0), np.int64)
    best = np.empty((len(queries), 0), np.float32)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        best = np.hstack([best, queries @ vectors[chunk].T])
        best_ids = np.hstack([best_ids, np.broadcast_to(chunk, (len(queries), len(chunk)))])
        nearest = np.argpartition(-best, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS]
        best = np.take_along_axis(best, nearest, axis=1)
        best_ids = np.take_along_axis(best_ids, nearest, axis=1)
    return best_ids


def recall(found: Ids, true: Ids) -> float:
    """The share of the true ones that was found."""
    shared = [len(np.intersect1d(*pair)) for pair in zip(found, true, strict=True)]
    return sum(shared) / true.size


def lines(row: Row) -> list[str]:
    """What was measured, as it comes."""
    f = row.figures
    return [
        f"{row.name}: recall@20 {row.recall:.4f}, {f.all.times} ms (p50 / p99)",
        f"  built in {row.build:.0f} s, vectors loaded in {f.rows_loaded:.2f} s and the graph in "
        f"{f.graph_loaded:.2f} s more, {f.memory:,.0f} bytes a vector",
        f"  while {ADDED:,} are added {f.adding} ms, without {f.quiet} ms; "
        f"{f.add_rate_searched:,.0f} added a second, {f.add_rate:,.0f} without searches",
        *(
            f"  among {part}: recall@20 {row.part_recall[part]:.4f}, {answers.times} ms"
            for part, answers in f.among.items()
        ),
    ]


def table(rows: Sequence[Row]) -> list[str]:
    """The same for docs/benchmarks.md."""
    shares = [f"{share:.1%}" for share in SHARES]
    heads = [
        "tracks", "recall@20", "query p50 / p99, ms", "while 10,000 are added (without), ms",
        "added a second", *(f"recall@20 of {share}; ms" for share in shares),
        "vectors + graph loaded, s", "graph built, s", "bytes a vector",
    ]  # fmt: skip
    return [
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
        *(f"| {' | '.join(_cells(row, shares))} |" for row in rows),
    ]


def _cells(row: Row, shares: Sequence[str]) -> list[str]:
    f = row.figures
    among = [
        f"{min(row.part_recall[f'{share} {kind}'] for kind in ('scattered', 'together')):.3f}; "
        f"{max(f.among[f'{share} {kind}'].times.p99 for kind in ('scattered', 'together')):.1f}"
        for share in shares
    ]
    return [
        row.name,
        f"{row.recall:.4f}",
        str(f.all.times),
        f"{f.adding} ({f.quiet})",
        f"{f.add_rate:,.0f}",
        *among,
        f"{f.rows_loaded:.2f} + {f.graph_loaded:.2f}",
        f"{row.build:.0f}",
        f"{f.memory:,.0f}",
    ]


if __name__ == "__main__":
    main()
