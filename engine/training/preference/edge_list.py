"""A source of the graph: a published list of edges between albums, and a folder with their music.

The list is a CSV with the columns `from_album` and `to_album`; a third, `length`, may say how long
the way is. An album's recordings are found in the folder by what it is called there: the path of a
sub-folder or of a file without its suffix, the name of either, or the album (alone, or as "artist -
album") of the tags. Albums without music stay in the graph: ways lead through them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from engine.errors import FolderError, NearfieldError
from engine.text import plain
from engine.training.collection import Piece, read_collection
from engine.training.preference.graph import Node, PreferenceGraph
from engine.training.text_files import FileError, opened, rows

COLUMNS = ("from_album", "to_album")


def graph_of_edge_list(edges: Path, music: Path) -> PreferenceGraph:
    """The graph of a CSV; raises NearfieldError if it is none, FolderError."""
    if not music.is_dir():
        raise FolderError("No such music folder", f"{music} is not a folder.")
    graph = PreferenceGraph()
    for source, target, length in _rows(edges):
        graph.lead(source, target, length)
    found = _by_name(read_collection(music))
    for name in list(graph.nodes):
        if pieces := found.get(plain(name)):
            owner = pieces[0].album[0] if pieces[0].album else pieces[0].artist
            graph.add(Node(name, owner, tuple(piece.path for piece in pieces)))
    if not any(node.recordings for node in graph.nodes.values()):
        raise NearfieldError(
            "No album of the list was found",
            f"None of the {len(graph.nodes)} albums in {edges.name} names a folder, a file or an"
            f" album in {music}.",
        )
    return graph


def _rows(path: Path) -> Iterator[tuple[str, str, float]]:
    with opened(path, FileError) as (file, _):
        table = rows(path, file, FileError)
        _, header = next(table, (0, []))
        if missing := set(COLUMNS) - set(header):
            raise NearfieldError(
                f"{path.name} is no list of edges",
                f"It has no column {' and no column '.join(sorted(missing))}.",
            )
        for line, fields in table:
            if fields:
                yield _edge(path, line, dict(zip(header, fields, strict=False)))


def _edge(path: Path, line: int, row: dict[str, str]) -> tuple[str, str, float]:
    source, target = (row.get(column, "").strip() for column in COLUMNS)
    try:
        length = float(row.get("length") or 1)
    except ValueError:
        length = 0
    if not source or not target or not length > 0:
        raise NearfieldError(
            f"{path.name} is no list of edges",
            f"Line {line} needs two albums, and a length above 0 if it has one.",
        )
    return source, target, length


def _by_name(pieces: list[Piece]) -> dict[str, list[Piece]]:
    """The pieces of each album by every name it may go by; the more exact name has them first."""
    found: dict[str, list[Piece]] = {}
    for names in zip(*map(_names, pieces), strict=True):
        these: dict[str, list[Piece]] = defaultdict(list)
        for name, piece in zip(names, pieces, strict=True):
            these[plain(name)].append(piece)
        found = dict(these) | found
    found.pop("", None)
    return found


def _names(piece: Piece) -> tuple[str, ...]:
    place = PurePosixPath(piece.name)
    album = piece.tags.album
    full = " - ".join(piece.album or ())
    return (
        "" if place.parent.name == "" else place.parent.as_posix(),
        place.with_suffix("").as_posix(),
        full,
        place.parent.name,
        place.stem,
        album,
    )
