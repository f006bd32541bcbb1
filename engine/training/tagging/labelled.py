"""Labelled music: sound files and their tags, whatever data set they come from.

The readers make it; `Lesson` chooses the tags that are learned and deals the tracks to training,
validation and test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from engine.errors import NearfieldError
from engine.models.vocabularies import VOCABULARIES
from engine.training.collection import SHARES, deal

if TYPE_CHECKING:
    from numpy.typing import NDArray


_DEALS = 300
"""Random deals among which the most even one is taken."""
_WORTH_SPREADING = 5
"""Tags of fewer tracks do not count there."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sound file and its qualified tags (`jamendo/genre---ambient`).

    `split` is the published one, if there is one; `owner` is who made it, so that nobody is heard
    both in training and in the examination.
    """

    path: Path
    tags: frozenset[str]
    split: str | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class LabelledMusic:
    """A data set as its reader found it; `left_out` counts rows not taken, by reason."""

    name: str
    tracks: tuple[Labelled, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def uses(self) -> Counter[str]:
        """How many tracks carry each tag."""
        return Counter(tag for track in self.tracks for tag in track.tags)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned: the tags, and the tracks of each split, each with one of them at least."""

    name: str
    tags: tuple[str, ...]
    splits: Mapping[str, tuple[Labelled, ...]]
    left_out: Mapping[str, int]

    @classmethod
    def of(cls, music: LabelledMusic, tags: tuple[str, ...], seed: int) -> Self:
        """These tags, the tracks that carry one, and the published split or else a dealt one.

        Raises NearfieldError if nothing is left to learn.
        """
        known = frozenset(tags)
        # Dealt before anything is left out: whoever asks for other tags gets the same splits.
        splits = {
            split: tuple(track for track in tracks if track.tags & known)
            for split, tracks in divided(music.tracks, seed).items()
        }
        left_out = Counter(music.left_out)
        kept = sum(map(len, splits.values()))
        if bare := len(music.tracks) - kept:
            left_out["carries none of the chosen tags"] += bare
        if not kept:
            message = f"No tag of {music.name} is carried by enough of its tracks."
            raise NearfieldError("There are no tags to learn", message)
        return cls(music.name, tags, splits, left_out)

    def labels(self, split: str) -> NDArray[np.bool_]:
        """Which track of a split carries which tag: (tracks, tags)."""
        return labels_of(self.splits[split], self.tags)


def labels_of(tracks: Sequence[Labelled], tags: Sequence[str]) -> NDArray[np.bool_]:
    """Which track carries which tag: (tracks, tags)."""
    place = {tag: number for number, tag in enumerate(tags)}
    labels = np.zeros((len(tracks), len(tags)), np.bool_)
    for number, track in enumerate(tracks):
        labels[number, [place[tag] for tag in track.tags if tag in place]] = True
    return labels


def chosen_tags(music: LabelledMusic, most: int, least: int) -> tuple[str, ...]:
    """The published vocabulary where all of it occurs, else the `most` used tags, most used first.

    Only tags that at least `least` tracks carry.
    """
    uses = music.uses()
    for vocabulary in VOCABULARIES.values():
        if most >= len(vocabulary) and all(uses[tag] >= least for tag in vocabulary):
            return vocabulary
    ranked = sorted(uses, key=lambda tag: (-uses[tag], tag))
    return tuple(tag for tag in ranked[:most] if uses[tag] >= least)


def divided(tracks: Sequence[Labelled], seed: int) -> dict[str, tuple[Labelled, ...]]:
    """The published splits if every track has one; else whole owners are dealt at random."""
    owners = [track.owner or str(track.path) for track in tracks]
    published = all(track.split for track in tracks)
    dealt = {} if published else _most_even(tracks, owners, seed)
    splits: dict[str, list[Labelled]] = {name: [] for name in SHARES}
    for track, owner in zip(tracks, owners, strict=True):
        splits[track.split if published and track.split else dealt[owner]].append(track)
    return {name: tuple(tracks) for name, tracks in splits.items()}


def _most_even(tracks: Sequence[Labelled], owners: Sequence[str], seed: int) -> dict[str, str]:
    """Of some random deals of owners to splits the one that spreads the tags most evenly.

    Where few artists made all there is of a tag, most deals leave a split without it.
    """
    uses = Counter(tag for track in tracks for tag in track.tags)
    labels = labels_of(tracks, sorted(tag for tag in uses if uses[tag] >= _WORTH_SPREADING))
    deals = [deal(owners, seed * _DEALS + number) for number in range(_DEALS)]
    return min(deals, key=lambda dealt: _unevenness(labels, [dealt[owner] for owner in owners]))


def _unevenness(labels: NDArray[np.bool_], splits: Sequence[str]) -> float:
    """How far the splits' parts of each tag are from their shares, summed over tags and splits."""
    counts = labels.sum(axis=0)
    parts = [labels[np.array(splits) == split].sum(axis=0) / counts for split in SHARES]
    shares = [[share] for share in SHARES.values()]
    return float(np.abs(np.stack(parts) - shares).sum())


def first_existing(folder: Path, names: Iterable[str]) -> Path:
    """The first of these files that is there; where none is, the first (it will count as missing).

    Published sets come with the same sound under several endings.
    """
    paths = [folder / name for name in names]
    return next((path for path in paths if path.exists()), paths[0])
