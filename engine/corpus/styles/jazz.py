"""Jazz: swing bands, small groups, ballads, bossa nova, fusion."""

from __future__ import annotations

from engine.corpus.players.bass import patterned, walking
from engine.corpus.players.chordal import held, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import CALM, LIVELY, RUNNING, tune
from engine.corpus.style import PIECE, Role, Scale, Sound, Style
from engine.demo.harmony import DORIAN, MAJOR, MINOR

CHANGES: dict[Scale, tuple[str, ...]] = {
    MAJOR: (
        "Imaj7,vi7 ii7,V7 iii7,VI7 ii7,V7",
        "ii7 V7 Imaj7 Imaj7 iiø V7b9 vi7 VI7",
        "Imaj7 IV7 iii7,VI7 ii7,V7",
        "Imaj9 #io7 ii9 V13 iii7 VI7b9 ii9 V13",
        "Imaj7 Imaj7 iv7 bVII7 Imaj7 VI7 ii7 V7",
    ),
    MINOR: (
        "i6 iiø,V7b9 i6 iiø,V7b9",
        "iv7 bVII7 bIIImaj7 bVImaj7 iiø V7b9 i6 i6",
        "i7 iv7 i7 V7#9",
    ),
    DORIAN: ("i9 i9 i9 i9 i9 i9 i9 i9 bii9 bii9 i9 i9", "i7 IV13 i7 IV13", "i9 IV9"),
}
# Written in eighths, of which two share a swung beat.
RIDE = (
    {"ride": "X.XxX.Xx", "pedal hat": "..x...x.", "kick": "o...o..."},
    {"ride": "X.XxX.Xx", "pedal hat": "..x...x.", "snare": "...o.o..", "kick": "o..o...."},
)
LINES = ("x-xxx-xx", "xxxxxxxx", "..xxxxx-", "x--xx---", "xxx-..xx", ".xxxx---")
HORNS = "tenor sax, alto sax, muted trumpet, trumpet, soprano sax, clarinet, trombone"
CLUB = Sound(
    room=(0.4, 1.4),
    wet=(0.04, 0.25),
    drive=(0, 0.2),
    squeeze=(0, 0.35),
    hiss=(-85, -55),
    highest=(7000, 15900),
    bass=(-3, 3),
)

SWING = Style(
    "Swing",
    (132, 220),
    {mode: CHANGES[mode] for mode in (MAJOR, MINOR)},
    (
        Role(
            "drums",
            grooving(*RIDE, {"hat": "X.XxX.Xx", "kick": "x.x.x.x.", "snare": "..o...o."}),
            "jazz kit, standard kit",
            92,
            drums=True,
        ),
        Role("bass", walking(), "acoustic bass", 112),
        Role(
            "piano",
            struck("x.......", "...x..x.", "x..x....", centre=60),
            "grand piano, bright piano",
            78,
        ),
        Role(
            "guitar",
            struck("x.x.x.x.", centre=56, short=0.5),
            "jazz guitar",
            66,
            chance=0.6,
            pan=-30,
        ),
        Role(
            "reeds",
            struck("...xx-..", "x-.x....", "..x-..xx", centre=66),
            "alto sax, tenor sax, brass section",
            84,
            "vc",
            pan=-20,
        ),
        Role(
            "brass",
            struck("......xX", "X..X....", ".x......", centre=70),
            "brass section, trumpet, trombone",
            92,
            "c",
            pan=25,
        ),
        Role("solo", tune(*LINES, low=58, high=82, moves=LIVELY), HORNS, 104, "ivs", vibrato=20),
    ),
    swing=(0.6, 0.68),
    sound=Sound(
        room=(0.5, 1.6),
        wet=(0.05, 0.3),
        highest=(5000, 14000),
        hiss=(-75, -48),
        squeeze=(0.1, 0.5),
        lowest=(30, 140),
    ),
)

SMALL_GROUP = Style(
    "Jazz",
    (104, 232),
    CHANGES,
    (
        Role("drums", grooving(*RIDE, fills=0.6, crash=""), "jazz kit, brush kit", 88, drums=True),
        Role("bass", walking(), "acoustic bass", 114),
        Role(
            "comping",
            struck("...x..x.", "x.....x.", ".x..x...", "x..x....", centre=60),
            "grand piano, jazz guitar, rhodes, vibraphone, drawbar organ",
            80,
            pan=-20,
        ),
        Role(
            "horn",
            tune(*LINES, low=56, high=80, moves=RUNNING, rest=0.15),
            HORNS,
            106,
            "vcs",
            0.85,
            vibrato=18,
            pan=10,
        ),
        Role(
            "second",
            tune(*LINES, low=60, high=86, moves=RUNNING, rest=0.2),
            "grand piano, jazz guitar, vibraphone, flute, trumpet",
            92,
            "ibs",
            pan=25,
        ),
    ),
    PIECE,
    swing=(0.58, 0.67),
    sound=CLUB,
)

