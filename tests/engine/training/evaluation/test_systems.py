"""Ears that are compared, all asked the same of real files, and how steady one is."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.analysis.model import Model, open_model
from engine.audio.encode import write_audio
from engine.audio.excerpts import ExcerptPlan
from engine.audio.mel import MelSettings
from engine.models.ear import Ear
from engine.models.export import export
from engine.models.weights import save
from engine.training.evaluation.protocol import examine
from engine.training.evaluation.steadiness import steadiness
from engine.training.evaluation.systems import MelStatistics, Network, SideBySide, System
from engine.training.material import Recording

RATE = 16_000
PLAN = ExcerptPlan(1.0, 2, RATE)


@pytest.fixture(scope="module")
def ear(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """One that was never taught, as the app would open it."""
    torch.manual_seed(0)
    settings = MelSettings()
    file = save(
        tmp_path_factory.mktemp("ear") / "ear.safetensors",
        Ear(settings, 16, 4).eval(),
        architecture="ear",
        dimension=16,
        plan=PLAN,
        front_end=settings.as_metadata(),
        tags=("a", "b", "c", "d"),
    )
    export(file)
    return open_model(file, 1)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> list[Recording]:
    """Two artists in each of two folds: one hums low, one hisses."""
    folder = tmp_path_factory.mktemp("evaluated")
    random = np.random.default_rng(0)
    made = []
    for number in range(24):
        time = np.arange(3 * RATE) / RATE
        hum = np.sin(2 * np.pi * random.uniform(100, 200) * time)
        hiss = np.diff(random.standard_normal(len(time) + 1))
        sound = 0.2 * (hum + 0.01 * hiss if number % 2 else hiss)
        path = folder / f"{number}.flac"
        write_audio(path, sound.astype(np.float32).clip(-1, 1), RATE, "flac")
        made.append(Recording(path, path.name, f"{number % 2} of {number // 12}", "", "source"))
    return made


def test_all_systems_find_what_is_plain_to_hear(recordings: list[Recording], ear: Model) -> None:
    statistics = MelStatistics(PLAN)
    systems: list[System] = [
        statistics,
        Network("untrained", [ear, ear], PLAN),
    ]
    both = SideBySide("both", systems)
    dealt = np.array([number // 12 for number in range(24)])
    found = examine(recordings, dealt, systems, lambda done, total: None, [both])
    assert [one.name for one in found] == ["mel statistics", "untrained", "both"]
    for examined in found:
        artist = examined.rankings["artist"]
        assert examined.within["artist"].precision_at_5.mean() > 0.9, examined.name
        # The other fold's artists sound just the same.
        assert 0.3 < artist.precision_at_5.mean() < 0.7, examined.name
        assert artist.chance.mean() == pytest.approx(5 / 23)
        assert examined.within["artist"].chance.mean() == pytest.approx(5 / 11)
        assert not len(examined.rankings["album"].precision_at_5)
        assert examined.seconds > 0


def test_an_ear_is_steady_where_its_front_end_makes_it_so(
    recordings: list[Recording], ear: Model
) -> None:
    found = steadiness([(one.path, ear) for one in recordings[:4]], PLAN)
    assert set(found.cosines) == {
        "mp3 128 kbit/s", "mp3 320 kbit/s", "opus 96 kbit/s", "-12 dB", "+12 dB",
    }  # fmt: skip
    for gain in ("-12 dB", "+12 dB"):
        assert found.cosines[gain][1] > 0.9999
    assert found.cosines["mp3 320 kbit/s"][0] > 0.9
    assert found.tracks == 4
    assert 0 <= found.excerpts <= 1
