"""Players of chords: struck, strummed, held, broken, and power chords in riffs."""

from __future__ import annotations

from collections.abc import Sequence

from engine.corpus.chords import Chord
from engine.corpus.players.bass import low, tone
from engine.corpus.song import Player, Section, Song, written
from engine.demo.score import Note

_LEVELS = {"X": 1.0, "x": 0.8, "o": 0.55}


def struck(*patterns: str, centre: float = 60, spread: float = 0.0, short: float = 0.9) -> Player:
    """Chords in a written rhythm (`X x o` by force); `spread` beats between its tones (a strum).

    Strums go down on the beat and up between beats.
    """

    def play(song: Song, section: Section, part: str) -> list[Note]:
        voicings, notes = _voiced(song, section, centre), list[Note]()
        for event in written(patterns, song, section, part):
            pitches = voicings[section.place(event.beat)]
            if spread and event.beat % 1 > 0.3:
                pitches = pitches[::-1][:4]
            notes += [
                Note(event.beat + n * spread, p, event.beats * short, _LEVELS[event.mark])
                for n, p in enumerate(pitches)
            ]
        return notes

    return play


def held(centre: float = 60, level: float = 0.8, overlap: float = 0.1) -> Player:
    """Each chord as long as it lasts: pads, organs, string and choir sections."""

    def play(song: Song, section: Section, part: str) -> list[Note]:
        voicings = _voiced(song, section, centre)
        return [
            Note(harmony.beat, pitch, harmony.beats + overlap, level)
            for harmony, pitches in zip(section.harmonies, voicings, strict=True)
            for pitch in pitches
        ]

    return play


def broken(*patterns: str, centre: float = 60, ring: float = 1.0, size: int = 4) -> Player:
    """Arpeggios: digits pick the chord's tones from below (`b` its bass), and `ring` how long.

    Past the chord's `size` tones it goes on an octave higher.
    """

    def play(song: Song, section: Section, part: str) -> list[Note]:
        voicings, out = _voiced(song, section, centre), list[Note]()
        for event in written(patterns, song, section, part):
            pitches = voicings[section.place(event.beat)][:size]
            if event.mark == "b":
                pitch = low(song, section.chord(event.beat), int(centre) - 22)
            else:
                octave, step = divmod(int(event.mark), len(pitches))
                pitch = pitches[step] + 12 * octave
            level = 0.9 if event.beat % 1 < 0.01 else 0.75
            out.append(Note(event.beat, pitch, max(event.beats, ring), level))
        return out

    return play


def riff(*patterns: str, floor: int = 40, power: bool = True) -> Player:
    """A guitar riff on the low strings: signs as for a bass, capitals open, all else muted.

    `power` adds the fifth, and to what is open the octave.
    """

    def play(song: Song, section: Section, part: str) -> list[Note]:
        out = list[Note]()
        for event in written(patterns, song, section, part):
            chord, opened = section.chord(event.beat), event.mark.isupper()
            pitch = low(song, chord, floor) + tone(chord, event.mark.lower())
            length = event.beats * (0.98 if opened or event.beats >= 0.6 else 0.45)
            above = (0, 7, 12)[: 1 + power + (power and opened)]
            level = 1.0 if opened else 0.75
            out += [Note(event.beat, pitch + interval, length, level) for interval in above]
        return out

    return play


def _voiced(song: Song, section: Section, centre: float) -> list[list[int]]:
    """A voicing for each harmony of the section, moving as little as may be."""
    out, before = list[list[int]](), list[int]()
    for harmony in section.harmonies:
        before = _voicing(song, harmony.chord, centre, before)
        out.append(before)
    return out


def _voicing(song: Song, chord: Chord, centre: float, before: Sequence[int]) -> list[int]:
    target = sum(before) / len(before) * 0.6 + centre * 0.4 if before else centre
    pitches = [song.tonic + chord.root + t for t in chord.tones]
    return sorted({pitch + 12 * round((target - pitch) / 12) for pitch in pitches})
