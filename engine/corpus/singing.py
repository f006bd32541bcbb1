"""A lead singer without words: a gliding, trembling pitch through a throat that changes vowels.

No General MIDI sound sings alone, and most records have a singer. The source is a saw and breath,
the throat a set of formants for each vowel (after Peterson and Barney, 1952), consonants are short
noises before a note. A rapper is a singer whose pitch falls within each syllable, a growler one
with a rough throat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.corpus.midi import Performance
from engine.demo.filters import Curve, fast_length, frequencies, passed, peaks
from engine.demo.oscillators import RATE, Wave, clock, noise, samples, saw
from engine.demo.score import Note, hertz

_VOWELS = (
    (730, 1090, 2440),
    (570, 840, 2410),
    (530, 1840, 2480),
    (300, 870, 2240),
    (270, 2290, 3010),
    (490, 1350, 1690),
)
"""The lowest three formants of a man's a, o, e, u, i and er, in Hz."""
_WIDTHS, _HEIGHTS = (90, 120, 220), (1.0, 0.55, 0.4)


@dataclass(frozen=True, slots=True)
class Singer:
    """What distinguishes one voice from another."""

    throat: float
    """How much higher the formants lie than a man's."""
    vibrato: float
    """Its depth as a part of the pitch."""
    breath: float
    """0 to 1."""
    roughness: float
    """0 to 1."""
    fall: float
    """Semitones by which each syllable falls, as in speech."""
    glide: float
    """Seconds from one pitch to the next."""


def singer(manner: str, high: bool, rng: np.random.Generator) -> Singer:
    """Someone who sings, raps or growls (`manner`: "sung", "rapped", "growled")."""
    throat = float(rng.uniform(1.1, 1.25) if high else rng.uniform(0.92, 1.08))
    vibrato, breath = float(rng.uniform(0.002, 0.012)), float(rng.uniform(0.02, 0.25))
    glide = float(rng.uniform(0.03, 0.1))
    if manner == "rapped":
        return Singer(throat, 0.001, breath, float(rng.uniform(0, 0.3)), 4.0, 0.02)
    if manner == "growled":
        return Singer(0.9 * throat, 0.0, 0.4, float(rng.uniform(0.7, 1)), 3.0, 0.03)
    return Singer(throat, vibrato, breath, float(rng.uniform(0, 0.35)), 0.0, glide)


def sing(
    performance: Performance,
    notes: Sequence[Note],
    who: Singer,
    seconds: float,
    rng: np.random.Generator,
) -> Wave:
    """The notes of one line of `performance`, shape (n,) at RATE, `seconds` long."""
    spans = _spans(performance, notes, seconds)
    n = samples(seconds)
    if not spans:
        return np.zeros(n, np.float32)
    force = _force(spans, n)
    source = saw(_pitch(spans, who, n, rng), n)
    if who.roughness > 0.05:
        shiver = passed(noise(n, rng), low=25, high=90) * np.float32(9 * who.roughness)
        source = np.tanh(source * (1 + shiver) * np.float32(1 + 2 * who.roughness))
    source = (source + np.float32(who.breath) * noise(n, rng)) * force
    wave = _through_throat(passed(source, high=900, order=1), spans, who, n, rng)
    return wave + _consonants(spans, n, rng) * np.float32(np.abs(wave).max() * 0.35)


_Span = tuple[float, float, float, float]
"""(start in seconds, end in seconds, Hz, level)."""


def _spans(performance: Performance, notes: Sequence[Note], seconds: float) -> list[_Span]:
    """One note at a time, in seconds."""
    # The last tempo goes on; what lies beyond the end is cut off below.
    beats = np.array([beat for beat, _ in performance.tempos] + [performance.end + 64])
    lengths = np.diff(beats) * 60 / np.array([tempo for _, tempo in performance.tempos])
    times = np.concatenate([[0.0], np.cumsum(lengths)])
    ordered = sorted(notes, key=lambda note: note.beat)
    spans = list[_Span]()
    after = [*(note.beat for note in ordered[1:]), np.inf]
    for note, limit in zip(ordered, after, strict=False):
        stop = min(note.beat + note.beats, limit)
        start, end = (float(t) for t in np.interp([note.beat, stop], beats, times))
        if end - start > 0.03 and start < seconds - 0.1:
            spans.append((start, min(end, seconds), hertz(note.pitch), note.level))
    return spans


