"""Altered recordings: of the right length, other than before, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.distillation import alteration
from engine.training.distillation.alteration import RATE, Sound, altered, levelled, longest

LENGTH = 2 * RATE


def tone(frequency: float, samples: int = longest(LENGTH)) -> Sound:
    return np.sin(2 * np.pi * frequency * np.arange(samples) / RATE).astype(np.float32)


def loudness(sound: Sound) -> float:
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64))))


def peak(sound: Sound) -> float:
    """The strongest frequency, in Hz."""
    spectrum = np.abs(np.fft.rfft(sound))
    return float(np.fft.rfftfreq(len(sound), 1 / RATE)[spectrum.argmax()])


@pytest.mark.parametrize("seed", range(8))
def test_every_alteration_is_sound_of_the_length_asked_for(seed: int) -> None:
    made = altered(tone(440), tone(1000), LENGTH, np.random.default_rng(seed))
    assert made.shape == (LENGTH,)
    assert made.dtype == np.float32
    assert np.isfinite(made).all()
    assert loudness(made) > -60


def test_the_same_seed_gives_the_same_sound_and_another_one_another() -> None:
    first, again, other = (
        altered(tone(440), tone(1000), LENGTH, np.random.default_rng(seed)) for seed in (3, 3, 4)
    )
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.01


def test_short_recordings_are_repeated_to_fill_it() -> None:
    made = altered(tone(440, 5000), tone(900, 300), LENGTH, np.random.default_rng(0))
    assert made.shape == (LENGTH,)


def test_levelling_brings_any_loudness_to_one_and_leaves_silence() -> None:
    assert loudness(levelled(tone(440) * 0.01)) == pytest.approx(-20, abs=0.01)
    assert not levelled(np.zeros(100, np.float32)).any()


def test_speed_moves_the_pitch_by_three_half_tones_at_most() -> None:
    random = np.random.default_rng(1)
    pitches = {round(peak(alteration.respeeded(tone(440), LENGTH, random))) for _ in range(20)}
    assert len(pitches) > 5
    assert 440 * 0.83 < min(pitches) < 440 < max(pitches) < 440 * 1.2


def test_a_mix_has_both_in_it() -> None:
    mix = alteration.mixed(tone(440, LENGTH), tone(1000, LENGTH), np.random.default_rng(0))
    spectrum = np.abs(np.fft.rfft(mix))
    at = {f: spectrum[round(f * LENGTH / RATE)] for f in (440, 1000, 3000)}
    assert min(at[440], at[1000]) > 100 * at[3000]


def test_a_codec_leaves_the_tone() -> None:
    coded = alteration.encoded(levelled(tone(440, LENGTH)), np.random.default_rng(0))
    assert coded.shape == (LENGTH,)
    assert peak(coded) == pytest.approx(440, abs=2)
