"""Drums, cymbals and small percussion, each blow a wave that starts at its loudest.

A drum's skin is a sine that falls in pitch; wires, cymbals and hands are noise with a colour.
"""

from __future__ import annotations

import numpy as np

from engine.demo.filters import passed, saturated
from engine.demo.oscillators import Wave, clock, noise, phase, pulse, samples, sine

RNG = np.random.Generator


def kick(low: float = 48, punch: float = 0.5, seconds: float = 0.35) -> Wave:
    """A bass drum that settles at `low` Hz; more `punch`, more of the beater."""
    n = samples(seconds)
    time = clock(n)
    pitch = low * (1 + (2 + 3 * punch) * np.exp(-time / 0.022))
    body = sine(phase(pitch, n)) * np.exp(-time / (0.3 * seconds))
    click = passed(noise(n, np.random.default_rng(3)), low=1500, high=7000)
    return _ended(saturated(body, 1 + punch) + 0.5 * punch * click * np.exp(-time / 0.004))


def snare(rng: RNG, hz: float = 185, wires: float = 0.7, seconds: float = 0.22) -> Wave:
    """A snare drum; `wires` is how much of it is rattle."""
    n = samples(seconds)
    time = clock(n)
    skin = sine(phase(hz * (1 + 0.6 * np.exp(-time / 0.012)), n)) * np.exp(-time / 0.055)
    rattle = passed(noise(n, rng), low=1200, high=9500, order=1) * np.exp(-time / (0.3 * seconds))
    return _ended(0.8 * skin + 1.1 * wires * rattle)


def hat(rng: RNG, seconds: float = 0.05, bright: float = 0.5) -> Wave:
    """A hi-hat: short and it is closed, long and it is open."""
    n = samples(4 * seconds)
    wave = 0.6 * noise(n, rng) + 0.4 * _metal(n, 540)
    wave = passed(wave, low=5500 + 3000 * bright, order=3)
    return _ended(1.6 * wave * np.exp(-clock(n) / seconds))


def cymbal(rng: RNG, seconds: float = 1.2, ride: bool = False) -> Wave:
    """A crash, or a ride with its ping."""
    n = samples(1.6 * seconds)
    time = clock(n)
    wash = passed(noise(n, rng), low=3000, order=1) * np.exp(-time / (0.3 * seconds))
    shimmer = passed(_metal(n, 390), low=3500, order=2) * np.exp(-time / (0.35 * seconds))
    ping = 0.2 * sine(phase(3130, n)) * np.exp(-time / 0.12) if ride else np.float32(0)
    return _ended((0.25 if ride else 0.7) * wash + 0.35 * shimmer + ping)


def clap(rng: RNG, seconds: float = 0.2) -> Wave:
    """Hands: four bursts that nearly meet, and the room's answer."""
    n = samples(seconds)
    time, envelope = clock(n), np.zeros(n, np.float32)
    for start in (0, 0.011, 0.021, 0.03):
        late = time - np.float32(start)
        envelope += np.where(late >= 0, np.exp(-late / (0.007 if start < 0.03 else 0.05)), 0)
    return _ended(1.5 * envelope * passed(noise(n, rng), low=900, high=3200))


def rim(hz: float = 1700) -> Wave:
    """A stick across the rim: a woody click."""
    n = samples(0.08)
    time = clock(n)
    return _ended(np.exp(-time / 0.011) * (sine(phase(hz, n)) + 0.6 * sine(phase(0.47 * hz, n))))


def shaker(rng: RNG, seconds: float = 0.07) -> Wave:
    """Beads in a box: noise that swells before it stops."""
    n = samples(2 * seconds)
    time = clock(n) / np.float32(seconds)
    return _ended(passed(noise(n, rng), low=4500, high=10_000) * time * np.exp(1 - 2.2 * time))


def brush(rng: RNG, seconds: float = 0.28) -> Wave:
    """A wire brush drawn over a snare."""
    n = samples(seconds)
    wave: Wave = np.sin(np.linspace(0, np.pi, n, dtype=np.float32)) ** 2
    return wave * passed(noise(n, rng), low=1800, high=7500, order=1)


def _metal(n: int, hz: float) -> Wave:
    """Six square waves that fit no chord, as in the first drum machines' cymbals."""
    ratios = (1, 1.342, 1.506, 1.667, 1.931, 2.536)
    return sum((pulse(hz * ratio, n) for ratio in ratios), start=np.zeros(n, np.float32)) / 6


def _ended(wave: Wave) -> Wave:
    fall = min(len(wave), samples(0.01))
    wave[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32)
    return wave
