"""The preference graph: how many steps from one track to another by what their tags share.

The published model walks a graph of albums that lead to albums. A music folder has no such links,
so they are derived: one step within an album, two within an artist's work, three within a genre.
Distances are what the triplets are made of.
"""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx

from engine.training.collection import Piece

ALBUM, ARTIST, GENRE = 1.0, 2.0, 3.0
FARTHEST = 4.0
"""The published walk goes four steps; what it does not reach is unrelated."""

Distances = dict[int, dict[int, float]]
"""From each piece to every piece within FARTHEST steps (itself at 0), by position in the list."""


def preference_graph(pieces: Sequence[Piece]) -> nx.Graph[object]:
    """A graph whose nodes are the pieces' positions and, between them, what they share.

    A shared thing is a node half its steps away from each that has it: a genre of a thousand
    tracks costs a thousand edges, not half a million.
    """
    graph: nx.Graph[object] = nx.Graph()
    graph.add_nodes_from(range(len(pieces)))
    for position, piece in enumerate(pieces):
        if piece.album is not None:
            graph.add_edge(position, ("album", *piece.album), weight=ALBUM / 2)
        if piece.artist:
            graph.add_edge(position, ("artist", piece.artist), weight=ARTIST / 2)
        for genre in piece.genres:
            graph.add_edge(position, ("genre", genre), weight=GENRE / 2)
    return graph


def distances(pieces: Sequence[Piece]) -> Distances:
    """The shortest ways between all pieces, up to FARTHEST steps."""
    graph = preference_graph(pieces)
    return {
        position: {
            other: steps
            for other, steps in nx.single_source_dijkstra_path_length(
                graph, position, cutoff=FARTHEST
            ).items()
            if isinstance(other, int)
        }
        for position in range(len(pieces))
    }
