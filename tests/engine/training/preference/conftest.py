"""A training's file with pictures of noise, and one made from a folder of music."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from engine.audio.mel import MelFrontEnd
from engine.training.preference.chunks import Chunking, keep_chunks
from engine.training.preference.database import PreferenceFile
from engine.training.preference.distances import keep_distances
from engine.training.preference.graph import EVERYWHERE, PreferenceGraph, keep_graph
from engine.training.preference.shared_tags import graph_of_folder, graph_of_tags
from engine.training.watch import Watch
from tests.engine.training.conftest import piece

PIECES = [
    piece("a1", "Ann", "First", "Folk"),
    piece("a2", "Ann", "First", "Folk"),
    piece("a3", "Ann", "Second", "Folk"),
    piece("b1", "Bob", "Best", "folk"),
    piece("c1", "Cid", "Best", "Noise"),
]


def heard(path: Path, graph: PreferenceGraph, chunks: int = 1) -> PreferenceFile:
    """A file whose recordings have so many chunks each, all to train on, without any listening."""
    file = PreferenceFile(path)
    keep_graph(file, graph, EVERYWHERE, Watch())
    file.begin("chunks", {})
    for recording in file.recordings():
        file.keep_pictures(recording, np.zeros((chunks, 4, 2), np.float16))
    file.deal({chunk: "train" for chunk, *_ in file.chunks()})
    file.finish("chunks")
    return file


def steps_by_name(file: PreferenceFile, names: Iterable[str]) -> dict[str, dict[str, float]]:
    """The distance maps in words."""
    keep_distances(file, Watch())
    known = file.node_names()
    ids = {name: number for number, name in known.items()}
    return {
        name: {known[other]: steps for other, steps in file.distances(ids[name]).items()}
        for name in names
    }


@pytest.fixture
def few(tmp_path: Path) -> PreferenceFile:
    return heard(tmp_path / "few.sqlite", graph_of_tags(PIECES))


@pytest.fixture(scope="session")
def listened(tmp_path_factory: pytest.TempPathFactory, music: Path) -> Path:
    """A file whose first two stages are done for the folder `music`."""
    path = tmp_path_factory.mktemp("work") / "music.sqlite"
    with PreferenceFile(path) as file:
        keep_graph(file, graph_of_folder(music), EVERYWHERE, Watch())
        keep_chunks(file, MelFrontEnd(), Chunking(), Watch())
    return path
