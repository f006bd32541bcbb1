"""The taggers' networks: their sizes as published, what they take and give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from engine.audio.excerpts import ExcerptPlan
from engine.errors import ModelError
from engine.models.architectures import TAGGERS
from engine.models.taggers.networks import NETWORKS
from engine.models.taggers.recurrent import ResetFirstGru
from engine.models.taggers.tagger import Tagger
from engine.models.vocabularies import MSD
from engine.models.weights import load, save


def _network(name: str, tags: int = 50) -> Tagger:
    torch.manual_seed(0)
    network = NETWORKS[name]
    return network.tagger(network.settings, network.plan, tags).eval()


def _parameters_without_norms(network: nn.Module) -> int:
    """Every number that training changes, weights and biases, but those of batch normalisations."""
    return sum(
        parameter.numel()
        for module in network.modules()
        if not isinstance(module, nn.modules.batchnorm._BatchNorm)
        for parameter in module.parameters(recurse=False)
    )


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("k2c1", 1_276_698),
        ("k1c2", 943_683),
        # The published table leaves out the 50 biases of the last layer.
        ("k2c2", 1_002_156 + 50),
    ],
)
def test_ours_are_as_large_as_published(name: str, published: int) -> None:
    assert _parameters_without_norms(_network(name)) == published


@pytest.mark.parametrize(
    ("name", "published"), [("fcn", 447_730), ("crnn", 394_098), ("musicnn", 784_298)]
)
def test_those_of_others_are_as_large_as_their_files(name: str, published: int) -> None:
    everything = sum(parameter.numel() for parameter in _network(name).parameters())
    of_the_first_norm = 2
    assert everything - of_the_first_norm == published


def test_ours_look_at_a_picture_of_96_by_1366() -> None:
    for name in ("k2c1", "k1c2", "k2c2"):
        network = NETWORKS[name]
        picture = _network(name).front_end(torch.zeros(1, network.plan.samples))
        assert (network.plan.seconds, network.plan.sample_rate) == (29.12, 12_000)
        assert picture.shape == (1, 96, 1366)


def test_all_of_them_can_be_named_by_a_weights_file() -> None:
    assert set(TAGGERS) == set(NETWORKS)


@pytest.mark.parametrize("name", TAGGERS)
def test_a_window_gives_a_unit_vector_and_scores(name: str) -> None:
    network = _network(name, tags=7)
    window = 0.1 * torch.randn(1, NETWORKS[name].plan.samples)
    with torch.inference_mode():
        vectors, scores = network(window)
    assert vectors.shape == (1, NETWORKS[name].dimension)
    torch.testing.assert_close(vectors.norm(dim=-1), torch.ones(1))
    assert scores.shape == (1, 7)
    assert ((scores > 0) & (scores < 1)).all()


def test_of_several_pieces_the_mean_counts() -> None:
    network = _network("vgg")
    pieces = 0.1 * torch.randn(2, network.piece)
    rest = torch.randn(1, 1000)
    with torch.inference_mode():
        _, apart = network(pieces)
        _, together = network(torch.cat([pieces.reshape(1, -1), rest], dim=-1))
        with pytest.raises(ValueError, match="looks at"):
            network(rest)
    torch.testing.assert_close(together, apart.mean(dim=0, keepdim=True))


def test_a_gru_that_resets_first_follows_its_equations() -> None:
    layer = ResetFirstGru(1, 1)
    weights = {
        "from_input.weight": torch.tensor([[1.0], [-2.0], [0.5]]),  # update, reset, candidate
        "from_input.bias": torch.tensor([0.1, 0.2, 0.3]),
        "gates_from_state.weight": torch.tensor([[0.7], [0.9]]),
        "candidate_from_state.weight": torch.tensor([[-1.1]]),
    }
    layer.load_state_dict(weights)
    with torch.inference_mode():
        states = layer(torch.tensor([[[0.5], [-1.0]]])).flatten().tolist()

    update = 0.2 * (0.5 + 0.1) + 0.5
    first = (1 - update) * torch.tanh(torch.tensor(0.5 * 0.5 + 0.3)).item()
    update = 0.2 * (-1.0 + 0.1 + 0.7 * first) + 0.5
    reset = min(1.0, 0.2 * (2.0 + 0.2 + 0.9 * first) + 0.5)
    proposed = torch.tanh(torch.tensor(-0.5 + 0.3 - 1.1 * reset * first)).item()
    second = update * first + (1 - update) * proposed
    assert states == pytest.approx([first, second], abs=1e-6)


def test_a_tagger_comes_back_from_its_weights_file(tmp_path: Path) -> None:
    network, tagger = NETWORKS["k2c1"], _network("k2c1")
    file = save(
        tmp_path / "tagger.safetensors",
        tagger,
        architecture="k2c1",
        dimension=network.dimension,
        plan=network.plan,
        front_end=network.settings.as_metadata(),
        tags=MSD,
    )
    window = 0.1 * torch.randn(1, network.plan.samples)
    with torch.inference_mode():
        for there, back in zip(tagger(window), load(file)(window), strict=True):
            torch.testing.assert_close(there, back)
    with pytest.raises(ModelError):
        load(replace(file, dimension=12))
    with pytest.raises(ModelError):
        load(replace(file, tags=MSD[:10]))


def test_windows_may_be_planned_otherwise_where_pieces_are_short() -> None:
    network = NETWORKS["musicnn"]
    tagger = network.tagger(network.settings, ExcerptPlan(12.0, 2, 16_000), 50)
    assert tagger.piece == 48_000
