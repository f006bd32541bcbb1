"""What continues a playlist: by its tracks, else by its title, else what most playlists have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from scipy.sparse import csr_matrix

from engine.models.sequence import SequenceFile
from engine.recommend.continuation import (
    Continuation,
    Neighbours,
    Popular,
    Question,
    Rows,
    best,
)
from engine.recommend.titles import Titles


@dataclass(frozen=True, slots=True)
class Continuing:
    """A way to continue playlists, and what to go by where it has nothing to go by."""

    way: Continuation
    titles: Titles
    popular: Popular

    @classmethod
    def of(cls, way: Continuation, titles: Titles, playlists: csr_matrix) -> Self:
        """With what stands in most of the playlists (playlists, tracks) as the last resort."""
        return cls(way, titles, Popular.of(playlists))

    @classmethod
    def learned(cls, file: SequenceFile) -> Self:
        """What was learned, by the way that was measured to be best: docs/decisions/sequence.md."""
        playlists = file.learned.playlists
        titles = Titles(file.terms, file.learned.terms)
        return cls.of(Neighbours(playlists), titles, playlists)

    def candidates(self, given: Rows, title: str, count: int) -> Rows:
        """So many tracks for a playlist with these, the best first, none of them given."""
        if len(given):
            scores = self.way.scores(Question.of(given))
        elif question := self.titles.question(title):
            scores = self.way.scores(question)
        else:
            scores = self.popular.scores(Question.of(given))
        return best(scores, count, given)


def continued(file: SequenceFile, tracks: Sequence[str], title: str, count: int) -> list[str]:
    """The names of so many tracks that go on from these; those that are not known say nothing."""
    found = Continuing.learned(file).candidates(file.rows(tracks), title, count)
    return [file.tracks[row] for row in found.tolist()]
