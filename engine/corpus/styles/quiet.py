"""Music to drift in: ambient, new age, lo-fi beats, drones."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import CALM, MAJOR_PENTATONIC, MINOR_PENTATONIC, tune
from engine.corpus.style import PIECE, Role, Sound, Style
from engine.demo.harmony import DORIAN, LYDIAN, MAJOR, MINOR

WIDE = Sound(
    room=(3, 8),
    wet=(0.3, 1.0),
    drive=(0, 0.1),
    squeeze=(0, 0.4),
    treble=(-10, 2),
    hiss=(-90, -50),
    wow=(0, 0.002),
)
PADS = (
    "new age pad, warm pad, halo pad, sweep pad, bowed pad, soundtrack, choir pad, slow strings,"
    "synth strings, atmosphere"
)

AMBIENT = Style(
    "Ambient",
    (44, 78),
    {
        LYDIAN: ("Imaj9 Imaj9 II II", "Imaj9 II"),
        MAJOR: ("Iadd9 Iadd9 IVmaj7 IVmaj7", "IVmaj9 Iadd9"),
        MINOR: ("i9 bVImaj7", "i9 i9 bVImaj9 iv9"),
        DORIAN: ("i9 IV9", "i9 i9"),
    },
    (
        Role("pad", held(60, 0.7, overlap=2), PADS, 96, reverb=110, swells=True),
        Role(
            "second pad", held(67, 0.6, overlap=2), PADS, 76, "vcb", reverb=110, pan=20, swells=True
        ),
        Role(
            "low",
            held(43, 0.6, overlap=1),
            "warm pad, slow strings, contrabass, bowed pad, synth voice",
            84,
            reverb=80,
            swells=True,
        ),
        Role(
            "drops",
            tune(
                "x.......",
                "..x...x.",
                "x.....x.",
                low=69,
                high=96,
                rest=0.4,
                legato=3,
                scale=MAJOR_PENTATONIC,
            ),
            "crystal, celesta, grand piano, vibraphone, kalimba, guitar harmonics, music box",
            76,
            "vcs",
            0.7,
            reverb=120,
        ),
        Role(
            "air",
            held(64, 0.3),
            "seashore, rain, breath noise, bird tweet, echoes, goblins",
            52,
            chance=0.4,
            reverb=100,
        ),
    ),
    PIECE,
    rubato=0.02,
    looseness=0.05,
    sound=WIDE,
)

NEW_AGE = Style(
    "New age",
    (60, 96),
    {
        MAJOR: ("Iadd9 IVadd9", "I V vi IV", "Imaj7 iii7 IVmaj7 V"),
        MINOR: ("i bVI bIII bVII", "i9 bVImaj7"),
        LYDIAN: ("I II I II",),
    },
    (
        Role("pad", held(62, 0.6, overlap=1), PADS, 80, reverb=100, swells=True),
        Role(
            "harp",
            broken("0.1.2.3.4.3.2.1.", "b.1.2.3.5.3.2.1.", "0-2-4-3-", centre=64, ring=2),
            "harp, grand piano, nylon guitar, koto, kalimba, dulcimer",
            92,
            reverb=90,
        ),
        Role(
            "flute",
            tune(
                "x-----x-x-------",
                "x---x---x-------",
                "..x-x-x-X-------",
                low=64,
                high=86,
                moves=CALM,
                rest=0.2,
            ),
            "pan flute, shakuhachi, flute, ocarina, voice oohs, violin, recorder",
            96,
            "vcs",
            reverb=110,
            vibrato=25,
            swells=True,
        ),
        Role(
            "bass",
            patterned("R---------------", floor=31),
            "fretless bass, contrabass, warm pad",
            84,
            "vcs",
            0.7,
        ),
        Role(
            "choir",
            held(66, 0.5),
            "choir aahs, voice oohs, synth voice",
            66,
            "cs",
            0.5,
            swells=True,
        ),
        Role(
            "percussion",
            grooving(
                {"shaker": "x.o.x.o.x.o.x.o.", "low conga": "x.....x........."},
                {"triangle": "x...............", "low bongo": "x.....x...x....."},
                fills=0,
                crash="",
            ),
            "room kit",
            66,
            "c",
            0.35,
            drums=True,
        ),
    ),
    PIECE,
    rubato=0.02,
    sound=Sound(room=(1.5, 5), wet=(0.2, 0.7), drive=(0, 0.03), squeeze=(0, 0.4)),
)

LO_FI = Style(
    "Lo-fi",
    (66, 92),
    {
        MAJOR: ("ii9 V13 Imaj9 VI7", "IVmaj9 iii7 ii9 Imaj9", "Imaj9 vi9 ii9 V13"),
        MINOR: ("i9 iv9 bVIImaj7 bIIImaj7", "bVImaj9 v7 i9 i9"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "X.....x..x......",
                    "snare": "....X.......X...",
                    "hat": "x.x.x.x.x.x.x.x.",
                },
                {
                    "kick": "X..x......x.....",
                    "stick": "....X.......X..o",
                    "hat": "x.xxx.x.x.xxx.x.",
                },
                fills=0.15,
                crash="",
            ),
            "jazz kit, brush kit, 808 kit, room kit",
            98,
            "vcsb",
            reverb=10,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R-----r---5---..", "R-------..r-3-5-", "R---..8-R---..5a"),
            "acoustic bass, fretless bass, finger bass, synth bass",
            108,
            "vcs",
        ),
        Role(
            "chords",
            struck(
                "X-------x-------", "X-----x-....x---", "..x-....x-......", centre=61, spread=0.03
            ),
            "rhodes, fm piano, grand piano, jazz guitar, vibraphone",
            96,
        ),
        Role(
            "tune",
            tune(
                "x-x-x---........",
                "..x-xxx-x---....",
                "....x-x-x-x-x---",
                low=64,
                high=84,
                scale=MINOR_PENTATONIC,
                rest=0.25,
            ),
            "rhodes, jazz guitar, vibraphone, muted trumpet, flute, nylon guitar, music box",
            84,
            "ivcs",
        ),
        Role(
            "strings",
            held(67, 0.5),
            "slow strings, warm pad, voice oohs",
            52,
            "cb",
            0.4,
            swells=True,
        ),
    ),
    ("i4 v8 c8 v8 b4 c8", "v8 c8 b4 c8"),
    swing=(0.54, 0.64),
    grid=0.5,
    looseness=0.025,
    sound=Sound(
        highest=(2800, 9000),
        hiss=(-62, -38),
        wow=(0.001, 0.006),
        crackle=0.7,
        drive=(0.1, 0.6),
        bass=(1, 6),
        treble=(-10, -1),
    ),
)

STYLES = (AMBIENT, NEW_AGE, LO_FI)