def _pitch(spans: Sequence[_Span], who: Singer, n: int, rng: np.random.Generator) -> Wave:
    """The pitch of each sample in Hz: glides, falls, a vibrato that comes late, some unrest."""
    times, marks = list[float](), list[float]()
    for start, end, hz, _ in spans:
        settled = min(start + who.glide, (start + end) / 2)
        scoop = float(rng.normal(-0.3, 0.4))
        times += [start, settled, end - 0.005]
        marks += [12 * np.log2(hz) + scoop, 12 * np.log2(hz), 12 * np.log2(hz) - who.fall]
    time = clock(n)
    pitch = np.interp(time, times, marks)
    starts = np.array([s[0] for s in spans])
    since = time - starts[np.maximum(0, np.searchsorted(starts, time, "right") - 1)]
    late = np.clip((since - 0.2) / 0.3, 0, 1)
    pitch += late * 17 * who.vibrato * np.sin(2 * np.pi * float(rng.uniform(4.8, 6.2)) * time)
    moments = np.arange(0, time[-1] + 1, 0.11)
    pitch += np.interp(time, moments, rng.normal(0, 0.06, len(moments)))
    hz_of: Wave = (2 ** (pitch / 12)).astype(np.float32)
    return hz_of


def _force(spans: Sequence[_Span], n: int) -> Wave:
    """How loud each sample is: each note swells a little and lets go."""
    times, levels = [0.0], [0.0]
    for start, end, _, level in spans:
        rise = min(0.04, (end - start) / 3)
        times += [max(start, times[-1]), start + rise, end - rise, end]
        levels += [0.1 * level, level, 0.75 * level, 0.05 * level]
    curve: Wave = np.interp(clock(n), [*times, times[-1] + 0.05], [*levels, 0]).astype(np.float32)
    return curve


def _through_throat(
    source: Wave, spans: Sequence[_Span], who: Singer, n: int, rng: np.random.Generator
) -> Wave:
    """`source` through each vowel's formants, faded from vowel to vowel as the notes ask."""
    chosen = rng.integers(len(_VOWELS), size=len(spans))
    size = fast_length(n)
    spectrum, hz = np.fft.rfft(source, size), frequencies(size)
    out = np.zeros(n, np.float32)
    for number, vowel in enumerate(_VOWELS):
        if number in chosen:
            sounding = np.fft.irfft(spectrum * _formed(vowel, who.throat)(hz), size)[:n]
            out += _presence(spans, chosen == number, n) * sounding
    return out


def _formed(vowel: tuple[int, int, int], throat: float) -> Curve:
    bells = [
        (centre * throat, width * throat, height)
        for centre, width, height in zip(vowel, _WIDTHS, _HEIGHTS, strict=True)
    ]
    return peaks(*bells, (3300 * throat, 400, 0.3), floor=0.02)


def _presence(spans: Sequence[_Span], here: NDArray[np.bool_], n: int) -> Wave:
    """How much of a vowel there is at each sample, if it is sung `here` among the spans."""
    starts = np.array([start for start, _, _, _ in spans])
    points = np.concatenate([starts - 0.02, starts + 0.04])
    weights = np.concatenate([here[:1], here[:-1], here]).astype(np.float32)
    order = np.argsort(points, kind="stable")
    presence: Wave = np.interp(clock(n), points[order], weights[order]).astype(np.float32)
    return presence


def _consonants(spans: Sequence[_Span], n: int, rng: np.random.Generator) -> Wave:
    """A burst of noise before some of the notes, bright as an s or dull as a k; peaks of 1."""
    out = np.zeros(n, np.float32)
    bands = ((4500, 9000), (1500, 4000), (2500, 7000))
    kinds = [passed(noise(samples(0.12), rng), low, high) for low, high in bands]
    for start, _, _, level in spans:
        length = samples(float(rng.uniform(0.02, 0.11)))
        place = int(start * RATE) - length
        if rng.random() < 0.65 and place >= 0:
            burst = kinds[int(rng.integers(3))][:length] * np.hanning(length)
            out[place : place + length] += (level * burst).astype(np.float32)
    return out
