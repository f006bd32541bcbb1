"""What a style's module states: its tempi, modes and progressions, who plays what, its sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.corpus.song import Player

Scale = tuple[int, ...]
MIXOLYDIAN: Scale = (0, 2, 4, 5, 7, 9, 10)
HARMONIC_MINOR: Scale = (0, 2, 3, 5, 7, 8, 11)
SPANISH: Scale = (0, 1, 4, 5, 7, 8, 10)

SONG = ("i4 v8 c8 v8 c8 s8 c8", "v8 c8 v8 c8 b4 c8", "c8 v8 c8 b4 c8", "i4 v8 v8 c8 b8 c8")
"""Forms of a song: the kind of each section and its bars, begun again at the end."""
TRACK = ("i8 v8 c16 b8 c16", "v8 c8 b8 c16 v8", "c8 b8 v8 c16")
"""Forms of dance music."""
PIECE = ("v8 c8 v8 b8 c8", "v8 v8 c8 v8", "i4 v8 c8 b8 v8")
"""Forms of instrumental pieces."""


@dataclass(frozen=True, slots=True)
class Role:
    """One player of a band."""

    name: str
    play: Player
    sounds: str
    """Names of `general_midi`, divided by commas; each artist has one of them."""
    level: int = 95
    """MIDI volume, 0 to 127."""
    when: str = "ivcbse"
    """The kinds of sections it plays in."""
    chance: float = 1.0
    """That an artist has this player at all."""
    pan: int = 0
    """-64 (left) to 63 (right)."""
    reverb: int = 40
    vibrato: int = 0
    driven: bool = False
    """Through an amplifier of its own, that distorts."""
    swells: bool = False
    """Grows and fades with each phrase, as bows and voices do."""
    drums: bool = False
    """On the channel of the drums; its sounds are kits."""
    sung: str = ""
    """By a singer for most artists: "sung", "rapped" or "growled"; the rest have its sounds."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What the studio does; each pair is the range an album draws from."""

    room: tuple[float, float] = (0.3, 1.2)
    """Seconds until the room is silent."""
    wet: tuple[float, float] = (0.02, 0.2)
    drive: tuple[float, float] = (0.0, 0.3)
    """0 is clean, 1 is crushed."""
    gain: tuple[float, float] = (6.0, 30.0)
    """How many times too loud the guitars' amplifiers are."""
    bass: tuple[float, float] = (-3.0, 4.0)
    """dB below 150 Hz."""
    treble: tuple[float, float] = (-5.0, 4.0)
    """dB above 4 kHz."""
    presence: tuple[float, float] = (-3.0, 3.0)
    """dB about 1.5 kHz."""
    squeeze: tuple[float, float] = (0.1, 0.6)
    """Compression, 0 to 1."""
    lowest: tuple[float, float] = (25.0, 60.0)
    highest: tuple[float, float] = (12_000.0, 15_900.0)
    """The band that is left, in Hz."""
    hiss: tuple[float, float] = (-90.0, -62.0)
    """dB of tape noise."""
    wow: tuple[float, float] = (0.0, 0.0)
    """Depth of a tape's unsteadiness, as a part of the speed."""
    pumping: tuple[float, float] = (0.0, 0.0)
    """How far each beat pushes the music down, as in dance music."""
    crackle: float = 0.0
    """Chance of a worn record."""


@dataclass(frozen=True, slots=True)
class Style:
    """One style of music."""

    name: str
    tempos: tuple[float, float]
    progressions: Mapping[Scale, tuple[str, ...]]
    """By the mode they are in."""
    roles: tuple[Role, ...]
    forms: tuple[str, ...] = SONG
    beats: tuple[float, ...] = (4.0,)
    """In a bar; one is drawn."""
    swing: tuple[float, float] = (0.5, 0.5)
    """Where the second of two short notes falls: 0.5 even, 0.67 triplets."""
    grid: float = 1.0
    """Beats that two swung notes share."""
    looseness: float = 0.012
    """How far players stray, in beats."""
    rubato: float = 0.0
    """How far the tempo strays, as a part of it."""
    sound: Sound = field(default_factory=Sound)
