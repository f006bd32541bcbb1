"""Players of tunes: a motif for each kind of section, kept, moved with the chords, and varied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.corpus.song import Event, Player, Section, Song, events
from engine.demo.score import Note

MAJOR_PENTATONIC = (0, 2, 4, 7, 9)
MINOR_PENTATONIC = (0, 3, 5, 7, 10)
BLUES = (0, 3, 5, 6, 7, 10)
CALM = (-1, -1, 0, 1, 1, 2, -2)
LIVELY = (-3, -2, -1, -1, 1, 1, 2, 3)
RUNNING = (-1, -1, -1, 1, 1, 1, 2, -2)


@dataclass(frozen=True, slots=True)
class Motif:
    """Two bars of rhythm, and how far each note is from the one before, in scale steps."""

    events: tuple[Event, ...]
    moves: tuple[int, ...]


def tune(
    *rhythms: str,
    low: int = 60,
    high: int = 79,
    moves: tuple[int, ...] = CALM,
    scale: tuple[int, ...] = (),
    rest: float = 0.0,
    legato: float = 0.95,
) -> Player:
    """A melody between the MIDI pitches `low` and `high`, from `rhythms` of a bar each.

    Phrases of two bars follow as AABA; strong beats take tones of the chord. `scale` replaces the
    song's own (for blues); `rest` is the chance that two bars stay silent; `legato` how much of
    its time a note sounds.
    """

    def play(song: Song, section: Section, part: str) -> list[Note]:
        drawing = song.rng(part, section.kind)
        motifs = [_motif(rhythms, moves, section.beats, drawing) for _ in "AB"]
        rng = song.rng(part, section.kind, section.number)
        ladder = song.pitches(low, high, frozenset(scale or song.scale))
        out, place = list[Note](), len(ladder) // 2
        for bar in range(0, section.bars, 2):
            motif = motifs[bar // 2 % 4 == 2]
            if rng.random() >= rest:
                place = _sing(song, section, motif, bar, ladder, place, legato, rng, out)
        return [note for note in out if note.beat < section.length - 0.01]

    return play


def _motif(
    rhythms: tuple[str, ...], moves: tuple[int, ...], beats: float, rng: np.random.Generator
) -> Motif:
    first, second = (rhythms[int(rng.integers(len(rhythms)))] for _ in range(2))
    bars = [*events(first, beats)]
    bars += [Event(beats + e.beat, e.beats, e.mark) for e in events(second, beats)]
    return Motif(tuple(bars), tuple(int(m) for m in rng.choice(moves, len(bars))))


def _sing(
    song: Song,
    section: Section,
    motif: Motif,
    bar: int,
    ladder: list[int],
    place: int,
    legato: float,
    rng: np.random.Generator,
    out: list[Note],
) -> int:
    """Add the motif from `bar` on to `out`; `place` on the ladder is where the tune goes on."""
    for event, move in zip(motif.events, motif.moves, strict=True):
        beat = bar * section.beats + event.beat
        varied = move + int(rng.choice([-1, 1])) if rng.random() < 0.12 else move
        place = _reflected(place + varied, len(ladder))
        pitch = ladder[place]
        if event.beat % 1 < 0.01 or event.beats >= 1:
            classes = section.chord(beat).classes
            place = _settled(ladder, place, song.tonic, classes)
            pitch = _agreeing(ladder[place], song.tonic, classes)
        level = 1.0 if event.mark.isupper() else 0.85
        out.append(Note(beat, pitch, event.beats * legato, level))
    return place


def _reflected(place: int, length: int) -> int:
    place = abs(place)
    return max(0, 2 * (length - 1) - place) if place >= length else place


def _settled(ladder: list[int], place: int, tonic: int, classes: frozenset[int]) -> int:
    """The place nearest by that holds a tone of the chord, if the ladder has one."""
    fitting = [i for i, p in enumerate(ladder) if (p - tonic) % 12 in classes]
    return min(fitting, key=lambda i: abs(i - place)) if fitting else place


def _agreeing(pitch: int, tonic: int, classes: frozenset[int]) -> int:
    """`pitch`, moved a semitone where a chord foreign to the key has its tone beside it."""
    near = [p for p in (pitch, pitch - 1, pitch + 1) if (p - tonic) % 12 in classes]
    return near[0] if near else pitch
