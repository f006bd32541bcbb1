"""From where on which way of searching, and of keeping what is searched, is the better one."""

from __future__ import annotations

from dataclasses import dataclass

from engine.index.graph import SEARCH_BREADTH


@dataclass(frozen=True, slots=True)
class Limits:
    """Why they are what they are: docs/decisions/index-at-scale.md."""

    rows_a_step: int = 75
    """A step of a search in the graph takes as long as so many rows of the product."""
    fresh: int = 2_000
    """Rows beside a graph that are left to the product."""
    few: int = 30_000
    """Ids up to which looking among them is a product over just these."""
    dead: int = 1_000
    """Vectors that count no more which are always put up with."""
    dead_share: float = 0.3
    """Their share of all vectors from which on the others move, if there are more than that."""

    @property
    def without_graph(self) -> int:
        """Rows up to which no graph is quicker than the product."""
        return SEARCH_BREADTH * self.rows_a_step
