"""What an index holds: rows on a shelf, and a graph of the first of them.

A search reads one holding and stays with it, so shelf and graph can be swapped for others at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.index.base import Ids, Rows, Similarities, Vectors
from engine.index.graph import Graph, GraphFile
from engine.index.limits import Limits
from engine.index.shelf import NOBODY, Shelf


@dataclass(frozen=True, slots=True)
class Holding:
    """A shelf that may grow, with a graph of its first `settled` rows in memory or on disk."""

    shelf: Shelf
    limits: Limits
    graph: Graph | None = None
    in_graph: int = 0
    """How many rows the graph in memory covers."""
    stored: GraphFile | None = None

    @property
    def settled(self) -> int:
        """Up to which row there is a graph, in memory or still on disk."""
        return self.in_graph if self.graph or not self.stored else self.stored.settled

    @property
    def unsettled(self) -> bool:
        """Whether so much is fresh that the graph should have it."""
        limit = self.limits.fresh if self.settled else self.limits.without_graph
        return len(self.shelf) - self.settled > limit

    @property
    def wasteful(self) -> bool:
        """Whether so many vectors count no more that the others should move."""
        dead = len(self.shelf) - self.shelf.held
        return dead > max(self.limits.dead, self.limits.dead_share * len(self.shelf))

    def search(
        self, vector: Vectors, count: int, among: Ids | None = None
    ) -> tuple[Ids, Similarities]:
        """The (nearly always) `count` nearest ids and their cosines."""
        rows, similarities = (
            self._nearest(vector, count)
            if among is None
            else self._nearest_of(vector, count, self.shelf.rows(among))
        )
        ids = self.shelf.ids[rows]
        known = ids != NOBODY
        return ids[known], similarities[known]

    def _nearest(self, vector: Vectors, count: int) -> tuple[Rows, Similarities]:
        """Rows that have lost their ids meanwhile may be among them."""
        stop = len(self.shelf)
        if not self.graph or self.limits.rows_a_step * count > stop:
            return self.shelf.nearest(vector, count, 0, stop)
        found = self.graph.search(vector, count)
        if not found:
            return self.shelf.nearest(vector, count, 0, stop)
        fresh = self.shelf.nearest(vector, count, self.in_graph, stop)
        before = found[0] < self.in_graph
        rows = np.concatenate([found[0][before], fresh[0]])
        similarities = np.concatenate([found[1][before], fresh[1]])
        best = np.argsort(-similarities, kind="stable")[:count]
        return rows[best], similarities[best]

    def _nearest_of(self, vector: Vectors, count: int, wanted: Rows) -> tuple[Rows, Similarities]:
        """A few by their own product; of many, those that the nearest of all are among."""
        if len(wanted) <= self.limits.few:
            return self.shelf.nearest_of(vector, count, wanted)
        stop = max(len(self.shelf), int(wanted[-1]) + 1)
        breadth = math.ceil(2 * count * stop / len(wanted))
        if breadth * self.limits.rows_a_step < stop:
            rows, similarities = self._nearest(vector, breadth)
            places = np.searchsorted(wanted, rows)
            among = wanted[np.minimum(places, len(wanted) - 1)] == rows
            if np.count_nonzero(among) >= count:
                return rows[among][:count], similarities[among][:count]
        return self.shelf.nearest(vector, count, 0, stop, wanted)
