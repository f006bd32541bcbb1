"""Every direction counts alike, but for noise."""

from __future__ import annotations

import numpy as np

from engine.training.distillation.whitening import whitening


def test_strong_and_weak_directions_come_out_alike_and_noise_does_not() -> None:
    random = np.random.default_rng(0)
    mixing = np.linalg.qr(random.standard_normal((4, 4)))[0]
    deviations = np.array([10.0, 5.0, 4.0, 0.01])
    heard = 3 + (random.standard_normal((2000, 4)) * deviations) @ mixing
    weight, bias = whitening(heard.astype(np.float32), 4)
    said = heard @ weight.T + bias
    np.testing.assert_allclose(said.mean(axis=0), 0, atol=1e-3)
    spread = said.std(axis=0)
    assert (spread[:3] > 0.9).all()
    assert (spread[:3] < 1.01).all()
    assert spread[3] < 0.01
    together = np.corrcoef(said[:, :3].T) - np.eye(3)
    assert np.abs(together).max() < 0.01


def test_the_strongest_are_kept() -> None:
    random = np.random.default_rng(1)
    heard = random.standard_normal((500, 6)) * np.array([1, 9, 1, 8, 1, 1])
    weight, bias = whitening(heard.astype(np.float32), 2)
    assert weight.shape == (2, 6)
    assert bias.shape == (2,)
    assert set(np.abs(weight).argmax(axis=1).tolist()) == {1, 3}