BALLAD = Style(
    "Jazz ballad",
    (54, 82),
    {mode: CHANGES[mode] for mode in (MAJOR, MINOR)},
    (
        Role(
            "drums",
            grooving(
                {"snare": "oooooooo", "pedal hat": "..x...x.", "ride": "x..xx..x"},
                fills=0.2,
                crash="",
            ),
            "brush kit",
            74,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R---r---", "R-------", "R-----5-"),
            "acoustic bass, fretless bass",
            106,
        ),
        Role(
            "piano",
            struck("X-------", "X---..x-", "x-x---x-", centre=61, spread=0.05),
            "grand piano, rhodes",
            84,
        ),
        Role(
            "horn",
            tune("x---x-xx", "x-----x-", "..x-x-x-", "x-xxx---", low=55, high=76),
            f"{HORNS}, flute, voice oohs",
            108,
            "vcs",
            vibrato=40,
            swells=True,
        ),
        Role("strings", held(66, 0.6), "slow strings, strings", 62, "cs", 0.5, swells=True),
    ),
    PIECE,
    swing=(0.55, 0.66),
    rubato=0.03,
    sound=CLUB,
)

BOSSA = Style(
    "Bossa nova",
    (108, 150),
    {mode: CHANGES[mode] for mode in (MAJOR, MINOR)},
    (
        Role(
            "drums",
            grooving(
                {
                    "hat": "xoxoxoxoxoxoxoxo",
                    "kick": "X..xX..xX..xX..x",
                    "stick": "x..x..x...x..x..",
                },
                {
                    "shaker": "xoxoxoxoxoxoxoxo",
                    "stick": "x..x..x...x..x..",
                    "kick": "x..xx..xx..xx..x",
                },
                fills=0.1,
                crash="",
            ),
            "jazz kit, brush kit, standard kit",
            84,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R--r5--5R--r5--5", "R-----5-R-----5-"),
            "acoustic bass, finger bass",
            106,
        ),
        Role(
            "guitar",
            struck("x..x..x...x.x...", "x.x..x.xx..x..x.", "x..x.x..x..x.x..", centre=58),
            "nylon guitar",
            102,
            pan=-15,
        ),
        Role(
            "piano",
            struck("......x-....x---", "x-..........x-..", centre=66),
            "grand piano, rhodes",
            70,
            chance=0.6,
            pan=25,
        ),
        Role(
            "voice",
            tune(
                "x-x-x---..x-x---",
                "..x-x-x-x-----..",
                "x---x--x----x---",
                low=58,
                high=76,
                moves=CALM,
            ),
            "flute, voice oohs, tenor sax, nylon guitar, muted trumpet",
            104,
            "vcs",
            vibrato=20,
            swells=True,
            sung="sung",
        ),
        Role("strings", held(66, 0.5), "slow strings, strings", 60, "cs", 0.4, swells=True),
    ),
    sound=CLUB,
)

FUSION = Style(
    "Jazz fusion",
    (88, 136),
    {
        DORIAN: ("i9 IV13 i9 IV13", "i9 bVIImaj9 i9 V7#9", "i9 i9 bIIImaj9 IV13"),
        MAJOR: ("IVmaj9 iii7 ii9 Imaj9", "Imaj9 bVII13 vi9 IVmaj9"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "hat": "xxxxxxxxxxxxxxxx",
                    "kick": "X..x..x...x..x..",
                    "snare": "....X..o.o..X..o",
                },
                {
                    "ride": "x.xxx.xxx.xxx.xx",
                    "kick": "X.....x..x.x....",
                    "snare": "....X..o....X.o.",
                },
            ),
            "standard kit, room kit",
            102,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R..r..8.R.5.7.8.", "R.rr..7.8.r...5a", "R--r-.8r..r-5-7-"),
            "fretless bass, slap bass, finger bass",
            112,
        ),
        Role(
            "keys",
            struck("x-..x...x..x-...", "..x--..x..x-....", centre=62),
            "rhodes, fm piano, clavinet",
            88,
            pan=-20,
        ),
        Role("pad", held(66, 0.5), "warm pad, synth strings, polysynth", 58, "cs", 0.6),
        Role(
            "lead",
            tune(
                "x-xxx-xxx-x---..",
                "xxxxxxx-..xxxxx-",
                "..x-x-xxx-------",
                low=60,
                high=86,
                moves=RUNNING,
                rest=0.1,
            ),
            "soprano sax, alto sax, clean guitar, saw lead, overdriven guitar, flute",
            104,
            "vcs",
            vibrato=25,
        ),
    ),
    PIECE,
    swing=(0.5, 0.57),
    grid=0.5,
    sound=Sound(squeeze=(0.2, 0.6), treble=(-2, 5)),
)

STYLES = (SWING, SMALL_GROUP, BALLAD, BOSSA, FUSION)
