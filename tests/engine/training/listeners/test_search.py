"""Settings searched for on plays whose answer is known, for ours and for implicit's systems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from engine.cli import main
from engine.errors import Cancelled, NearfieldError
from engine.training.listeners import rivals
from engine.training.listeners.comparison import ahead
from engine.training.listeners.ladders import Settings
from engine.training.listeners.measures import ranked
from engine.training.listeners.search import place_of, read_search, read_searches, search
from engine.training.listeners.split import split_of
from engine.training.listeners.systems import ALS, BPR, LADDERS, OURS, STARTS, SYSTEMS
from engine.training.plays.tally import Tally
from engine.training.watch import Watch

SMALL: Mapping[str, Settings] = {
    BPR: {"factors": 8, "learning_rate": 0.03, "regularization": 0.01},
    ALS: {"factors": 8, "regularization": 1.0, "alpha": 3.0, "logged": False},
}
"""Settings for a few hundred plays."""


@pytest.mark.parametrize("system", [BPR, ALS])
def test_implicit_learns_the_crowds_and_stays_as_it_was_at_its_best(
    tally: Tally, system: str
) -> None:
    split = split_of(tally, 0)
    learned = rivals.LEARN[system](tally, split, SMALL[system], 0, Watch())
    found = ranked(learned.space.scores, split.train, split.validation)
    assert found.ndcg().mean() == learned.ndcg
    rock = np.array([item.name.startswith("rock") for item in tally.items])
    crowd = np.array([user.startswith("a") for user in tally.users])
    assert (rock[found.items[:, :10]] == crowd[found.users, None]).mean() > 0.9


def test_counts_weigh_by_their_logarithm(tally: Tally) -> None:
    split = split_of(tally, 0)
    plain, logged = (
        rivals.learn_als(tally, split, {**SMALL[ALS], "logged": logged}, 0, Watch())
        for logged in (False, True)
    )
    assert not np.allclose(plain.space.items, logged.space.items)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_start_lies_on_the_ladders(system: str) -> None:
    assert LADDERS[system].keys() == STARTS[system].keys()
    for name, value in STARTS[system].items():
        assert value in LADDERS[system][name].values


def test_a_stopped_search_goes_on_to_the_same_trials(tally: Tally, tmp_path: Path) -> None:
    whole = search(tally, ALS, tmp_path / "whole", budget=3)
    steps: list[int] = []
    watch = Watch(lambda _, done, total: steps.append(done), lambda: 1 in steps)
    with pytest.raises(Cancelled):
        search(tally, ALS, tmp_path / "parts", budget=3, watch=watch)
    assert len(read_search(place_of(tmp_path / "parts", ALS)).trials) == 1
    assert search(tally, ALS, tmp_path / "parts", budget=3) == whole
    assert read_searches(tmp_path / "whole") == (whole,)
    assert len(whole.untried) == 5


def test_another_search_is_not_written_over(tally: Tally, tmp_path: Path) -> None:
    search(tally, ALS, tmp_path, budget=1)
    with pytest.raises(NearfieldError, match="Another search"):
        search(tally, ALS, tmp_path, budget=2, seed=1)
    assert len(read_search(place_of(tmp_path, ALS)).trials) == 1


KEPT = '{"system": "%s", "data": "", "split_seed": 0, "seed": 0, "trials": [%s]}'


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", KEPT % (BPR, ""), KEPT % ("chance", '{"settings": {}, "ndcg": 0, "steps": 1}'),
     KEPT % (BPR, '{"settings": {"rate": 1}, "ndcg": 0, "steps": 1}')],
)  # fmt: skip
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    place = place_of(tmp_path, BPR)
    place.write_text(text)
    with pytest.raises(NearfieldError, match=r"'implicit-bpr\.json' is no file of trials"):
        read_searches(tmp_path)
    place.unlink()
    with pytest.raises(NearfieldError, match="no files of trials"):
        read_searches(tmp_path)


def test_the_command_finds_settings_that_training_takes(
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick = {**STARTS[OURS], "dimension": 8, "rate": 0.064}
    monkeypatch.setitem(STARTS, OURS, quick)
    command = ["train", "listeners-settings", str(table), "-o", str(tmp_path / "tries")]
    assert main([*command, "--tries", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)[OURS]
    assert found["settings"] == quick
    assert 0 < found["ndcg"] <= 1
    assert found["steps"] >= 1


def test_the_difference_of_two_systems_is_as_sure_as_users_and_runs_agree() -> None:
    dice = np.random.default_rng(1)
    users = dice.random(500)
    one = users + 0.02 + 0.01 * dice.standard_normal((3, 500))
    gain, low, high = ahead(one, users[None])
    assert low < 0.02 < high
    assert high - low < 0.005  # users differ by far more, but not from themselves
    assert gain == pytest.approx(0.02, abs=0.002)
    apart = one + np.array([[-0.1], [0.0], [0.1]])
    _, low, high = ahead(apart, users[None])
    assert low < 0 < high
