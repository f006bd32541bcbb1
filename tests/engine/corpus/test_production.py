from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.corpus.midi import Line, Performance
from engine.corpus.palette import Studio
from engine.corpus.plan import planned
from engine.corpus.production import OUT_RATE, produced
from engine.corpus.singing import Singer, sing, singer
from engine.demo.oscillators import RATE, Wave, clock, saw
from engine.demo.score import Note

STUDIO = replace(planned(1, 0).album.studio, crackle=False, wow=0.0, pumping=0.0, hiss=-90.0)
SECONDS = 4.0


def band(hz: float = 220.0) -> Wave:
    n = int(SECONDS * RATE)
    wave = 0.3 * saw(hz, n) * (0.2 + np.exp(-4 * (clock(n) % 0.5)))
    return np.stack([wave, wave]).astype(np.float32)


def record(clean: Wave | None, driven: Wave | None = None, studio: Studio = STUDIO) -> Wave:
    return produced(clean, driven, [], studio, 120, np.random.default_rng(3))


def above(wave: Wave, hz: float) -> float:
    """The part of the energy above `hz`."""
    power = np.abs(np.fft.rfft(wave)) ** 2
    return float(power[int(hz * len(wave) / OUT_RATE) :].sum() / power.sum())


def crest(wave: Wave) -> float:
    return float(np.abs(wave).max() / np.sqrt(np.mean(wave**2)))


def test_a_record_has_one_channel_at_its_level_within_full_scale() -> None:
    wave = record(band())

    assert wave.shape == (int(SECONDS * OUT_RATE),)
    assert wave.dtype == np.float32
    assert np.abs(wave).max() <= 0.95
    level = 20 * np.log10(np.sqrt(np.mean(wave**2)))
    assert level == pytest.approx(STUDIO.loudness, abs=2)


def test_the_studio_is_heard() -> None:
    plain = record(band())
    dull = record(band(), studio=replace(STUDIO, highest=1500.0))
    squeezed = record(band(), studio=replace(STUDIO, squeeze=0.9, wet=0.0))
    free = record(band(), studio=replace(STUDIO, squeeze=0.0, wet=0.0))

    assert above(dull, 3000) < 0.2 * above(plain, 3000)
    assert crest(squeezed) < crest(free)


def test_an_amplifier_adds_overtones() -> None:
    n = int(SECONDS * RATE)
    tone = np.tile(0.3 * np.sin(2 * np.pi * 220 * clock(n)), (2, 1)).astype(np.float32)
    clean = replace(STUDIO, drive=0.0, squeeze=0.0)

    assert above(record(None, tone, clean), 600) > 5 * above(record(tone, None, clean), 600)


def test_a_singer_sings_the_notes() -> None:
    notes = (Note(0, 69, 2), Note(2, 64, 2))
    line = Line(0, 0, notes)
    played = Performance(((0.0, 60.0),), (line,), 4.0)
    wave = sing(played, notes, Singer(1.0, 0.0, 0.0, 0.0, 0.0, 0.02), SECONDS, _rng())

    for start, hz in ((0.5, 440.0), (2.5, 329.6)):
        piece = wave[int(start * RATE) : int((start + 1) * RATE)]
        power = np.abs(np.fft.rfft(piece * np.hanning(len(piece))))
        spacing = np.fft.irfft(power**2)[60:200].argmax() + 60
        assert RATE / spacing == pytest.approx(hz, rel=0.03)


def test_a_singer_with_nothing_to_sing_is_silent() -> None:
    played = Performance(((0.0, 60.0),), (Line(0, 0, ()),), 4.0)
    wave = sing(played, (), singer("sung", True, _rng()), SECONDS, _rng())

    assert wave.shape == (int(SECONDS * RATE),)
    assert not wave.any()


def test_a_growl_is_rougher_than_a_song() -> None:
    rng = _rng()

    assert singer("growled", False, rng).roughness > singer("sung", False, rng).roughness


def _rng() -> np.random.Generator:
    return np.random.default_rng(5)
