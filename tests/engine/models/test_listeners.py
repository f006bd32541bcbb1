"""The network of listeners, and the file that is used without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import ModelError, NotFound
from engine.models.item import Item
from engine.models.listeners import Listeners
from engine.models.listeners_file import MEASURES, ListenersFile, Space, write_listeners
from tests.bench.material import write_model

ITEMS = (Item("Air", "Talisman", "1", "2"), Item("die Ärzte"), Item("????", id="7"))


def space(measure: str, scale: float = 1.5) -> tuple[Listeners, Space]:
    torch.manual_seed(0)
    network = Listeners(4, 3, 8, measure=measure, scale=scale)
    assert network.biases is not None
    torch.nn.init.normal_(network.biases.weight)
    return network, Space(measure, scale, *network.tables())


@pytest.mark.parametrize("measure", MEASURES)
def test_the_file_scores_as_the_network_does(measure: str) -> None:
    network, found = space(measure)
    users = np.array([3, 0])
    with torch.no_grad():
        scores = network(torch.from_numpy(users), torch.arange(3).expand(2, 3))
    np.testing.assert_allclose(found.scores(users), scores.numpy(), atol=1e-5)


def test_measures_by_hand() -> None:
    network = Listeners(1, 2, 2, biased=False)
    users, items = torch.tensor([[3.0, 4.0]]), torch.tensor([[3.0, 4.0], [0.0, 8.0]])
    wanted = {"dot": [25.0, 32.0], "cosine": [1.0, 0.8], "euclidean": [0.0, -5.0]}
    for measure, scores in wanted.items():
        network = Listeners(1, 2, 2, measure=measure, biased=False)
        network.users.weight.data, network.items.weight.data = users, items
        found = network(torch.tensor([0]), torch.tensor([[0, 1]]))
        torch.testing.assert_close(found, torch.tensor([scores]), atol=1e-5, rtol=0)
    assert network.tables()[2].tolist() == [0, 0]


def test_gradients_are_sparse_and_finite_where_two_points_meet() -> None:
    network = Listeners(2, 3, 4, measure="euclidean")
    network.items.weight.data[1] = network.users.weight.data[0]
    network(torch.tensor([0]), torch.tensor([[1, 2]])).sum().backward()
    slope = network.items.weight.grad
    assert slope is not None
    assert slope.is_sparse
    assert bool(torch.isfinite(slope.to_dense()).all())
    assert slope.coalesce().indices().tolist() == [[1, 2]]


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="not one of dot"):
        Listeners(1, 1, 1, measure="manhattan")


@pytest.mark.parametrize("measure", MEASURES)
def test_an_item_is_most_alike_to_itself(measure: str) -> None:
    alike = space(measure)[1].alike(1)
    assert alike.argmax() == 1
    assert alike[1] == pytest.approx(1, abs=1e-3)
    assert (alike >= -1).all()


def test_a_file_keeps_names_and_what_it_was_made_of(tmp_path: Path) -> None:
    _, made = space("dot")
    users = ("anna", "Ben\u2028", "", "\udce9")
    written = write_listeners(tmp_path / "a.safetensors", made, users, ITEMS, {"seed": 3})
    again = ListenersFile.read(tmp_path / "a.safetensors")
    assert (again.users, again.items, again.trained_on) == (users, ITEMS, {"seed": 3})
    assert again.model_id == written.model_id
    np.testing.assert_array_equal(again.space.items, made.items)
    other = write_listeners(tmp_path / "b.safetensors", made, users, ITEMS, {"seed": 4})
    assert other.model_id != written.model_id


def test_recommending_leaves_out_what_is_known_and_knows_its_users(tmp_path: Path) -> None:
    _, made = space("dot")
    file = write_listeners(tmp_path / "a.safetensors", made, ("a", "b", "c", "d"), ITEMS, {})
    best = np.argsort(-made.scores(np.array([2]))[0]).tolist()
    assert file.recommended("c", 9) == [ITEMS[row] for row in best]
    assert file.recommended("c", 9, known=best[:1]) == [ITEMS[row] for row in best[1:]]
    with pytest.raises(NotFound, match="Nobody is called 'nobody'"):
        file.recommended("nobody", 1)


def test_what_are_no_listeners_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Cannot read"):
        ListenersFile.read(tmp_path / "nothing.safetensors")
    (tmp_path / "junk.safetensors").write_bytes(b"junk" * 100)
    with pytest.raises(ModelError, match="Cannot read"):
        ListenersFile.read(tmp_path / "junk.safetensors")
    with pytest.raises(ModelError, match="no listeners"):
        ListenersFile.read(write_model(tmp_path / "sound.safetensors"))
