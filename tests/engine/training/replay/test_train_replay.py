"""Training on a log with a rule: it is learned, the best rate stays, a stopped run goes on."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional

from engine import cli
from engine.errors import Cancelled, NearfieldError
from engine.models.replay.network import ReplayNetwork
from engine.training.course import Machine
from engine.training.replay import task as task_module
from engine.training.replay.encoding import EncodedPlays, fit_fields
from engine.training.replay.kkbox import read_kkbox
from engine.training.replay.recipe import ReplayRecipe
from engine.training.replay.split import Split
from engine.training.replay.task import LOSS, Batches, ReplayTask
from engine.training.replay.train import TrainedReplay, train_replay
from engine.training.watch import Watch

CPU = Machine(accelerator="cpu", devices="1")
RECIPE = ReplayRecipe(rates=(0.01, 0.0001), batch=64, epochs=6, hidden=(16, 8))


def trained(log: Path, output: Path, watch: Watch | None = None) -> TrainedReplay:
    return train_replay(read_kkbox(log), output, recipe=RECIPE, machine=CPU, watch=watch)


def test_the_rule_is_learned_and_the_better_rate_stays(log: Path, tmp_path: Path) -> None:
    done = trained(log, tmp_path / "replay.safetensors")
    assert done.rate == 0.01
    assert done.runs[0.01].best[LOSS] < done.runs[0.0001].best[LOSS]
    plays = read_kkbox(log)
    rows = Split.of(len(plays), "random").test
    told = done.model.probabilities(*EncodedPlays(plays, done.model.fields).batch(rows))
    assert roc_auc_score(plays.replayed[rows], told) > 0.99
    assert done.model.made_of["sweep"].keys() == {"0.01", "0.0001"}
    assert [point["rate"] for point in done.runs[0.0001].points] == [pytest.approx(0.0001)] * 6


def test_a_stopped_training_goes_on(log: Path, tmp_path: Path) -> None:
    def stop(doing: str, done: int, total: int) -> None:
        if doing == "Training" and done >= 10:
            raise Cancelled("Stopped")

    with pytest.raises(Cancelled):
        trained(log, tmp_path / "a.safetensors", Watch(stop))
    steps: list[int] = []
    trained(log, tmp_path / "a.safetensors", Watch(lambda doing, done, total: steps.append(done)))
    assert steps[0] == 8  # after the first whole epoch of seven steps


def test_the_rate_falls_where_nothing_is_gained(log: Path, tmp_path: Path) -> None:
    """Of a rate of 100 nothing is learned, whichever way it goes; it falls to a tenth in time."""
    recipe = ReplayRecipe(rates=(100.0,), batch=600, epochs=12, plateau=1, hidden=(16, 8))
    done = train_replay(
        read_kkbox(log), tmp_path / "replay.safetensors", recipe=recipe, machine=CPU
    )
    rates = [point["rate"] for point in done.runs[100.0].points]
    assert rates[0] == 100
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < 11


def test_a_batch_in_slices_has_the_gradient_of_the_whole(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plays = read_kkbox(log)
    fields = fit_fields(plays, np.arange(600))
    tables = {name: len(words) for name, words in fields.vocabularies.items()}
    kinds = [category.vocabulary for category in fields.categories]
    network = ReplayNetwork(tables, kinds, len(fields.numbers), (8, 4))
    batches = Batches(EncodedPlays(plays, fields), np.arange(600), 600, seed=0)
    codes, numbers, replayed = next(iter(batches))
    functional.binary_cross_entropy_with_logits(network(codes, numbers), replayed).backward()  # type: ignore[no-untyped-call]
    exact = [
        parameter.grad.clone() for parameter in network.parameters() if parameter.grad is not None
    ]

    monkeypatch.setattr(task_module, "SLICE", 100)
    task = ReplayTask(network, 0.0, RECIPE, batches)
    monkeypatch.setattr(task, "optimizers", lambda: torch.optim.SGD(network.parameters(), lr=0.0))
    monkeypatch.setattr(task, "manual_backward", Tensor.backward)
    monkeypatch.setattr(task, "log", lambda *_, **__: None)
    task.training_step((codes, numbers, replayed), 0)
    for parameter, wanted in zip(network.parameters(), exact, strict=True):
        assert parameter.grad is not None
        assert parameter.grad.numpy() == pytest.approx(wanted.numpy(), abs=1e-6)


def test_each_epoch_has_its_own_order_and_all_plays(log: Path) -> None:
    plays = read_kkbox(log)
    encoded = EncodedPlays(plays, fit_fields(plays, np.arange(600)))
    batches = Batches(encoded, np.arange(100), 30, seed=3)
    first, again = ([codes.tolist() for codes, _, _ in batches] for _ in range(2))
    batches.epoch = 1
    second = [codes.tolist() for codes, _, _ in batches]
    assert first == again != second
    assert len(batches) == len(first) == 4
    assert sorted(chain(*first)) == sorted(chain(*second))


@pytest.mark.parametrize("order", ["random", "time"])
def test_every_play_is_in_one_part(order: str) -> None:
    split = Split.of(1003, order)  # type: ignore[arg-type]
    parts = (split.train, split.validation, split.test)
    assert [len(part) for part in parts] == [723, 80, 200]
    assert sorted(np.concatenate(parts).tolist()) == list(range(1003))


def test_by_time_the_newest_are_the_test() -> None:
    split = Split.of(100, "time")
    assert split.train.max() < split.validation.min() < split.validation.max() < split.test.min()
    assert (Split.of(100, "random", 1).test != Split.of(100, "random", 2).test).any()


def test_too_few_plays_are_refused() -> None:
    with pytest.raises(NearfieldError, match="too little"):
        Split.of(49, "random")


def test_the_command_trains_and_answers(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "replay.safetensors"
    command = ["train", "replay", str(log), "-o", str(output), "--rate", "0.01", "--batch", "64"]
    assert cli.main([*command, "--epochs", "1", "--accelerator", "cpu", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["rate"], len(answer["runs"])) == (0.01, 1)
    assert output.stat().st_mode & 0o777 == 0o644
    assert cli.main(["train", "replay", str(tmp_path / "nowhere")]) == 1
    assert "There is no such folder" in capsys.readouterr().err


def test_dropout_is_for_training_alone() -> None:
    network = ReplayNetwork({"a": 5}, ["a"], 1, (32, 32), dropout=0.5)
    row = (torch.tensor([[2]]), torch.tensor([[0.3]]))
    assert network.eval()(*row) == network(*row)
    assert len({network.train()(*row).item() for _ in range(10)}) > 1
