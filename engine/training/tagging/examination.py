"""Examine taggers on labelled music: what each says of every track, beside what is true.

Tracks are heard as the analysis hears them, windows of sound through the whole network, so that
any weights that tell tags can be examined, trained here or imported. Where the labels are spelled
in another vocabulary than the tagger's, both are brought to the tidy set of tags
(`engine.recommend.tag_set`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import NearfieldError
from engine.models.vocabularies import MSD_GROUPS
from engine.models.weights import ModelFile
from engine.recommend.tag_set import TagSet
from engine.training.tagging.labelled import Labelled, LabelledMusic, divided, labels_of
from engine.training.tagging.listening import hear_all
from engine.training.tagging.measures import mean_over_tags, measured
from engine.training.watch import Watch

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EVERYTHING = "all"
PARTS = ("test", "validation", "train", _EVERYTHING)


@dataclass(frozen=True, slots=True)
class System:
    """One tagger: its runs, which differ in nothing but their seeds."""

    name: str
    runs: tuple[ModelFile, ...]
    scores: NDArray[np.float32]
    """(runs, tracks, tags)"""

    def measures(self, labels: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The measures of each run and tag: (runs, tags, 5)."""
        return np.stack([measured(labels, scores) for scores in self.scores])


@dataclass(frozen=True, slots=True)
class Examination:
    """Taggers on the same tracks and tags."""

    music: str
    part: str
    tags: tuple[str, ...]
    groups: tuple[str, ...]
    """The group of each tag."""
    labels: NDArray[np.bool_]
    """(tracks, tags)"""
    owners: int
    """How many artists, or loose tracks, were examined."""
    systems: tuple[System, ...]
    left_out: Mapping[str, int]
    unasked: tuple[str, ...]
    """Tags that some tracks carry and not every system tells."""

    def order(self, system: System) -> list[int]:
        """The tags by the AUC that a system reaches, best first; those without one last."""
        auc = system.measures(self.labels)[..., -1].mean(axis=0)
        return sorted(range(len(auc)), key=lambda tag: (bool(np.isnan(auc[tag])), -auc[tag]))

    def overall(self, system: System) -> NDArray[np.float64]:
        """The measures of each run, mean over tags: (runs, 5)."""
        return mean_over_tags(system.measures(self.labels))


def examine(
    music: LabelledMusic,
    models: Sequence[ModelFile],
    *,
    part: str = "test",
    split_seed: int = 0,
    watch: Watch | None = None,
) -> Examination:
    """Let every tagger hear the tracks of a part of the music: a split, or all.

    Models of the same network and tags are runs of one system. Raises ModelError for weights that
    cannot be used, NearfieldError if they and the labels have no tag in common.
    """
    asked = _asked(music, models)
    tracks, bare = _examined(music, part, split_seed)
    heard, scores, failed = hear_all([track.path for track in tracks], models, watch or Watch())
    names = tuple(dict.fromkeys(asked.values()))
    kept = [tracks[number] for number in heard]
    used = music.uses()
    return Examination(
        music.name,
        part,
        names,
        tuple(_group(tag) for tag in names),
        _labels(kept, asked, names),
        len({track.owner or str(track.path) for track in kept}),
        tuple(_systems(models, [_told(m, s, names) for m, s in zip(models, scores, strict=True)])),
        Counter(music.left_out) + bare + failed,
        tuple(sorted(tag for tag in used if tag not in asked)),
    )


def _examined(
    music: LabelledMusic, part: str, split_seed: int
) -> tuple[list[Labelled], Counter[str]]:
    """The tracks of a part, and how many of them were left out.

    A track that carries other tags than those asked for says that it has none of these; one
    without any says nothing.
    """
    splits = divided(music.tracks, split_seed)
    everything = music.tracks if part == _EVERYTHING else splits[part]
    tracks = [track for track in everything if track.tags]
    if not tracks:
        message = f"{music.name} has no tracks for {part}."
        raise NearfieldError("There is nothing to examine", message)
    bare = len(everything) - len(tracks)
    return tracks, Counter({"carries no tag": bare} if bare else {})


def _asked(music: LabelledMusic, models: Sequence[ModelFile]) -> dict[str, str]:
    """The tags of the labels that every model tells, and the name that each goes by.

    Their own where every model spells them so, in the models' order; else their tidy one.
    """
    for model in models:
        if not model.tags:
            message = "It was not trained to tell any."
            raise NearfieldError(f"{model.path.name!r} tells no tags", message)
    used = music.uses()
    shared = [tag for tag in models[0].tags if tag in used and all(tag in m.tags for m in models)]
    if shared:
        return {tag: tag for tag in shared}
    told = [{tag.name for tag in TagSet(model.tags).tags} for model in models]
    tidy = {tag: tidy_name(tag) for tag in sorted(used)}
    asked = {tag: name for tag, name in tidy.items() if all(name in names for names in told)}
    if not asked:
        examples = ", ".join(sorted(used)[:5])
        message = f"No tag of {music.name} ({examples} …) is told by all of the weights."
        raise NearfieldError("The labels and the taggers have no tag in common", message)
    return asked


def tidy_name(tag: str) -> str:
    """What the tidy set calls a tag of any vocabulary."""
    return TagSet([tag]).tags[0].name


def _group(tag: str) -> str:
    """The published group of a last.fm tag, else that of the tidy set."""
    published = next((group for group, tags in MSD_GROUPS.items() if tag in tags), None)
    return published or TagSet([tag]).tags[0].group.value


def _labels(
    tracks: Sequence[Labelled], asked: Mapping[str, str], names: Sequence[str]
) -> NDArray[np.bool_]:
    """Which track carries a tag that goes by which name: (tracks, names)."""
    own = labels_of(tracks, tuple(asked))
    labels = np.zeros((len(tracks), len(names)), np.bool_)
    for column, name in enumerate(asked.values()):
        labels[:, names.index(name)] |= own[:, column]
    return labels


def _told(
    model: ModelFile, scores: NDArray[np.float32], names: Sequence[str]
) -> NDArray[np.float32]:
    """A model's scores (tracks, its tags) as those of the names (tracks, names)."""
    if all(name in model.tags for name in names):
        return scores[:, [model.tags.index(name) for name in names]]
    tidy = TagSet(model.tags)
    places = {tag.name: place for place, tag in enumerate(tidy.tags)}
    odds = tidy.log_odds(scores)[:, [places[name] for name in names]]
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def _systems(
    models: Sequence[ModelFile], scores: Sequence[NDArray[np.float32]]
) -> Iterator[System]:
    """Models of the same network, picture and tags are runs of one system."""
    members: dict[str, list[int]] = {}
    for number, model in enumerate(models):
        members.setdefault(f"{model.architecture} {model.front_end} {model.tags}", []).append(
            number
        )
    for numbers in members.values():
        runs = tuple(models[number] for number in numbers)
        yield System(_common_name(runs), runs, np.stack([scores[number] for number in numbers]))


def _common_name(runs: Sequence[ModelFile]) -> str:
    """What the files of the runs are called, without the number of the run."""
    first = runs[0].path.stem
    return first if len(runs) == 1 else re.sub(r"[-_ ]\d+$", "", first)
