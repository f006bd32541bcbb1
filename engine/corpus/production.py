"""The studio: amplifiers, room, equaliser, compressor, tape and the level of a record.

All that is linear is one curve over frequency, applied in one transform of the whole song.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.corpus.palette import Studio
from engine.demo.filters import fast_length, frequencies, passed, peaks, saturated, shaped
from engine.demo.mastering import levelled, limited
from engine.demo.oscillators import RATE, Wave, clock, noise, samples

OUT_RATE = 16_000
"""Hz, of the finished song."""
_BLOCK = RATE // 100


def produced(
    clean: Wave | None,
    driven: Wave | None,
    voices: Sequence[Wave],
    studio: Studio,
    tempo: float,
    rng: np.random.Generator,
) -> Wave:
    """The record, shape (n,) at OUT_RATE within ±1, from what was recorded at RATE.

    `clean` and `driven` have shape (2, n) and are the players without and with amplifiers that
    distort, None where there are none, but never both; `voices` are singers, of shape (n,).
    """
    stems = [] if clean is None else [clean.mean(axis=0)]
    if driven is not None:
        stems.append(amplified(driven.mean(axis=0), studio.gain))
    mix: Wave = np.sum(stems, axis=0, dtype=np.float32)
    for voice in voices:
        mix = mix + levelled(voice, _level(mix) + float(rng.uniform(-2, 4)))
    mix = _normal(_roomed(_normal(mix), studio, rng))
    mix = _compressed(mix, studio.squeeze)
    if studio.pumping > 0.02:
        mix = _pumped(mix, studio.pumping, tempo)
    if studio.drive > 0.02:
        mix = saturated(np.clip(mix, -1, 1), 1 + 6 * studio.drive)
    if studio.wow > 1e-5:
        mix = _wavering(mix, studio.wow, rng)
    mix = _normal(mix) + _worn(len(mix), studio, rng)
    return _mastered(passed(mix, studio.lowest, studio.highest, order=3), studio.loudness, rng)


def amplified(wave: Wave, gain: float) -> Wave:
    """An electric guitar's amplifier and loudspeaker, `gain` times too loud; `wave` (n,)."""
    pushed = np.tanh(np.float32(gain) * passed(_normal(wave), low=110, order=2))
    voiced = shaped(pushed, peaks((2600, 1500, 0.9), (400, 300, 0.3), floor=0.6))
    out: Wave = passed(voiced, low=80, high=5200, order=3) * np.float32(
        0.2 * np.log10(10 * gain) * _height(wave)
    )
    return out


def _level(wave: Wave) -> float:
    """The level of `wave` in dB, root mean square against full scale."""
    return float(20 * np.log10(np.sqrt(np.mean(wave**2)) + 1e-6))


def _height(wave: Wave) -> float:
    """The height that 99.9 in 100 samples stay below."""
    return float(np.quantile(np.abs(wave[::7]), 0.999)) or 1.0


def _normal(wave: Wave) -> Wave:
    scaled: Wave = wave * np.float32(0.9 / _height(wave))
    return scaled


def _roomed(wave: Wave, studio: Studio, rng: np.random.Generator) -> Wave:
    """`wave` in a room, and through the desk's equaliser."""
    n = len(wave)
    echo = _echo(studio.room, rng)
    size = fast_length(n + len(echo))
    hz = frequencies(size)
    low = 1 / (1 + (hz / 150) ** 2)
    high = hz**2 / (hz**2 + 4000**2)
    bell = 1 / (1 + ((hz - 1500) / 900) ** 2)
    decibels = studio.bass * low + studio.treble * high + studio.presence * bell
    curve = (10 ** (decibels / 20)).astype(np.float32)
    spectrum = np.fft.rfft(wave, size) * (1 + np.float32(studio.wet) * np.fft.rfft(echo, size))
    out: Wave = np.fft.irfft(spectrum * curve, size)[:n].astype(np.float32)
    return out


def _echo(seconds: float, rng: np.random.Generator) -> Wave:
    """A room's answer to a click, of energy 1: noise that dies away, darker as it does."""
    n = samples(seconds)
    time, wave = clock(n), noise(n, rng)
    dark = passed(wave, low=150, high=2500, order=1)
    echo = wave * np.exp(-14 / seconds * time) * 0.6 + dark * np.exp(-6.9 / seconds * time)
    echo[: samples(0.004)] = 0
    out: Wave = (echo / np.sqrt((echo**2).sum())).astype(np.float32)
    return out


def _compressed(wave: Wave, amount: float) -> Wave:
    """`wave` with loud moments turned down: 0 leaves it, 1 makes all as loud as each other."""
    pad = -len(wave) % _BLOCK
    blocks = np.sqrt((np.pad(wave, (0, pad)).reshape(-1, _BLOCK) ** 2).mean(axis=1))
    smooth = np.hanning(13)[1:-1]
    level = np.convolve(np.pad(blocks, 5, "edge"), smooth / smooth.sum(), "valid")
    gain = np.maximum(level, 0.05 * level.max() + 1e-6) ** -amount
    centres = (np.arange(len(gain)) + 0.5) * _BLOCK
    curve = np.interp(np.arange(len(wave)), centres, gain / gain.max())
    return _normal(wave * curve.astype(np.float32))


def _pumped(wave: Wave, depth: float, tempo: float) -> Wave:
    since = clock(len(wave)) % np.float32(60 / tempo)
    out: Wave = wave * (1 - np.float32(depth) * np.exp(-since / np.float32(20 / tempo)))
    return out


def _wavering(wave: Wave, depth: float, rng: np.random.Generator) -> Wave:
    """A tape that runs unsteadily: slow wow and quick flutter."""
    time = clock(len(wave))
    slow, quick = float(rng.uniform(0.4, 1.1)), float(rng.uniform(5, 9))
    swing = depth * np.sin(2 * np.pi * slow * time) / (2 * np.pi * slow)
    swing += 0.3 * depth * np.sin(2 * np.pi * quick * time) / (2 * np.pi * quick)
    place = np.arange(len(wave)) + swing * RATE
    out: Wave = np.interp(place, np.arange(len(wave)), wave).astype(np.float32)
    return out


def _worn(n: int, studio: Studio, rng: np.random.Generator) -> Wave:
    """What a tape and a worn record add: hiss, clicks, rumble."""
    out = noise(n, rng) * np.float32(10 ** (studio.hiss / 20))
    if studio.crackle:
        clicks = rng.integers(0, n, int(n / RATE * rng.uniform(4, 20)))
        out[clicks] += rng.exponential(0.06, len(clicks)).astype(np.float32)
        out += passed(noise(n, rng), low=20, high=60) * np.float32(0.02)
    return out


def _mastered(wave: Wave, loudness: float, rng: np.random.Generator) -> Wave:
    """`wave` brought to OUT_RATE, faded out, at its level, its peaks below full scale."""
    fade = min(len(wave), samples(float(rng.uniform(0.05, 3))))
    wave[len(wave) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    wave = _halved(wave)
    level = np.sqrt(np.mean(wave**2)) or 1.0
    out: Wave = limited(wave[None] * np.float32(10 ** (loudness / 20) / level), 0.92)[0]
    return out


def _halved(wave: Wave) -> Wave:
    """`wave` at half its rate."""
    n = len(wave)
    size = fast_length(n)
    size += size % 2
    half = np.fft.rfft(wave, size)[: size // 4 + 1]
    out: Wave = (np.fft.irfft(half, size // 2)[: n // 2] / 2).astype(np.float32)
    return out
