"""Fitting the weights of a blend on questions whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from engine.recommend.blend.asking import BEFORE, EQUAL, FITTED, ahead, held_out, vector
from engine.recommend.blend.blend import mixed
from engine.recommend.blend.fusion import Question, Questions, fitted
from engine.types import Signal, Weights

SIGNALS = (Signal.SOUND, Signal.TAGS, Signal.PLAYLISTS)
BEFORE_ALL = Weights(sound=1, tags=1, playlists=1)


def questions(count: int, told: tuple[float, ...], unknown: float = 0.0) -> list[Question]:
    """Voices that tell so much of the truth each (0: nothing but noise), and sometimes nothing."""
    dice, made = np.random.default_rng(0), []
    for _ in range(count):
        right = np.arange(30) < 3
        said = 0.3 * dice.random((len(told), 30)) + 0.5 * np.outer(told, right)
        said[dice.random(said.shape) < unknown] = np.nan
        made.append(Question(said.astype(np.float32), right.astype(np.float64)))
    return made


def test_who_tells_the_truth_gets_the_weight() -> None:
    found = fitted(questions(100, (0.4, 0.0, 0.1)), SIGNALS, BEFORE_ALL)
    assert found.sound > 0.6
    assert found.sound > found.playlists > found.tags
    assert found.sound + found.tags + found.playlists == pytest.approx(1)
    assert found.replay == found.likes == found.listeners == 0


def test_no_weight_is_negative_even_for_a_voice_that_says_the_opposite() -> None:
    found = fitted(questions(100, (0.3, -0.4, 0.1)), SIGNALS, BEFORE_ALL)
    assert min(found.sound, found.tags, found.playlists) >= 0
    assert found.tags < 0.02


def test_without_questions_nothing_changes() -> None:
    assert fitted([], SIGNALS, BEFORE_ALL) == BEFORE_ALL
    unanswerable = Question(np.zeros((3, 4), np.float32), np.zeros(4))
    assert fitted([unanswerable], SIGNALS, BEFORE_ALL) == BEFORE_ALL


def test_few_questions_move_the_weights_less_than_many() -> None:
    truth = (0.4, 0.0, 0.0)
    few, many = (fitted(questions(count, truth), SIGNALS, BEFORE_ALL) for count in (2, 200))
    assert 1 / 3 < few.sound < many.sound


def test_a_voice_that_says_nothing_keeps_its_weight() -> None:
    silent = [Question(np.vstack([q.said[:2], np.full(30, np.nan)]).astype(np.float32), q.worth)
              for q in questions(100, (0.3, 0.3))]  # fmt: skip
    assert fitted(silent, SIGNALS, BEFORE_ALL).playlists == pytest.approx(1 / 3)


@pytest.mark.parametrize("unknown", [0.0, 0.3])
def test_nothing_answers_better_than_what_was_fitted(unknown: float) -> None:
    """Beside 300 other weights drawn at random, none is ahead by more than what the pull costs."""
    asked = Questions(questions(200, (0.3, 0.15, 0.05), unknown))
    found = vector(fitted(questions(200, (0.3, 0.15, 0.05), unknown), SIGNALS, BEFORE_ALL), SIGNALS)
    drawn = np.random.default_rng(1).dirichlet(np.ones(3), 300)
    best = max(float(asked.gains(weights).mean()) for weights in drawn)
    assert asked.gains(found).mean() > best - 0.01
    assert asked.gains(found).mean() > asked.gains(vector(BEFORE_ALL, SIGNALS)).mean() + 0.02


def test_a_missing_voice_leaves_its_weight_to_the_others() -> None:
    said = np.array([[0.8, 0.8, np.nan], [0.2, np.nan, np.nan]], np.float32)
    scores, parts = mixed(said, np.array([3.0, 1.0]))
    assert scores.tolist() == pytest.approx([0.65, 0.8, 0])
    assert parts[:, 0].tolist() == pytest.approx([0.6, 0.05])


def test_gain_of_perfect_and_of_worst_answers() -> None:
    right = np.array([1.0, 0.0, 0.0])
    perfect = Question(np.array([[0.9, 0.5, 0.1]], np.float32), right)
    tied = Question(np.full((1, 3), 0.5, np.float32), right)
    both = np.array([1.0, 0.0, 1.0, 0.0])
    half = Question(np.array([[0.1, 0.2, 0.3, 0.0]], np.float32), both)
    gains = Questions([perfect, tied, half]).gains(np.ones(1))
    best = 1 + 1 / np.log2(3)
    # A tie is not counted as an answer.
    assert gains.tolist() == pytest.approx([1, 1 / np.log2(4), (1 + 1 / np.log2(4)) / best])


def test_what_is_worth_more_counts_more() -> None:
    worth = np.array([0.25, 1.0, 0.0])
    well, badly = (Question(np.array([said], np.float32), worth)
                   for said in ([0.5, 0.9, 0.1], [0.9, 0.5, 0.1]))  # fmt: skip
    later = 1 / np.log2(3)
    gains = Questions([well, badly]).gains(np.ones(1))
    assert gains.tolist() == pytest.approx([1, (0.25 + later) / (1 + 0.25 * later)])


def test_what_is_fitted_to_is_what_is_shown() -> None:
    """Questions are answered as the blend answers: the same scores, the same order."""
    asked, weights = questions(20, (0.3, 0.1, 0.2), unknown=0.3), np.array([0.5, 0.2, 0.3])
    for question in asked:
        scores, _ = mixed(question.said, weights)
        right = question.worth[np.argsort(-scores, kind="stable")]
        places = np.flatnonzero(right)
        gain = (1 / np.log2(places + 2)).sum() / (1 / np.log2(np.arange(3) + 2)).sum()
        assert Questions([question]).gains(weights) == pytest.approx([gain])


def test_what_is_held_out_is_judged_beside_each_alone() -> None:
    asked = questions(120, (0.3, 0.3, 0.0), unknown=0.3)
    gains = held_out(asked, np.arange(120) // 3, SIGNALS, Weights())
    assert set(gains) == {FITTED, BEFORE, EQUAL, "sound", "tags", "playlists"}
    means = {name: each.mean() for name, each in gains.items()}
    assert means[FITTED] > max(means["sound"], means["tags"], means["playlists"])
    assert means[BEFORE] == means["sound"]
    mean, low, high = ahead(gains[FITTED], gains["sound"], np.arange(120) // 3)
    assert 0 < low < mean < high
