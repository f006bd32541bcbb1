"""A play log in the five files of the published one: small, and with a rule that can be learned."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

PLAYS = ("msno", "song_id", "source_system_tab", "source_screen_name", "source_type")
MEMBERS = (
    "msno", "city", "bd", "gender", "registered_via", "registration_init_time", "expiration_date",
)  # fmt: skip
SONGS = (
    "song_id", "song_length", "genre_ids", "artist_name", "composer", "lyricist", "language",
)  # fmt: skip


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """600 plays of 12 songs by 10 users: what is in the library is played again, radio is not.

    Nothing is known of the user u9, of the song s11, and of what s10 is recorded as.
    """
    folder = tmp_path / "log"
    folder.mkdir()
    dice = np.random.default_rng(0)
    plays: list[tuple[object, ...]] = []
    for _ in range(600):
        user, song, local = dice.integers(10), dice.integers(12), dice.random() < 0.5
        tab, kind = ("my library", "local-library") if local else ("radio", "radio")
        plays.append((f"u{user}", f"s{song}", tab, "", kind, int(local)))
    write(folder / "train.csv", (*PLAYS, "target"), plays)
    write(
        folder / "test.csv",
        ("id", *PLAYS),
        [(7, "u0", "s0", "my library", "", "local-library"), (8, "new", "newer", "radio", "", "")],
    )
    write(
        folder / "members.csv",
        MEMBERS,
        [(f"u{n}", n % 3, 20 + n, "male", 9, "20120229", "20170301") for n in range(9)]
        + [("somebody", 1, 0, "", 7, "20110820", "20170920")],
    )
    write(
        folder / "songs.csv",
        SONGS,
        [(f"s{n}", 200_000 + n, "465|458", f"Artist {n % 4}", "", "", "3.0") for n in range(11)],
    )
    write(
        folder / "song_extra_info.csv",
        ("song_id", "name", "isrc"),
        [(f"s{n}", "A name\nof two lines", f"TWUM7{n:07}") for n in range(10)],
    )
    return folder
