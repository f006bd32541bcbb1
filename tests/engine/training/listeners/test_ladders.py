"""The search for settings, on hills whose top is known."""

from __future__ import annotations

from collections.abc import Callable

from engine.training.listeners.ladders import (
    Ladder,
    Settings,
    Trial,
    at_edges,
    best_of,
    either,
    untried,
    upcoming,
)

LADDERS = {
    "rate": Ladder((1, 2, 3, 4, 5, 6, 7)),
    "decay": Ladder((0, 1, 2, 3), natural_first=True),
    "kind": either("plain", "fancy"),
}
START: Settings = {"rate": 2, "decay": 3, "kind": "plain"}
Height = Callable[[Settings], float]


def climbed(height: Height, budget: int, seed: int = 0) -> list[Trial]:
    trials: list[Trial] = []
    while len(trials) < budget and (settings := upcoming(LADDERS, START, trials, seed)):
        trials.append(Trial(settings, height(settings), 1))
    return trials


def hill(settings: Settings) -> float:
    """Its top is at rate 5, decay 1, fancy."""
    rate, decay = float(settings["rate"]), float(settings["decay"])
    return -((rate - 5) ** 2) - (decay - 1) ** 2 + 0.5 * (settings["kind"] == "fancy")


def test_the_top_of_a_hill_is_climbed_to_with_every_neighbour_tried() -> None:
    trials = climbed(hill, 25)
    assert trials[0].settings == START
    assert best_of(trials).settings == {"rate": 5, "decay": 1, "kind": "fancy"}
    assert untried(LADDERS, trials) == []
    assert at_edges(LADDERS, best_of(trials).settings) == []


def test_nothing_is_tried_twice_and_everything_in_the_end() -> None:
    trials = climbed(hill, 1_000)
    assert (
        len({str(sorted(trial.settings.items())) for trial in trials}) == len(trials) == 7 * 4 * 2
    )


def test_what_comes_next_follows_from_what_was_tried() -> None:
    trials = climbed(hill, 20)
    assert upcoming(LADDERS, START, trials[:11], 0) == trials[11].settings
    assert [trial.settings for trial in climbed(hill, 20, seed=1)] != [
        trial.settings for trial in trials
    ]


def test_a_better_hill_that_was_drawn_is_climbed() -> None:
    """From the start none of its neighbours is better; the top is far away."""

    def far(settings: Settings) -> float:
        rate = float(settings["rate"])
        return 9 - abs(rate - 6) if rate > 4 else -abs(rate - 2)

    trials = climbed(far, 40)
    assert best_of(trials[:5]).settings["rate"] == 2
    assert best_of(trials).settings["rate"] == 6


def test_only_ends_with_something_beyond_are_edges() -> None:
    assert at_edges(LADDERS, {"rate": 7, "decay": 0, "kind": "plain"}) == ["rate"]
    assert at_edges(LADDERS, {"rate": 1, "decay": 3, "kind": "fancy"}) == ["rate", "decay"]
