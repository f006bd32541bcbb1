"""Questions: playlists of which a part is hidden, as the RecSys Challenge 2018 asked them.

Playlists that are asked about are learned from by nobody. Of each, what stands in no playlist that
is learned from can be found by nobody and is left out, as there; how much that is, is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.recommend.continuation import Rows
from engine.training.sequence.encoding import Encoded, Numbers
from engine.training.sequence.lesson import Lesson

TEST, VALIDATION = 0.1, 0.05
"""Shares of all playlists."""
LEAST_HIDDEN = 5
"""A playlist that leaves fewer to be found is not asked about."""


@dataclass(frozen=True, slots=True)
class Task:
    """How many tracks are given; none means that only the title is."""

    name: str
    given: int
    drawn: bool = False
    """From anywhere in the playlist; otherwise its first ones."""


TASKS = (
    Task("title only", 0),
    Task("first 1", 1),
    Task("first 5", 5),
    Task("first 10", 10),
    Task("first 25", 25),
    Task("random 5", 5, drawn=True),
    Task("random 25", 25, drawn=True),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the title, the rows that are given, and those that are hidden."""

    playlist: int
    task: Task
    title: str
    given: Rows
    hidden: Rows


@dataclass(frozen=True, slots=True)
class Split:
    """The numbers of the playlists for each purpose, in their order."""

    train: Numbers
    validation: Numbers
    test: Numbers

    @classmethod
    def of(cls, count: int, seed: int) -> Split:
        """Deal so many playlists by chance."""
        order = np.random.default_rng(seed).permutation(count).astype(np.int64)
        test, validation = round(TEST * count), round(VALIDATION * count)
        parts = np.split(order, [test, test + validation])
        return cls(*(np.sort(part) for part in (parts[2], parts[1], parts[0])))


def asked(lesson: Lesson, playlists: Numbers, seed: int) -> list[Asked]:
    """The questions of all tasks; one is not asked where too little could be hidden."""
    questions = []
    titles = titles_of(lesson.encoded, playlists)
    for playlist, title in zip(playlists.tolist(), titles, strict=True):
        rows = lesson.rows[lesson.encoded.of(playlist)].astype(np.int64)
        known = rows[rows >= 0]
        mixed = np.random.default_rng((seed, playlist)).permutation(known)
        for task in TASKS:
            if len(known) >= task.given + LEAST_HIDDEN:
                parts = np.split(mixed if task.drawn else known, [task.given])
                questions.append(Asked(playlist, task, title, *parts))
    return questions


def titles_of(encoded: Encoded, playlists: Numbers) -> Sequence[str]:
    """The titles of playlists, whose numbers rise."""
    wanted = set(playlists.tolist())
    numbered = enumerate(encoded.titles())
    return [title for number, title in numbered if number in wanted]


def share_unknown(lesson: Lesson, playlists: Numbers) -> float:
    """Of the entries of these playlists, how many are of tracks that are not learned."""
    tracks, _ = lesson.encoded.gathered(playlists)
    return float((lesson.rows[tracks] < 0).mean())
