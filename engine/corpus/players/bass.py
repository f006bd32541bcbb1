"""Bass players: written patterns over the chords, and walking from one chord to the next."""

from __future__ import annotations

from engine.corpus.chords import Chord
from engine.corpus.song import Player, Section, Song, written
from engine.demo.score import Note

_DEGREES = {"r": 0, "3": 1, "5": 2, "7": 3}


def low(song: Song, chord: Chord, floor: int) -> int:
    """The chord's root in the octave above `floor`."""
    return floor + (song.tonic + chord.root - floor) % 12


def tone(chord: Chord, sign: str) -> int:
    """Semitones above the root of `r 3 5 7 8` or `4`; `2` lies two, `1` twelve below it."""
    if sign in _DEGREES:
        place = _DEGREES[sign]
        return chord.tones[place] if place < len(chord.tones) else 12
    return {"8": 12, "4": 5, "2": -2, "1": -12}[sign]


def patterned(*patterns: str, floor: int = 28, short: float = 0.92) -> Player:
    """Play one pattern a kind of section: `r 3 5 7 8` are chord tones, `a` leads to the next chord.

    Capital `R` is the root, hit hard. `floor` is the lowest MIDI pitch, `short` the part of its
    step that a note sounds.
    """

    def play(song: Song, section: Section, part: str) -> list[Note]:
        notes = list[Note]()
        for event in written(patterns, song, section, part):
            chord = section.chord(event.beat)
            if event.mark == "a":
                pitch = low(song, section.chord(event.beat + event.beats), floor) - 1
            else:
                pitch = low(song, chord, floor) + tone(chord, event.mark.lower())
            level = 1.0 if event.mark == "R" else 0.85
            notes.append(Note(event.beat, pitch, event.beats * short, level))
        return notes

    return play


def walking(floor: int = 28) -> Player:
    """A note a beat: the root where the chord changes, a step to the next root before it does."""

    def play(song: Song, section: Section, part: str) -> list[Note]:
        rng = song.rng(part, section.kind, section.number)
        notes, before = list[Note](), low(song, section.chord(0), floor)
        for beat in range(int(section.length)):
            chord, after = section.chord(beat), section.chord(beat + 1)
            root = low(song, chord, floor)
            if beat == 0 or section.chord(beat - 1) != chord:
                pitch = root
            elif after != chord:
                pitch = low(song, after, floor) + int(rng.choice([-1, 1, 2]))
            else:
                tones = [root + t - 12 * (t > 12) for t in (*chord.tones, chord.tones[1] + 2)]
                leaps = [abs(t - before - 2) + 3 * float(rng.random()) for t in tones]
                pitch = tones[leaps.index(min(leaps))]
            notes.append(Note(beat, pitch, 0.9, 1.0 if beat % 2 else 0.9))
            if rng.random() < 0.12:
                notes.append(Note(beat + 0.5, pitch, 0.35, 0.6))
            before = pitch
        return notes

    return play
