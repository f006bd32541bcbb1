"""The stage `distances`: from each central node, how many steps to whatever can be heard.

A walk from the near to the far, as published breadth first; edges of other lengths than one make it
Dijkstra's. Each map is kept whole before the next walk begins.
"""

from __future__ import annotations

import networkx as nx

from engine.training.preference.database import PreferenceFile
from engine.training.watch import Watch

STAGE = "distances"
FARTHEST = 4.0
"""The published walk goes four steps."""


def keep_distances(file: PreferenceFile, watch: Watch, farthest: float = FARTHEST) -> None:
    """Walk from the central nodes that have no map yet; raises Cancelled."""
    if not file.begin(STAGE, {"farthest": farthest}):
        return
    edges, heard, central = file.graph()
    ways: nx.DiGraph[int] = nx.DiGraph()
    ways.add_nodes_from(central)
    ways.add_weighted_edges_from(edges, weight="length")
    waiting = file.unmapped()
    for place, anchor in enumerate(waiting, len(central) - len(waiting)):
        watch.step("Measuring distances", place, len(central))
        reached = nx.single_source_dijkstra_path_length(
            ways, anchor, cutoff=farthest, weight="length"
        )
        here = {node: float(steps) for node, steps in reached.items() if node in heard}
        file.keep_distances(anchor, here | {anchor: 0.0})
    watch.step("Measuring distances", len(central), len(central))
    file.finish(STAGE)
