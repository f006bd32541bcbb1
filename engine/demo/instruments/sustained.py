"""Things that sound for as long as they are held: pads, singers, bows, flutes, basses."""

from __future__ import annotations

import numpy as np

from engine.demo.filters import passed, peaks, shaped
from engine.demo.oscillators import Wave, clock, noise, phase, samples, saw, sine
from engine.demo.score import Voice

AH = peaks((700, 130, 1.0), (1150, 150, 0.6), (2800, 300, 0.6), (3600, 500, 0.5), floor=0.08)
OO = peaks((330, 110, 1.0), (750, 140, 0.35), (2600, 300, 0.2), (3400, 500, 0.15), floor=0.03)
"""What a throat does to a voice when it sings these vowels (formants)."""


def held(n: int, attack: float, release: float) -> Wave:
    """An envelope of `n` samples: up in `attack` seconds, down over the last `release` seconds."""
    time = clock(n)
    rise = np.clip(time / np.float32(max(attack, 1e-3)), 0, 1)
    fall = np.clip((time[-1] - time) / np.float32(max(release, 1e-3)), 0, 1)
    envelope: Wave = np.sin(rise * np.pi / 2) ** 2 * np.sin(fall * np.pi / 2) ** 2
    return envelope


def pad(attack: float, release: float, detune: float = 0.006, saws: int = 4) -> Voice:
    """A choir of saws a little out of tune with each other; to be filtered by who plays it."""

    def voice(hz: float, seconds: float) -> Wave:
        n = samples(seconds + release)
        offsets = np.linspace(-detune, detune, saws)
        wave = sum(
            (saw(hz * (1 + offset), n, start=0.37 * i) for i, offset in enumerate(offsets)),
            start=np.zeros(n, np.float32),
        )
        return held(n, attack, release) * wave / saws

    return voice


def ensemble(rng: np.random.Generator, people: int, attack: float, vibrato: float) -> Voice:
    """Several people on one part, singing or bowing: each with an own pitch and an own tremble.

    `vibrato` is its depth as a part of the pitch. What they sing on is set by AH, OO or a filter.
    """

    def person(hz: float, n: int) -> Wave:
        time = clock(n)
        tremble = sine(phase(float(rng.uniform(4.6, 6.0)), n, float(rng.random())))
        onset = np.clip(time / np.float32(0.8), 0, 1)
        drift = np.interp(time, np.linspace(0, 12, 40), rng.normal(0, 0.0016, 40))
        pitch = hz * (1 + rng.normal(0, 0.0022) + vibrato * onset * tremble + drift)
        return saw(pitch.astype(np.float32), n, float(rng.random()))

    def voice(hz: float, seconds: float) -> Wave:
        n = samples(seconds + 0.35)
        wave = sum((person(hz, n) for _ in range(people)), start=np.zeros(n, np.float32))
        return held(n, attack, 0.45) * wave / people

    return voice


def flute(rng: np.random.Generator, breath: float = 0.5) -> Voice:
    """A soft flute: a few overtones, breath around them, a vibrato that comes late."""

    def voice(hz: float, seconds: float) -> Wave:
        n = samples(seconds + 0.08)
        time = clock(n)
        late = np.clip((time - 0.25) / 0.4, 0, 1)
        tremble = late * sine(phase(5.1, n))
        turns = phase((hz * (1 + 0.004 * tremble)).astype(np.float32), n)
        tone = sine(turns) + 0.28 * sine(2 * turns) + 0.1 * sine(3 * turns) + 0.03 * sine(4 * turns)
        air = passed(noise(n, rng), low=0.8 * hz, high=3.5 * hz) * (0.1 + 0.25 * breath)
        wave: Wave = held(n, 0.05, 0.09) * (1 + 0.12 * tremble) * (tone + air)
        return wave

    return voice


def reese(detune: float) -> Voice:
    """Drum and bass's own bass: two saws whose beating never comes to rest, over a clean sine."""

    def voice(hz: float, seconds: float) -> Wave:
        n = samples(seconds)
        low = saw(hz * (1 - detune), n) + saw(hz * (1 + detune), n, 0.5)
        return held(n, 0.008, 0.03) * (0.45 * low + 0.25 * saw(2 * hz * (1 + detune / 2), n))

    return voice


def sub(hz: float, seconds: float) -> Wave:
    """A sine one feels rather than hears, with a trace of its octave."""
    n = samples(seconds)
    turns = phase(hz, n)
    return held(n, 0.006, 0.04) * (sine(turns) + 0.12 * sine(2 * turns))


def sung(wave: Wave, openness: Wave) -> Wave:
    """`wave` (n,) on a vowel between OO (where `openness` (n,) is 0) and AH (where it is 1)."""
    return openness * shaped(wave, AH) + (1 - openness) * shaped(wave, OO)
