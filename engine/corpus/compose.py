"""From a style and an artist's palette to a performance: sections, chords, players, feel."""

from __future__ import annotations

import numpy as np

from engine.corpus.chords import harmonies
from engine.corpus.general_midi import program
from engine.corpus.midi import DRUM_CHANNEL, Line, Performance
from engine.corpus.palette import Album, Part
from engine.corpus.song import ENERGY, Section, Song
from engine.demo.score import Note

_DRUMS = 1.2
"""How much harder drums are hit than anything else; the sound font's are recorded softly."""
_SLOW = 85
"""Beats a minute below which sections have half as many bars."""


def given(album: Album, seed: int, seconds: float) -> Song:
    """The key, tempo, metre and form of a song of `album`, `seconds` long or a little longer."""
    rng, style = np.random.default_rng([seed, 1]), album.style
    tempo = float(np.clip(album.tempo * rng.normal(1, 0.06), *style.tempos))
    modes = list(style.progressions)
    mode = album.mode if rng.random() < 0.75 else modes[int(rng.integers(len(modes)))]
    beats = float(rng.choice(style.beats))
    bars = int(np.ceil(seconds * tempo / 60 / beats))
    form = style.forms[int(rng.integers(len(style.forms)))]
    chosen = {kind: str(rng.choice(style.progressions[mode])) for kind in "vcbs"}
    chosen |= {"i": chosen["v"], "e": chosen["c"]}
    if rng.random() < 0.35:
        chosen["c"] = chosen["v"]
    sections = _sections(form.split(), bars, beats, chosen, tempo < _SLOW)
    return Song(int(rng.integers(12)), mode, tempo, beats, sections, seed)


def composed(album: Album, seed: int, seconds: float) -> tuple[Song, Performance]:
    """A song of `album`, and what each player of the band plays in it."""
    song = given(album, seed, seconds)
    end = song.sections[-1].start + song.sections[-1].length
    channels = iter(c for c in range(16) if c != DRUM_CHANNEL)
    lines = [
        _line(song, album, part, DRUM_CHANNEL if part.role.drums else next(channels))
        for part in album.parts
    ]
    return song, Performance(_tempos(song, album, end), tuple(lines), end)


def _sections(
    form: list[str], bars: int, beats: float, chosen: dict[str, str], slow: bool
) -> tuple[Section, ...]:
    out, bar, counts = list[Section](), 0, dict[str, int]()
    while bar < bars:
        name = form[len(out) % len(form)]
        kind, length = name[0], int(name[1:])
        length = min(max(2, length // 2) if slow else length, bars - bar)
        chords = tuple(harmonies(chosen[kind], length, beats))
        number = counts.get(kind, 0)
        last = bar + length >= bars
        out.append(Section(kind, bar * beats, length, beats, chords, number, last))
        counts[kind] = number + 1
        bar += length
    return tuple(out)


def _tempos(song: Song, album: Album, end: float) -> tuple[tuple[float, float], ...]:
    rubato = album.style.rubato
    if not rubato:
        return ((0.0, song.tempo),)
    rng = song.rng("tempo")
    beats = np.arange(0, end, song.beats / 2)
    sway = np.convolve(rng.normal(0, rubato, len(beats) + 2), [0.4, 0.6, 0.4], "valid")
    return tuple(
        (float(beat), float(song.tempo * np.exp(by))) for beat, by in zip(beats, sway, strict=True)
    )


def _line(song: Song, album: Album, part: Part, channel: int) -> Line:
    role = part.role
    notes = [
        Note(
            section.start + note.beat,
            note.pitch,
            note.beats,
            note.level * ENERGY[section.kind] * (_DRUMS if role.drums else 1),
        )
        for section in song.sections
        if section.kind in role.when
        for note in role.play(song, section, role.name)
    ]
    return Line(
        channel,
        program(part.sound),
        tuple(_felt(notes, album, song.rng(role.name, "feel"))),
        part.level,
        part.pan,
        part.reverb,
        part.chorus,
        role.vibrato,
        tuple(_swells(song)) if role.swells else (),
    )


def _felt(notes: list[Note], album: Album, rng: np.random.Generator) -> list[Note]:
    """The notes swung, a little early or late, and not all as loud."""
    late = float(rng.normal(0, album.looseness / 2))
    shifts = rng.normal(late, album.looseness, len(notes))
    forces = np.clip(rng.normal(1, 0.07, len(notes)), 0.7, 1.3)
    return [
        Note(
            max(0.0, _swung(note.beat, album.swing, album.style.grid) + shift),
            note.pitch,
            note.beats,
            note.level * force,
        )
        for note, shift, force in zip(notes, shifts, forces, strict=True)
    ]


def _swung(beat: float, swing: float, grid: float) -> float:
    """`beat`, with the middle of each `grid` of beats moved to `swing` of it."""
    whole, part = divmod(beat / grid, 1)
    moved = part * 2 * swing if part < 0.5 else swing + (part - 0.5) * 2 * (1 - swing)
    return float((whole + moved) * grid)


def _swells(song: Song) -> list[tuple[float, int]]:
    rng, out = song.rng("swells"), list[tuple[float, int]]()
    for section in song.sections:
        for start in np.arange(0, section.length, 2 * section.beats):
            top = rng.uniform(100, 127)
            bottom = top - rng.uniform(10, 45)
            for step in range(8):
                value = bottom + (top - bottom) * np.sin(np.pi * (step + 0.5) / 8)
                out.append((section.start + start + step * section.beats / 4, int(value)))
    return out
