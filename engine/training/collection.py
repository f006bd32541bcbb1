"""A training collection: the music folder a model learns from, split so that it can be examined.

Tags give the graph, artists give the split: nobody the model is examined on was heard in training.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.catalog.formats import is_hidden, is_music
from engine.catalog.tags import read_tags
from engine.types import Tags

SHARES = {"train": 0.7, "validation": 0.15, "test": 0.15}
"""The part of the tracks each split gets, as nearly as whole artists allow."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A track of a training collection; `name` is its path below the folder, with slashes."""

    path: Path
    name: str
    tags: Tags

    @property
    def artist(self) -> str:
        """Who made it, spelled one way."""
        return self.tags.artist.casefold()

    @property
    def album(self) -> tuple[str, str] | None:
        """Whose album and which: many artists have a "Greatest Hits". None for a loose track."""
        owner = self.tags.album_artist or self.tags.artist
        return (owner.casefold(), self.tags.album.casefold()) if self.tags.album else None

    @property
    def genres(self) -> frozenset[str]:
        """Its genres, spelled one way."""
        return frozenset(genre.casefold() for genre in self.tags.genres)


def read_collection(folder: Path) -> list[Piece]:
    """Every track below `folder` that can be opened, in the order of their names."""
    pieces = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for path in (Path(place, name) for name in files if is_music(name)):
            try:
                tags = read_tags(path, folder)
            except OSError:
                continue
            pieces.append(Piece(path, path.relative_to(folder).as_posix(), tags))
    return sorted(pieces, key=lambda piece: piece.name)


def deal(owners: Sequence[str], seed: int) -> dict[str, str]:
    """Deal each owner, in random order, to the split that is furthest below its share.

    `owners` names one for each track; the split of each owner comes back, in the order dealt.
    """
    counts = Counter(owners)
    dealt: dict[str, str] = {}
    filled = dict.fromkeys(SHARES, 0)
    for owner in np.random.default_rng(seed).permutation(np.array(sorted(counts), dtype=object)):
        needy = max(SHARES, key=lambda name: SHARES[name] * len(owners) - filled[name])
        dealt[owner] = needy
        filled[needy] += counts[owner]
    return dealt
