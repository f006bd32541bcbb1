"""Concert music: string quartet, symphony orchestra, baroque, waltz, choir, brass band."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import LIVELY, RUNNING, tune
from engine.corpus.style import HARMONIC_MINOR, PIECE, Role, Scale, Sound, Style
from engine.demo.harmony import DORIAN, MAJOR

CADENCES: dict[Scale, tuple[str, ...]] = {
    MAJOR: (
        "I V I IV I V,V7 I I",
        "I vi ii V I IV V I",
        "I IV,ii V I vi II7 V V7",
        "I I6 ii V7 iii vi IV,V I",
    ),
    HARMONIC_MINOR: ("i V i iv i V V7 i", "i iv bVII bIII bVI iiø V i", "i bVI iv V i bII V7 i"),
}
HALL = Sound(
    room=(1.2, 3.2),
    wet=(0.08, 0.5),
    drive=(0, 0.05),
    squeeze=(0, 0.2),
    treble=(-6, 2),
    bass=(-2, 3),
    hiss=(-90, -58),
    highest=(8000, 15900),
)
FLOWING = ("x-x-x-x-", "x---x-x-", "x-xxx-x-", "x-----x-", "X---x---")

QUARTET = Style(
    "String quartet",
    (56, 144),
    CADENCES,
    (
        Role(
            "first violin",
            tune(*FLOWING, "xxxxxxxx", low=67, high=91, moves=LIVELY),
            "violin",
            104,
            pan=-35,
            vibrato=25,
            swells=True,
        ),
        Role(
            "second violin",
            broken("0.1.2.1.", "01210121", "1---2---", centre=64, ring=0.5),
            "violin",
            84,
            pan=-12,
            swells=True,
        ),
        Role(
            "viola",
            tune("x---x---", "x-------", "x-x-x-x-", low=50, high=67),
            "viola",
            88,
            pan=12,
            swells=True,
        ),
        Role(
            "cello",
            patterned("R---5---", "R-------", "R-5-8-5-", "r-r-r-r-", floor=36),
            "cello",
            100,
            pan=35,
            swells=True,
        ),
    ),
    PIECE,
    (4.0, 4.0, 3.0),
    rubato=0.04,
    looseness=0.02,
    sound=HALL,
)

SYMPHONY = Style(
    "Symphony",
    (60, 150),
    CADENCES,
    (
        Role(
            "violins", tune(*FLOWING, low=67, high=91), "strings", 104, "vcs", pan=-25, swells=True
        ),
        Role("strings", held(60, 0.7), "strings, slow strings, tremolo strings", 84, swells=True),
        Role(
            "pulse",
            broken("01210121", "0.1.2.1.", "00112211", centre=60, ring=0.3),
            "strings, pizzicato, viola",
            74,
            "vcs",
            0.8,
        ),
        Role(
            "basses",
            patterned("R---r---", "R-------", "r.r.5.r.", floor=31),
            "contrabass, cello",
            96,
            pan=30,
        ),
        Role(
            "wind",
            tune("x-xxx-x-", "x---x-xx", "..x-x-x-", low=65, high=88, rest=0.3),
            "flute, oboe, clarinet, bassoon, english horn",
            88,
            "ivbs",
            pan=-5,
            swells=True,
        ),
        Role("horns", held(58, 0.65), "horn", 84, "cse", pan=-15, swells=True),
        Role(
            "brass",
            struck("X---x---", "X--xX---", centre=62),
            "brass section, trumpet, trombone",
            88,
            "c",
            0.7,
            pan=20,
        ),
        Role(
            "timpani",
            patterned("R...r...", "R.....rr", "Rrrr....", floor=40),
            "timpani",
            96,
            "c",
            0.8,
        ),
    ),
    PIECE,
    (4.0, 4.0, 3.0),
    rubato=0.04,
    looseness=0.02,
    sound=HALL,
)

BAROQUE = Style(
    "Baroque",
    (66, 126),
    CADENCES,
    (
        Role(
            "continuo",
            struck("X---x---", "x-x-x-x-", centre=58, spread=0.03),
            "harpsichord, church organ",
            84,
        ),
        Role(
            "running",
            broken(
                "01210121 01210121", "0121232101212321", "0.2.1.2.3.2.1.2.", centre=64, ring=0.25
            ),
            "harpsichord",
            80,
            chance=0.7,
            pan=20,
        ),
        Role(
            "upper",
            tune(
                "xxxxxxxxx-x-x---",
                "x-xxx-xxx-xxxxxx",
                "x---x-xxxxxxx---",
                low=64,
                high=86,
                moves=RUNNING,
            ),
            "violin, recorder, oboe, trumpet, flute, harpsichord",
            98,
            pan=-25,
        ),
        Role(
            "imitating",
            tune("xxxxxxxxx-x-x---", "..x-x-xxxxxxx-x-", low=57, high=77, moves=RUNNING, rest=0.25),
            "violin, viola, oboe, recorder",
            84,
            chance=0.8,
            pan=25,
        ),
        Role(
            "bass",
            patterned("r-r-5-5-8-8-5-5-", "R---r---5---5---", "r-3-5-3-8-5-3-a-", floor=36),
            "cello, bassoon, contrabass",
            96,
        ),
        Role("strings", held(62, 0.6), "strings", 68, "cs", 0.6),
    ),
    PIECE,
    (4.0, 3.0),
    looseness=0.01,
    rubato=0.015,
    sound=HALL,
)

WALTZ = Style(
    "Waltz",
    (126, 190),
    CADENCES,
    (
        Role(
            "bass",
            patterned("R.....", "R---..", floor=33),
            "contrabass, cello, tuba, acoustic bass",
            100,
        ),
        Role(
            "afterbeats",
            struck("..x.x.", "..x-x-", centre=60, short=0.6),
            "strings, accordion, pizzicato, grand piano, horn",
            84,
        ),
        Role(
            "tune",
            tune("x-x-x-", "x---x-", "xxx-x-", "x-----", low=65, high=88),
            "strings, violin, accordion, flute, clarinet",
            104,
            vibrato=15,
            swells=True,
        ),
        Role(
            "second",
            tune("x-----", "x---x-", low=60, high=76),
            "cello, horn, clarinet, strings",
            78,
            "cs",
            swells=True,
        ),
        Role(
            "bells", tune("x.x.x.", low=79, high=96), "glockenspiel, celesta, harp", 66, "cs", 0.4
        ),
    ),
    PIECE,
    (3.0,),
    rubato=0.05,
    sound=HALL,
)

CHOIR = Style(
    "Choir",
    (48, 92),
    {**CADENCES, DORIAN: ("i bVII i IV", "i v bVII IV i bVII IV i", "i bIII bVII i")},
    (
        Role(
            "soprano",
            tune("x---x---", "x-x-x---", "x-------", low=65, high=82),
            "choir aahs, voice oohs",
            108,
            pan=-25,
            reverb=100,
            vibrato=15,
            swells=True,
        ),
        Role("alto", held(64, 0.7), "choir aahs, voice oohs", 92, pan=10, reverb=100, swells=True),
        Role(
            "tenor",
            tune("x---x---", "x-------", low=52, high=67),
            "choir aahs",
            92,
            pan=20,
            reverb=100,
            swells=True,
        ),
        Role(
            "bass voices",
            patterned("R---r---", "R-------", "R---5---", floor=36),
            "choir aahs",
            104,
            pan=30,
            reverb=100,
            swells=True,
        ),
        Role("organ", held(57, 0.6), "church organ, reed organ", 60, "cse", 0.35),
    ),
    PIECE,
    rubato=0.04,
    looseness=0.03,
    sound=Sound(
        room=(2, 5),
        wet=(0.2, 0.7),
        drive=(0, 0.02),
        squeeze=(0, 0.2),
        treble=(-7, 1),
        hiss=(-90, -60),
    ),
)

BRASS_BAND = Style(
    "March",
    (104, 128),
    {MAJOR: ("I I V7 V7 V7 V7 I I", "I IV I V7 I IV I,V7 I", "vi II7 V V7 I IV V7 I")},
    (
        Role(
            "drums",
            grooving(
                {"kick 2": "X...X...", "snare": "..xxx.xx", "crash": "X......."},
                {"kick 2": "X...X...", "snare": "X.xxX.xx"},
                {"kick": "X.x.X.x.", "snare": "oxxxoxxx"},
            ),
            "orchestra kit, standard kit",
            92,
            drums=True,
        ),
        Role("tuba", patterned("R.5.R.5.", "R...5...", floor=33), "tuba", 108),
        Role(
            "horns",
            struck("..x...x.", ".xx..xx.", centre=60, short=0.5),
            "horn, trombone, brass section",
            86,
            pan=-20,
        ),
        Role(
            "cornets",
            tune("x--xx-x-", "x-x-x---", "x.xxx.x.", "xxxxx-x-", low=62, high=84),
            "trumpet, brass section, clarinet",
            104,
        ),
        Role(
            "thirds",
            tune("x--xx-x-", "x-x-x---", low=58, high=76),
            "trumpet, trombone, clarinet",
            80,
            "vcs",
            pan=20,
        ),
        Role(
            "piccolo",
            tune("xxxxx-x-", "x-xxxxxx", low=79, high=98, moves=RUNNING),
            "piccolo, flute",
            84,
            "cs",
            0.7,
        ),
    ),
    PIECE,
    sound=Sound(
        room=(0.6, 2.2), wet=(0.08, 0.35), hiss=(-85, -50), lowest=(30, 150), highest=(6000, 15900)
    ),
)

STYLES = (QUARTET, SYMPHONY, BAROQUE, WALTZ, CHOIR, BRASS_BAND)
