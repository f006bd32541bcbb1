"""Drummers: a groove a section, a fill at its end, a crash where a new one begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.corpus.general_midi import DRUMS
from engine.corpus.song import Player, Section, Song
from engine.demo.score import Note, pattern

Groove = Mapping[str, str]
"""A bar of each drum, in even steps: `X` hard, `x` plain, `o` soft, `.` none."""

_FILLS: tuple[Groove, ...] = (
    {"snare": "....xxxx", "low tom": "......x."},
    {"high tom": "xx......", "mid tom": "..xx....", "low tom": "....xxXX"},
    {"snare": "x.xxXxXX", "kick": "X...x..."},
    {"snare": "..x..x.x", "high tom": "x..x....", "low tom": "......x."},
    {"snare": "X.x.X.X."},
    {"snare": "oooxxxXX"},
)
"""Half a bar each."""


def grooving(
    *grooves: Groove, fills: float = 0.8, crash: str = "crash", heavier: Sequence[Groove] = ()
) -> Player:
    """Play one of `grooves` (in choruses and solos one of `heavier`, if any is given).

    `fills` is the chance of a fill at the end of a section; `crash` the cymbal that begins a loud
    section, or empty.
    """

    def play(song: Song, section: Section, part: str) -> list[Note]:
        loud = section.kind in "cs"
        choices = heavier if heavier and loud else grooves
        groove = choices[int(song.rng(part, loud).integers(len(choices)))]
        rng = song.rng(part, section.kind, section.number)
        notes = _beaten(groove, range(section.bars), section.beats)
        if rng.random() < fills and section.bars > 1 and not section.last:
            notes = _filled(notes, section, rng)
        if crash and loud:
            notes.append(Note(0, DRUMS[crash], 1, 0.85))
        # Soft strokes come and go, so that no two bars are quite the same.
        return [note for note in notes if note.level > 0.5 or rng.random() < 0.85]

    return play


def _beaten(groove: Groove, bars: range, beats: float, start: float = 0.0) -> list[Note]:
    return [
        Note(start + beat, DRUMS[drum], 0.25, level)
        for drum, steps in groove.items()
        for beat, level in pattern(steps, bars, beats)
    ]


def _filled(notes: list[Note], section: Section, rng: np.random.Generator) -> list[Note]:
    fill = _FILLS[int(rng.integers(len(_FILLS)))]
    half = min(2.0, section.beats / 2)
    start = section.length - half
    kept = [note for note in notes if note.beat < start - 1e-6]
    return kept + _beaten(fill, range(1), half, start)
