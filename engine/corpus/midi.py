"""A song as its players play it, and the standard MIDI file that fluidsynth reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import mido

from engine.demo.score import Note

DRUM_CHANNEL = 9
TICKS = 480
"""In a beat."""
_VOLUME, _PAN, _EXPRESSION, _REVERB, _CHORUS, _MODULATION = 7, 10, 11, 91, 93, 1


@dataclass(frozen=True, slots=True)
class Line:
    """What one player plays, in beats of the song, and how the player's channel is set."""

    channel: int
    program: int
    notes: tuple[Note, ...]
    """A level of 1 is a velocity of 100."""
    volume: int = 100
    pan: int = 64
    reverb: int = 40
    chorus: int = 0
    vibrato: int = 0
    expression: tuple[tuple[float, int], ...] = ()
    """(beat, 0 to 127): how the player swells and fades."""


@dataclass(frozen=True, slots=True)
class Performance:
    """A song ready to be heard."""

    tempos: tuple[tuple[float, float], ...]
    """(beat, beats a minute), from beat 0 on."""
    lines: tuple[Line, ...]
    end: float
    """In beats."""


def write_midi(path: Path, performance: Performance) -> None:
    """Write `performance` to `path`, a track for the tempo and one for each line."""
    file = mido.MidiFile(ticks_per_beat=TICKS)
    tempos = [
        (_ticks(beat), 0, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo)))
        for beat, tempo in performance.tempos
    ]
    end = _ticks(performance.end)
    file.tracks.append(_track(tempos, end))
    for line in performance.lines:
        file.tracks.append(_track([*_settings(line), *_played(line)], end))
    file.save(path)


_Timed = tuple[int, int, mido.Message | mido.MetaMessage]
"""(tick, rank at that tick, message)."""


def _track(timed: Sequence[_Timed], end: int) -> mido.MidiTrack:
    track, now = mido.MidiTrack(), 0
    for tick, _, message in sorted(timed, key=lambda entry: entry[:2]):
        if tick >= end and message.type == "note_on":
            continue
        # A note that nobody ends would sound for ever, and fluidsynth with it.
        track.append(message.copy(time=min(tick, end) - now))
        now = min(tick, end)
    track.append(mido.MetaMessage("end_of_track", time=end - now))
    return track


def _settings(line: Line) -> Iterator[_Timed]:
    def control(tick: int, number: int, value: int) -> _Timed:
        limited = min(127, max(0, value))
        return (
            tick,
            1,
            mido.Message("control_change", channel=line.channel, control=number, value=limited),
        )

    yield 0, 0, mido.Message("program_change", channel=line.channel, program=line.program)
    yield control(0, _VOLUME, line.volume)
    yield control(0, _PAN, line.pan)
    yield control(0, _REVERB, line.reverb)
    yield control(0, _CHORUS, line.chorus)
    yield control(0, _MODULATION, line.vibrato)
    for beat, value in line.expression:
        yield control(_ticks(beat), _EXPRESSION, value)


def _played(line: Line) -> Iterator[_Timed]:
    by_pitch = defaultdict[int, list[Note]](list)
    for note in sorted(line.notes, key=lambda note: note.beat):
        by_pitch[_in_range(round(note.pitch))].append(note)
    for pitch, notes in by_pitch.items():
        starts = [_ticks(note.beat) for note in notes]
        for note, start, after in zip(notes, starts, [*starts[1:], 1 << 30], strict=True):
            # A key has to be up before it can be struck again.
            stop = min(max(start + 1, _ticks(note.beat + note.beats)), after)
            velocity = min(127, max(1, round(100 * note.level)))
            if stop > start:
                common = {"channel": line.channel, "note": pitch}
                yield start, 3, mido.Message("note_on", velocity=velocity, **common)
                yield stop, 2, mido.Message("note_off", **common)


def _in_range(pitch: int) -> int:
    """`pitch`, in an octave that MIDI has."""
    return pitch if 0 <= pitch <= 127 else pitch % 12 + (12 if pitch < 0 else 108)


def _ticks(beat: float) -> int:
    return max(0, round(beat * TICKS))
