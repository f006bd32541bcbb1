"""The preference graph: what leads to what, and by how many steps.

Nodes are albums or tracks, with the recordings that let them be heard, and things that several of
them share. A thing shared by many (a genre of a thousand tracks) is a node between them: it costs a
thousand edges, not half a million. `keep_graph` is the first stage: it keeps a graph, counts
in-degrees and picks the central nodes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import NearfieldError
from engine.training.preference.database import PreferenceFile, stamp
from engine.training.watch import Watch

STAGE = "graph"


@dataclass(frozen=True, slots=True)
class Node:
    """Something that can be preferred; without recordings it only lies between others.

    `owner` is whoever made it: the nodes of one owner go into one split together.
    """

    name: str
    owner: str = ""
    recordings: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """From `source` one gets to `target`; the longer the way, the weaker the preference."""

    source: str
    target: str
    length: float = 1.0


@dataclass(slots=True)
class PreferenceGraph:
    """Nodes by name and edges by their ends; of two edges between the same ends the shorter."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], float] = field(default_factory=dict)

    def add(self, node: Node) -> None:
        """Add a node; one that is there is replaced."""
        self.nodes[node.name] = node

    def lead(self, source: str, target: str, length: float = 1.0) -> None:
        """Let one node lead to another; ends not known yet become nodes without recordings."""
        for name in (source, target):
            self.nodes.setdefault(name, Node(name))
        ends = (source, target)
        self.edges[ends] = min(length, self.edges.get(ends, length))

    def tie(self, one: str, other: str, length: float) -> None:
        """Let two nodes lead to each other."""
        self.lead(one, other, length)
        self.lead(other, one, length)

    def share(self, thing: str, names: Iterable[str], length: float) -> None:
        """Let all of `names` be `length` steps from each other, for they have `thing` in common."""
        for name in names:
            self.tie(name, thing, length / 2)

    def in_degrees(self) -> Counter[str]:
        """How many nodes lead to each."""
        return Counter(target for _, target in self.edges)

    def fingerprint(self) -> str:
        """The same for the same graph of the same recordings, none of which was changed."""
        digest = hashlib.sha256()
        for node in sorted(self.nodes.values(), key=lambda node: node.name):
            said = (node.name, node.owner, [(str(at), stamp(at)) for at in node.recordings])
            digest.update(repr(said).encode(errors="surrogateescape"))
        for ends, length in sorted(self.edges.items()):
            digest.update(repr((ends, length)).encode(errors="surrogateescape"))
        return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Centre:
    """Which nodes are central, so that triplets are anchored there."""

    in_degree: int = 10
    """At least so many lead to it."""
    top: int | None = 50
    """The so many of the highest in-degree; None is all."""


PUBLISHED_CENTRE = Centre()
EVERYWHERE = Centre(in_degree=0, top=None)
"""For a graph as small as a music library: the published choice would leave nothing of it."""


def central_nodes(graph: PreferenceGraph, centre: Centre) -> list[str]:
    """The central nodes among those that can be heard, the highest in-degree first."""
    degrees = graph.in_degrees()
    heard = [node.name for node in graph.nodes.values() if node.recordings]
    able = [name for name in heard if degrees[name] >= centre.in_degree]
    return sorted(able, key=lambda name: (-degrees[name], name))[: centre.top]


def keep_graph(
    file: PreferenceFile, graph: PreferenceGraph, centre: Centre, watch: Watch
) -> Sequence[str]:
    """Keep the graph in the file, if it is not there already; the central nodes.

    Pictures of recordings that are in it again are kept. Raises NearfieldError if no node is
    central, Cancelled.
    """
    watch.step("Building the graph", 0, len(graph.nodes))
    centrals = central_nodes(graph, centre)
    if not centrals:
        raise NearfieldError(
            "The graph has no central node",
            f"No album that can be heard has an in-degree of {centre.in_degree} or more. Ask for"
            " less, or give the folder where the albums' music is.",
        )
    settings = {
        "graph": graph.fingerprint(),
        "in-degree": centre.in_degree,
        "top": centre.top,
    }
    if file.begin(STAGE, settings):
        file.keep_graph(graph.nodes.values(), graph.edges, graph.in_degrees(), centrals)
        file.finish(STAGE)
    watch.step("Building the graph", len(graph.nodes), len(graph.nodes))
    return centrals
