"""Material: the recordings a pupil learns from, and which of them belong together.

A folder's `manifest.csv` tells artist, album and source of each file; without one the tags do.
Recordings that share any of the three are one group. Groups are never torn apart, so that what a
network is examined on comes from nobody it has heard.
"""

from __future__ import annotations

import csv
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from engine.errors import FolderError
from engine.training.attribution import MANIFEST
from engine.training.collection import read_collection


@dataclass(frozen=True, slots=True)
class Recording:
    """One file; an empty `artist`, `album` or `source` is unknown and shared with nobody."""

    path: Path
    name: str
    artist: str
    album: str
    source: str

    @property
    def ties(self) -> list[tuple[str, ...]]:
        """What it can have in common with others; an album title alone is no tie."""
        ties: list[tuple[str, ...]] = [("recording", self.name)]
        if self.artist:
            ties.append(("artist", self.artist))
        if self.artist and self.album:
            ties.append(("album", self.artist, self.album))
        if self.source:
            ties.append(("source", self.source))
        return ties


def read_material(folder: Path) -> list[Recording]:
    """All recordings of a folder, in the order of their names; raises FolderError."""
    if not folder.is_dir():
        raise FolderError("No such music folder", f"{folder} is not a folder.")
    manifest = folder / MANIFEST
    found = _from_manifest(manifest) if manifest.exists() else _from_tags(folder)
    return sorted(found, key=lambda recording: recording.name)


def groups(recordings: Sequence[Recording]) -> list[list[int]]:
    """The numbers of the recordings in each group, the largest group first."""
    graph: nx.Graph[Hashable] = nx.Graph()
    for number, recording in enumerate(recordings):
        graph.add_edges_from((number, tie) for tie in recording.ties)
    members = [
        sorted(node for node in component if isinstance(node, int))
        for component in nx.connected_components(graph)
    ]
    return sorted(members, key=lambda numbers: (-len(numbers), numbers))


def folds(recordings: Sequence[Recording], count: int) -> NDArray[np.int64]:
    """Deal whole groups, the largest first, to the fold with the fewest recordings: (n,)."""
    dealt = np.zeros(len(recordings), np.int64)
    sizes = [0] * count
    for group in groups(recordings):
        fold = sizes.index(min(sizes))
        dealt[group] = fold
        sizes[fold] += len(group)
    return dealt


def _from_manifest(manifest: Path) -> list[Recording]:
    with manifest.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if rows and not {"path", "artist", "album"} <= rows[0].keys():
        wanted = "It needs the columns path, artist and album."
        raise FolderError(f"Cannot use {manifest.name!r}", wanted)
    return [
        Recording(
            manifest.parent / row["path"],
            row["path"],
            row["artist"].casefold(),
            row["album"].casefold(),
            row.get("source_repo") or "",
        )
        for row in rows
    ]


def _from_tags(folder: Path) -> list[Recording]:
    return [
        Recording(piece.path, piece.name, piece.artist, piece.tags.album.casefold(), "")
        for piece in read_collection(folder)
    ]
