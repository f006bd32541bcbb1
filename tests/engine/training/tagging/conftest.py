"""Labelled music in each published form: a few rows of it, and tiny real sound."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

TINY = Path(__file__).parents[3] / "data" / "tiny.mp3"

JAMENDO = """TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS
track_0000214\tartist_000014\talbum_000031\t14/214.mp3\t124.6\tgenre---punkrock
track_0000215\tartist_000015\talbum_000032\t15/215.mp3\t151.4\tgenre---metal\tinstrument---voice
"""
MTAT_TAGS = ("no voice", "singer", "guitar", "hard rock")


def sound(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(TINY, path)


@pytest.fixture
def jamendo(tmp_path: Path) -> Path:
    """A split of three tables; the sound of the first track is the small version."""
    for split in ("train", "validation", "test"):
        (tmp_path / f"autotagging_top50tags-{split}.tsv").write_text(JAMENDO)
    sound(tmp_path / "14" / "214.low.mp3")
    sound(tmp_path / "15" / "215.mp3")
    return tmp_path


@pytest.fixture
def magnatagatune(tmp_path: Path) -> Path:
    """Four clips of folders 0, b, c and f."""
    header = ("clip_id", *MTAT_TAGS, "mp3_path")
    names = ("0/american_bach.mp3", "b/bach.mp3", "c/seldon.mp3", "f/zilla.mp3")
    rows = [
        (str(number), "0", "1", "0", str(number % 2), name)
        for number, name in enumerate(names, start=2)
    ]
    lines = ["\t".join(f'"{field}"' for field in row) for row in (header, *rows)]
    (tmp_path / "annotations_final.csv").write_text("\n".join(lines) + "\n")
    info = ["clip_id\ttrack_number\ttitle\tartist\tmp3_path"]
    info += [f"{n}\t1\tA title\tArtist {n}\t{name}" for n, name in enumerate(names, start=2)]
    (tmp_path / "clip_info_final.csv").write_text("\n".join(info) + "\n")
    for name in names:
        sound(tmp_path / name)
    return tmp_path


@pytest.fixture
def million_song(tmp_path: Path) -> Path:
    """Two tracks a split, tags as matrices; the second track is rock (column 0) and sad (47)."""
    for number, split in enumerate(("train", "valid", "test")):
        ids = (10 * number + 1, 10 * number + 2)
        write_list(tmp_path / f"{split}_x_filename.txt", (f"3/6/{each}.npy" for each in ids))
        write_list(tmp_path / f"{split}_x_7d_id.txt", map(str, ids))
        write_list(tmp_path / f"{split}_x_msd_id.txt", (f"TRABC{each:013}" for each in ids))
        matrix = np.zeros((2, 50), np.int64)
        matrix[1, [0, 47]] = 1
        np.save(tmp_path / f"{split}_y.npy", matrix)
        for each in ids:
            sound(tmp_path / "3" / "6" / f"{each}.clip.mp3")
    return tmp_path


def write_list(path: Path, values: object) -> None:
    path.write_text("".join(f"{value}\n" for value in values))  # type: ignore[attr-defined]


def write_lastfm_database(folder: Path, tags: dict[str, dict[str, float]]) -> None:
    """The published schema: rows are referred to by their number."""
    with closing(sqlite3.connect(folder / "lastfm_tags.db")) as database, database:
        database.executescript(
            "CREATE TABLE tags (tag TEXT); CREATE TABLE tids (tid TEXT);"
            "CREATE TABLE tid_tag (tid INT, tag INT, val FLOAT);"
        )
        rows: dict[str, int] = {}
        for track, theirs in tags.items():
            row = database.execute("INSERT INTO tids VALUES (?)", [track]).lastrowid
            for tag, fit in theirs.items():
                if tag not in rows:
                    made = database.execute("INSERT INTO tags VALUES (?)", [tag]).lastrowid
                    rows[tag] = int(made or 0)
                database.execute("INSERT INTO tid_tag VALUES (?, ?, ?)", [row, rows[tag], fit])


def write_lastfm_objects(folder: Path, tags: dict[str, dict[str, float]]) -> None:
    for track, theirs in tags.items():
        path = folder / "lastfm_train" / track[2] / track[3] / track[4] / f"{track}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        pairs = [[tag, str(fit)] for tag, fit in theirs.items()]
        path.write_text(json.dumps({"artist": "A", "tags": pairs, "track_id": track}))
