"""Who hears better is told by music that was held out, and not by chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.training.preference import comparison
from engine.training.preference.comparison import compare
from engine.training.preference.database import PreferenceFile
from engine.training.preference.distances import keep_distances
from engine.training.preference.graph import EVERYWHERE, keep_graph
from engine.training.preference.shared_tags import graph_of_tags
from engine.training.preference.triplets import Drawing, keep_triplets
from engine.training.watch import Watch
from tests.engine.training.conftest import piece


class Ears(nn.Module):
    """Hears the pictures' first row, or for a `share` of them noise."""

    def __init__(self, deaf: float) -> None:
        super().__init__()
        self.deaf = deaf
        self.weight = nn.Parameter(torch.zeros(1))

    def hidden(self, pictures: Tensor) -> Tensor:
        heard = pictures[:, :, 0]
        noise = torch.randn(heard.shape, generator=torch.Generator().manual_seed(1))
        return heard + self.deaf * noise

    def vectors(self, hidden: Tensor) -> Tensor:
        return nn.functional.normalize(hidden, dim=-1)


@pytest.fixture
def file(tmp_path: Path) -> PreferenceFile:
    """Eight artists with four tracks each; an artist's pictures point one way."""
    file = PreferenceFile(tmp_path / "c.sqlite")
    pieces = [piece(f"{a}-{n}", f"Artist {a}", f"Album {a}") for a in range(8) for n in range(4)]
    keep_graph(file, graph_of_tags(pieces), EVERYWHERE, Watch())
    file.begin("chunks", {})
    for recording in file.recordings():
        picture = np.zeros((1, 3, 8), np.float16)
        picture[0, :, int(recording.path.stem[0])] = 1
        file.keep_pictures(recording, picture)
    splits = ("train", "validation", "test")
    file.deal({chunk: splits[place % 3] for place, (chunk, *_) in enumerate(file.chunks())})
    file.finish("chunks")
    keep_distances(file, Watch())
    keep_triplets(file, Drawing(train=50, validation=50, test=400), Watch())
    return file


def test_better_ears_are_found_better(file: PreferenceFile) -> None:
    found = compare(file, Ears(3.0), Ears(0.0), bands=8)
    assert found.better
    assert found.triplets_after == 1.0 > found.triplets_before
    assert 0 < found.least_gain < found.triplets_after - found.triplets_before
    assert found.neighbours_after == 1.0 > found.neighbours_before


def test_the_same_ears_are_not_better(file: PreferenceFile) -> None:
    found = compare(file, Ears(0.5), Ears(0.5), bands=8)
    assert not found.better
    assert found.least_gain == 0


def test_worse_ears_are_not_better(file: PreferenceFile) -> None:
    assert not compare(file, Ears(0.0), Ears(3.0), bands=8).better


def test_what_loses_neighbours_is_not_better(
    file: PreferenceFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "_SLACK", -1.0)
    assert not compare(file, Ears(3.0), Ears(0.0), bands=8).better
