"""Things that are hit or plucked once and ring: piano, guitar, double bass, vibraphone, bells.

All are sums of sines that die away (additive synthesis); what tells them apart is where the
overtones lie, how strong they start and how fast each fades.
"""

from __future__ import annotations

import numpy as np

from engine.demo.filters import passed
from engine.demo.oscillators import RATE, Wave, clock, noise, phase, samples, sine

RELEASE = 0.25
"""Seconds a damped string still takes to fall silent."""


def ringing(hz: Wave, levels: Wave, lives: Wave, n: int) -> Wave:
    """Sines at `hz` starting at `levels`, each falling 60 dB in its life (seconds), shape (n,)."""
    time, out = clock(n), np.zeros(n, np.float32)
    for pitch, level, life in zip(hz, levels, lives, strict=True):
        if pitch < 0.45 * RATE:
            out += level * np.exp(time * np.float32(-6.9 / life)) * sine(phase(float(pitch), n))
    return out


def piano(hz: float, seconds: float, hardness: float = 0.5) -> Wave:
    """A piano string pair, its stretched overtones weakened where the hammer strikes."""
    n = samples(seconds + RELEASE)
    k = np.arange(1, 1 + min(26, int(9000 / hz)), dtype=np.float32)
    stretched = hz * k * np.sqrt(1 + 0.0004 * (hz / 260) * k**2)
    levels = np.abs(np.sin(np.pi * k / 7.6)) / k ** (1.75 - 0.8 * hardness)
    lives = 9 * (130 / hz) ** 0.5 / (1 + 0.22 * k + 0.02 * k**2)
    wave = 0.65 * ringing(stretched, levels, 0.45 * lives, n)
    wave += 0.45 * ringing(stretched * 1.0006, levels, 1.3 * lives, n)
    wave += _knock(n, 0.012, 140 + 500 * hardness, 0.5)
    return _damped(_risen(wave, 0.002), seconds)


def nylon_guitar(hz: float, seconds: float, brightness: float = 0.5) -> Wave:
    """A string plucked by a finger at a fifth of its length."""
    n = samples(seconds + RELEASE)
    k = np.arange(1, 1 + min(22, int(8000 / hz)), dtype=np.float32)
    levels = np.abs(np.sin(0.2 * np.pi * k)) / k ** (1.7 - 0.6 * brightness)
    lives = 2.6 * (200 / hz) ** 0.3 / (1 + (0.5 - 0.25 * brightness) * k)
    wave = ringing(hz * k, levels, lives, n) + _knock(n, 0.006, 900, 0.15)
    return _damped(_risen(wave, 0.003), seconds)


def double_bass(hz: float, seconds: float) -> Wave:
    """A long thick string plucked softly: few overtones, a thump at the start."""
    n = samples(seconds + RELEASE)
    k = np.arange(1, 13, dtype=np.float32)
    levels = np.array([0.8, 1, 0.55, 0.4, 0.22, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.02])
    wave = ringing(hz * k, levels.astype(np.float32), 2.2 / (1 + 0.3 * k), n)
    wave += _knock(n, 0.02, 220, 0.6)
    return _damped(_risen(wave, 0.006), seconds)


def electric_piano(hz: float, seconds: float, bite: float = 0.5) -> Wave:
    """A tine piano: one sine bends the phase of another (frequency modulation), less and less."""
    n = samples(seconds + RELEASE)
    time, turns = clock(n), phase(hz, n)
    bend = (0.25 + 1.2 * bite) * np.exp(-time / 0.35) + 0.1
    wave = np.sin(np.float32(2 * np.pi) * turns + bend * sine(turns))
    wave += 0.12 * np.exp(-time / 0.06) * sine(phase(min(7 * hz, 12_000), n))
    return _damped(_risen(wave * np.exp(-time / 1.1), 0.002), seconds)


def vibraphone(hz: float, seconds: float) -> Wave:
    """A metal bar with its overtone tuned two octaves up, under slowly turning discs."""
    n = samples(seconds + 0.8)
    bars = np.array([1, 4, 10.1], np.float32)
    wave = ringing(hz * bars, np.array([1, 0.25, 0.06], np.float32), 2.4 / bars**0.5, n)
    return _damped(_risen(wave * (1 + 0.25 * sine(phase(4.8, n))), 0.002), seconds, 0.8)


def bell(hz: float, seconds: float, glass: float = 0.5) -> Wave:
    """A bell or a bowl of glass; its overtones fit no scale."""
    n = samples(seconds)
    ratios = np.array([0.5, 1, 1.19, 1.5, 2, 2.51, 3.01, 4.1, 5.43], np.float32)
    levels = np.array([0.4, 1, 0.35, 0.25, 0.5, 0.25, 0.2, 0.15, 0.1], np.float32)
    lives = np.float32(seconds) * 1.2 / ratios ** (1 - 0.4 * glass)
    return _risen(ringing(hz * ratios, levels * (0.4 + glass), lives, n), 0.01)


def _knock(n: int, seconds: float, high: float, level: float) -> Wave:
    """The dull noise of hammer or finger, the same in each note of an instrument."""
    out = np.zeros(n, np.float32)
    length = min(n, samples(6 * seconds))
    burst = noise(length, np.random.default_rng(7)) * np.exp(-clock(length) / seconds)
    burst = passed(burst, high=high)
    out[:length] = level * burst / np.abs(burst).max()
    return out


def _risen(wave: Wave, seconds: float) -> Wave:
    n = min(len(wave), samples(seconds))
    wave[:n] *= np.linspace(0, 1, n, dtype=np.float32)
    return wave


def _damped(wave: Wave, seconds: float, release: float = RELEASE) -> Wave:
    """`wave` with its string let ring for `seconds`, then stopped."""
    start = min(len(wave), samples(seconds))
    rest = len(wave) - start
    if rest:
        wave[start:] *= np.exp(clock(rest) * (-6.9 / release)) * np.linspace(1, 0, rest)
    return wave
