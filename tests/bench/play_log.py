"""A play log of any size, drawn from a small real one: for the benchmarks of the replay model.

Where a play was started and what came of it, users' and songs' shares of the plays, and every line
about a member or song are drawn from the sample; ids are new. As many plays are of songs that the
files tell of as in the published log, where that is nearly all.
"""

from __future__ import annotations

import base64
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PLAYS, USERS, PLAYED, SONGS = 7_377_418, 30_755, 359_966, 2_296_320
"""Of the published log: plays, users and songs in them, songs that are told of."""
_AT_ONCE = 200_000


def make_log(sample: Path, folder: Path, share: float) -> None:
    """Write the four files of training in `folder`, of a share of the published size."""
    dice = np.random.default_rng(0)
    folder.mkdir(parents=True, exist_ok=True)
    plays = _rows(sample / "train.csv")
    users, songs = _ids(dice, round(USERS * share)), _ids(dice, round(SONGS * share))
    played = songs[: round(PLAYED * share)]
    _write(
        folder / "train.csv",
        ("msno", "song_id", "source_system_tab", "source_screen_name", "source_type", "target"),
        _plays(dice, plays, users, played, round(PLAYS * share)),
    )
    for name, ids in (("members.csv", users), ("songs.csv", songs), ("song_extra_info.csv", songs)):
        rows = _rows(sample / name)
        _write(folder / name, tuple(rows[0]), _copies(dice, rows, ids))


def _plays(
    dice: np.random.Generator,
    plays: Sequence[dict[str, str]],
    users: Sequence[str],
    songs: Sequence[str],
    count: int,
) -> Iterator[tuple[str, ...]]:
    ends = [tuple(row.values())[2:] for row in plays]
    by_user = _shares(dice, [row["msno"] for row in plays], len(users))
    by_song = _shares(dice, [row["song_id"] for row in plays], len(songs))
    for first in range(0, count, _AT_ONCE):
        size = min(_AT_ONCE, count - first)
        drawn = zip(
            np.searchsorted(by_user, dice.random(size)).tolist(),
            np.searchsorted(by_song, dice.random(size)).tolist(),
            dice.integers(len(ends), size=size).tolist(),
            strict=True,
        )
        yield from ((users[user], songs[song], *ends[end]) for user, song, end in drawn)


def _shares(dice: np.random.Generator, ids: Iterable[str], count: int) -> NDArray[np.float64]:
    """Shares of the plays, as uneven as those of the ids, summed up to 1."""
    seen = np.array(list(Counter(ids).values()))
    weights = dice.choice(seen, count) * dice.random(count)
    return np.asarray(np.cumsum(weights) / weights.sum())


def _copies(
    dice: np.random.Generator, rows: Sequence[dict[str, str]], ids: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    """A row drawn for each id, which stands in the first column."""
    values = [tuple(row.values())[1:] for row in rows]
    for name, drawn in zip(ids, dice.integers(len(rows), size=len(ids)).tolist(), strict=True):
        yield (name, *values[drawn])


def _ids(dice: np.random.Generator, count: int) -> list[str]:
    """Names as the log has them: 32 random bytes in base 64."""
    return [base64.b64encode(dice.bytes(32)).decode() for _ in range(count)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
