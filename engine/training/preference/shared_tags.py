"""A source of the graph: what the tags of tracks have in common.

A music folder has no albums that lead to albums. Tracks stand for them, and ways are made of what
they share: one step within an album, two within an artist's work, three within a genre.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.errors import FolderError
from engine.training.collection import Piece, read_collection
from engine.training.preference.graph import Node, PreferenceGraph

ALBUM, ARTIST, GENRE = 1.0, 2.0, 3.0


def graph_of_folder(folder: Path) -> PreferenceGraph:
    """The graph of all music below a folder; raises FolderError."""
    if not folder.is_dir():
        raise FolderError("No such music folder", f"{folder} is not a folder.")
    return graph_of_tags(read_collection(folder))


def graph_of_tags(pieces: Iterable[Piece]) -> PreferenceGraph:
    """Each piece a node, tied to the others through what it shares with them."""
    graph = PreferenceGraph()
    things: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for piece in pieces:
        graph.add(Node(piece.name, piece.artist, (piece.path,)))
        for thing in _things(piece):
            things[thing].append(piece.name)
    for thing, names in things.items():
        graph.share("\t".join(thing), names, _LENGTHS[thing[0]])
    return graph


_LENGTHS = {"album": ALBUM, "artist": ARTIST, "genre": GENRE}


def _things(piece: Piece) -> Sequence[tuple[str, ...]]:
    things: list[tuple[str, ...]] = [("genre", genre) for genre in piece.genres]
    if piece.album is not None:
        things.append(("album", *piece.album))
    if piece.artist:
        things.append(("artist", piece.artist))
    return things
