"""What the songs of an album share: a style, a band and its sounds, a tempo, a mode, a studio.

An artist draws the palette; each album of theirs shades it, so that two songs of an album are
nearer to each other than two of one artist, and those nearer than two of a style.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from engine.corpus.singing import Singer, singer
from engine.corpus.style import Role, Scale, Sound, Style

_INSTRUMENTAL = 0.2
"""The chance that a part for a singer is played by an instrument."""


@dataclass(frozen=True, slots=True)
class Part:
    """A player of the band with an instrument and a place in the mix."""

    role: Role
    sound: str
    level: int
    pan: int
    reverb: int
    chorus: int
    singer: Singer | None = None
    """Who sings it, if it is not the instrument `sound`."""


@dataclass(frozen=True, slots=True)
class Studio:
    """What is done to the recording; the fields are those of `Sound`, drawn."""

    room: float
    wet: float
    drive: float
    gain: float
    bass: float
    treble: float
    presence: float
    squeeze: float
    lowest: float
    highest: float
    hiss: float
    wow: float
    pumping: float
    crackle: bool
    loudness: float
    """dB, root mean square against full scale."""


@dataclass(frozen=True, slots=True)
class Album:
    """An artist's palette as one album has it."""

    style: Style
    mode: Scale
    tempo: float
    swing: float
    looseness: float
    parts: tuple[Part, ...]
    studio: Studio


def album(style: Style, artist: np.random.Generator, record: np.random.Generator) -> Album:
    """Draw what stays from `artist`, and what an album changes from `record`."""
    modes = list(style.progressions)
    mode = modes[int(artist.integers(len(modes)))]
    low, high = style.tempos
    tempo = float(np.clip(artist.uniform(low, high) * record.normal(1, 0.05), low, high))
    swing = float(artist.uniform(*style.swing))
    looseness = style.looseness * float(artist.uniform(0.5, 1.6))
    parts = _band(style, artist, record)
    return Album(style, mode, tempo, swing, looseness, parts, _studio(style.sound, artist, record))


def _band(
    style: Style, artist: np.random.Generator, record: np.random.Generator
) -> tuple[Part, ...]:
    parts, kit = list[Part](), ""
    for role in style.roles:
        # Drawn whether used or not, so that a band's other players do not depend on it.
        there = artist.random() < role.chance
        sounds = [sound.strip() for sound in role.sounds.split(",")]
        sound = sounds[int(artist.integers(len(sounds)))]
        level = role.level + int(artist.normal(0, 6)) + int(record.normal(0, 3))
        pan = 64 + role.pan + int(artist.normal(0, 8))
        reverb = role.reverb + int(record.normal(0, 15))
        chorus = int(record.choice([0, 0, 20, 60]))
        if role.drums:
            # All drums share a channel, and so a kit.
            kit = sound = kit or sound
        voice = singer(role.sung, bool(artist.random() < 0.5), artist) if role.sung else None
        if artist.random() < _INSTRUMENTAL:
            voice = None
        if there:
            pan = min(127, max(0, pan))
            parts.append(Part(role, sound, level, pan, reverb, chorus, voice))
    return tuple(parts)


def _studio(sound: Sound, artist: np.random.Generator, record: np.random.Generator) -> Studio:
    drawn = {}
    for name in (field.name for field in fields(sound) if field.name != "crackle"):
        low, high = getattr(sound, name)
        usual, now = artist.uniform(low, high), record.uniform(low, high)
        drawn[name] = float(0.65 * usual + 0.35 * now)
    crackle = bool(record.random() < sound.crackle)
    return Studio(**drawn, crackle=crackle, loudness=float(record.uniform(-21, -12)))
