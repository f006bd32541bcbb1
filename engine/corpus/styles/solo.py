"""One player alone: piano, ragtime, guitar, music box, organ."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, struck
from engine.corpus.players.melodic import CALM, LIVELY, RUNNING, tune
from engine.corpus.style import HARMONIC_MINOR, PIECE, SPANISH, Role, Scale, Sound, Style
from engine.demo.harmony import DORIAN, MAJOR, MINOR

ROOM = Sound(
    room=(0.4, 2.2),
    wet=(0.03, 0.35),
    drive=(0, 0.05),
    squeeze=(0, 0.25),
    hiss=(-88, -52),
    treble=(-6, 3),
)
CHORDS: dict[Scale, tuple[str, ...]] = {
    MAJOR: ("I V vi iii IV I IV V", "I vi ii V7", "I IV V7 I", "Imaj7 IVmaj7 ii7 V7"),
    MINOR: ("i bVI bIII bVII", "i iv bVII bIII", "i v bVI iv"),
    HARMONIC_MINOR: ("i iv V7 i", "i bVI iiø V7"),
}

PIANO = Style(
    "Piano",
    (54, 132),
    CHORDS,
    (
        Role(
            "left hand",
            broken(
                "b.1.2.1.3.1.2.1.", "b-1-2-1-", "b12321 b12321", "b---1-2-", centre=57, ring=1.2
            ),
            "grand piano, bright piano",
            88,
        ),
        Role(
            "right hand",
            tune(
                "x-x-x---",
                "x---x-xx",
                "xxxxx-x-",
                "x-----x-",
                "xxxxxxxx",
                low=64,
                high=91,
                moves=LIVELY,
                legato=1.3,
            ),
            "grand piano, bright piano",
            104,
        ),
        Role(
            "inner",
            struck("....x---", "..x-..x-", centre=66),
            "grand piano, bright piano",
            66,
            "cs",
            0.6,
        ),
    ),
    PIECE,
    (4.0, 4.0, 3.0),
    rubato=0.06,
    looseness=0.025,
    sound=ROOM,
)

RAGTIME = Style(
    "Ragtime",
    (84, 132),
    {
        MAJOR: (
            "I I V7 I I VI7 II7 V7",
            "I VI7 II7 V7",
            "IV #ivo7 I VI7 II7 V7 I I",
            "I III7 VI7 II7 V7 V7 I I",
        )
    },
    (
        Role(
            "left",
            patterned("r...5...", "r...r...", floor=33),
            "honky-tonk, grand piano, bright piano",
            92,
        ),
        Role(
            "chords",
            struck("..x...x.", centre=56, short=0.6),
            "honky-tonk, grand piano, bright piano",
            84,
        ),
        Role(
            "right",
            tune(
                "x.xxx-xxx-x-xxx-",
                ".xx-xxx-xxxxx---",
                "xxx-xx-xx-xxx---",
                "x-xx-xx-x-x-x---",
                low=65,
                high=93,
                moves=LIVELY,
            ),
            "honky-tonk, grand piano, bright piano",
            104,
        ),
        Role(
            "octave",
            tune("x-......x-......", low=77, high=98),
            "honky-tonk, grand piano",
            70,
            "cs",
            0.5,
        ),
    ),
    PIECE,
    swing=(0.5, 0.6),
    grid=0.5,
    sound=Sound(
        room=(0.2, 1),
        hiss=(-75, -45),
        lowest=(30, 180),
        highest=(4500, 14000),
        wow=(0, 0.003),
        crackle=0.35,
    ),
)

GUITAR = Style(
    "Solo guitar",
    (60, 126),
    {
        **CHORDS,
        DORIAN: ("i7 IV7 i7 IV7", "i bVII IV i"),
        SPANISH: ("I bII I bvii", "iv bIII bII I"),
    },
    (
        Role(
            "picking",
            broken(
                "b.2.1.3.b.2.1.3.",
                "b.12312.b.12321.",
                "b123b123b123b123",
                "b---2-1-3---2-1-",
                centre=61,
                ring=1.5,
            ),
            "nylon guitar, steel guitar",
            102,
        ),
        Role(
            "melody",
            tune(
                "x---x-x-x---x---",
                "x-x-x-x-x-------",
                "x-----x-x-x-x---",
                low=64,
                high=83,
                moves=CALM,
                rest=0.1,
            ),
            "nylon guitar, steel guitar",
            96,
            "vcs",
        ),
        Role(
            "strum",
            struck("X-----x-x-x-x---", "X---------------", centre=57, spread=0.04),
            "nylon guitar, steel guitar",
            76,
            "c",
            0.6,
        ),
    ),
    PIECE,
    (4.0, 4.0, 3.0),
    rubato=0.05,
    looseness=0.022,
    sound=ROOM,
)

MUSIC_BOX = Style(
    "Music box",
    (66, 120),
    CHORDS,
    (
        Role(
            "pattern",
            broken("0.1.2.1.", "0-1-2-3-", "01210121", centre=74, ring=2),
            "music box, celesta, glockenspiel, kalimba, vibraphone",
            88,
        ),
        Role(
            "tune",
            tune("x-x-x---", "x---x-x-", "xxx-x---", low=77, high=98, legato=2),
            "music box, celesta, glockenspiel, tinkle bell, kalimba",
            104,
        ),
        Role("pad", held(64, 0.4), "slow strings, warm pad, halo pad", 48, "cs", 0.3, swells=True),
    ),
    PIECE,
    (4.0, 3.0),
    rubato=0.03,
    sound=Sound(
        room=(0.4, 3),
        wet=(0.05, 0.4),
        drive=(0, 0.02),
        squeeze=(0, 0.3),
        wow=(0, 0.002),
        hiss=(-85, -50),
    ),
)

ORGAN = Style(
    "Organ",
    (56, 108),
    CHORDS,
    (
        Role("manual", held(62, 0.8), "church organ, reed organ", 92, reverb=110),
        Role(
            "figure",
            tune(
                "xxxxxxxxxxxxxxxx",
                "x-xxx-xxx-xxx-xx",
                "x---x---x-x-x-x-",
                low=67,
                high=91,
                moves=RUNNING,
                legato=1,
            ),
            "church organ",
            96,
            "vcs",
            reverb=110,
        ),
        Role(
            "pedal",
            patterned("R---------------", "R-------5-------", "r-r-5-5-8-8-5-5-", floor=28),
            "church organ",
            104,
            reverb=110,
        ),
        Role(
            "broken",
            broken("0121012101210121", "0123210301232103", centre=62, ring=0.25),
            "church organ, reed organ",
            76,
            "ics",
            0.6,
            reverb=110,
        ),
    ),
    PIECE,
    rubato=0.03,
    sound=Sound(room=(2.5, 6), wet=(0.2, 0.8), drive=(0, 0.02), squeeze=(0, 0.2), bass=(0, 6)),
)

STYLES = (PIANO, RAGTIME, GUITAR, MUSIC_BOX, ORGAN)
