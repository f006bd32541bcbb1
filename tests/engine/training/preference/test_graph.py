"""Which nodes are central, what an edge list names, what tags have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import FolderError, NearfieldError
from engine.training.preference.database import PreferenceFile
from engine.training.preference.edge_list import graph_of_edge_list
from engine.training.preference.graph import (
    PUBLISHED_CENTRE,
    Centre,
    Node,
    PreferenceGraph,
    central_nodes,
    keep_graph,
)
from engine.training.watch import Watch


def star(leading: int, name: str = "hub", **about: object) -> PreferenceGraph:
    """A node that so many others lead to."""
    graph = PreferenceGraph()
    graph.add(Node(name, recordings=(Path(f"{name}.flac"),)))
    for number in range(leading):
        graph.lead(f"{name} {number}", name)
    return graph


def test_central_is_what_ten_lead_to() -> None:
    assert central_nodes(star(10), PUBLISHED_CENTRE) == ["hub"]
    assert central_nodes(star(9), PUBLISHED_CENTRE) == []


def test_the_fifty_of_the_highest_in_degree_are_central() -> None:
    graph = PreferenceGraph()
    for number in range(60):
        graph.add(Node(f"{number:02}", recordings=(Path("x"),)))
        for other in range(10 + number):
            graph.lead(f"leaf {other}", f"{number:02}")
    central = central_nodes(graph, PUBLISHED_CENTRE)
    assert central == [f"{number:02}" for number in range(59, 9, -1)]


def test_what_cannot_be_heard_is_not_central() -> None:
    graph = star(12)
    graph.add(Node("hub"))
    assert central_nodes(graph, Centre(0, None)) == []


def test_the_shorter_of_two_ways_counts() -> None:
    graph = PreferenceGraph()
    graph.lead("a", "b", 3)
    graph.lead("a", "b", 1)
    graph.lead("a", "b", 2)
    assert graph.edges == {("a", "b"): 1}


def test_a_graph_without_a_centre_is_refused(tmp_path: Path) -> None:
    with (
        PreferenceFile(tmp_path / "x.sqlite") as file,
        pytest.raises(NearfieldError, match="no central node"),
    ):
        keep_graph(file, star(3), PUBLISHED_CENTRE, Watch())


@pytest.fixture
def edges(tmp_path: Path) -> Path:
    path = tmp_path / "edges.csv"
    path.write_text(
        "from_album,to_album\nAlbum 00,artist 01/album 01\nAlbum 01,Album 02\nAlbum 02,Unheard\n",
        encoding="utf-8-sig",
    )
    return path


def test_albums_of_a_list_are_found_by_folder_and_tag(edges: Path, music: Path) -> None:
    graph = graph_of_edge_list(edges, music)
    heard = {name: len(node.recordings) for name, node in graph.nodes.items()}
    assert heard == {
        "Album 00": 2, "artist 01/album 01": 2, "Album 01": 2, "Album 02": 2, "Unheard": 0,
    }  # fmt: skip
    assert graph.edges[("Album 02", "Unheard")] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,to\na,b\n", "no column from_album"),
        ("from_album,to_album\na,\n", "Line 2 needs two albums"),
        ("from_album,to_album,length\na,b,-1\n", "length above 0"),
        ("from_album,to_album\nno,music\n", "No album of the list was found"),
        ("from_album,to_album\na,b\n\0\n", r"edges\.csv.*Line 3: This is not a text file"),
        ("", "no column from_album"),
    ],
)
def test_a_list_that_is_none_is_refused(
    tmp_path: Path, music: Path, text: str, message: str
) -> None:
    path = tmp_path / "edges.csv"
    path.write_text(text)
    with pytest.raises(NearfieldError, match=message):
        graph_of_edge_list(path, music)


def test_what_is_not_there_is_refused(tmp_path: Path, music: Path, edges: Path) -> None:
    with pytest.raises(NearfieldError, match=r"Cannot read 'gone\.csv'"):
        graph_of_edge_list(tmp_path / "gone.csv", music)
    with pytest.raises(FolderError, match="No such music folder"):
        graph_of_edge_list(edges, tmp_path / "gone")
