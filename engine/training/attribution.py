"""Attribution: who made the music a network learned from, and under which licence.

A training folder's `manifest.csv` says it: columns path, artist, title, licence and more.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

MANIFEST = "manifest.csv"
_COLUMNS = ("split", "artist", "title", "album", "genre", "licence", "source_repo")

Row = Mapping[str, str]


def manifest_rows(folder: Path) -> dict[str, dict[str, str]]:
    """What the folder's manifest says of each file, by its path; empty where there is none."""
    manifest = folder / MANIFEST
    if not manifest.exists():
        return {}
    with manifest.open(newline="", encoding="utf-8") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def write_attributions(path: Path, rows: Sequence[Row]) -> None:
    """List tracks, one a line; columns that no row has are left out."""
    columns = [column for column in _COLUMNS if any(column in row for row in rows)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def licences_table(rows: Sequence[Row]) -> str:
    """How many tracks come under which licence, as Markdown."""
    counts = Counter(row.get("licence") for row in rows).most_common()
    lines = [f"| {licence or 'not stated'} | {count} |" for licence, count in counts]
    return "\n".join(["| licence | tracks |\n|---|---:|", *lines])
