"""Whether tags agree: a pupil that repeats its teachers, and one that guesses."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.evaluation.agreement import tag_agreement


def answers(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((300, 30)).astype(np.float32)


def test_the_same_answers_agree() -> None:
    areas = tag_agreement(answers(0), answers(0), [10, 20])
    assert len(areas) == 30
    assert np.mean(list(areas.values())) > 0.93


def test_guesses_do_not() -> None:
    areas = tag_agreement(answers(1), answers(0), [10, 20])
    assert np.mean(list(areas.values())) == pytest.approx(0.5, abs=0.05)


def test_a_tag_nobody_said_is_not_judged() -> None:
    taught = answers(0)
    taught[:, 4] = -100
    assert 4 not in tag_agreement(answers(0), taught, [10, 20])
