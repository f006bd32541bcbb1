"""Music of many places: salsa, cumbia, tango, flamenco, and of the East and of Africa."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import LIVELY, MAJOR_PENTATONIC, RUNNING, tune
from engine.corpus.style import HARMONIC_MINOR, MIXOLYDIAN, PIECE, SPANISH, Role, Sound, Style
from engine.demo.harmony import DORIAN, MAJOR, MINOR, PHRYGIAN

LIVE = Sound(room=(0.3, 1.4), wet=(0.03, 0.25), squeeze=(0.1, 0.5), hiss=(-88, -54))
SUNG = ("x-x-x-x-x---....", "..x-x-x-X-----..", "x---x-x-x-x-x---", "..xxx-x-x---....")

SALSA = Style(
    "Salsa",
    (88, 112),
    {
        MINOR: ("i iv V7 i", "i bVII bVI V7", "i i V7 V7"),
        MAJOR: ("I IV V IV", "ii V7 I VI7", "I vi ii V7"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "conga": "..X..oxx..X..oxx",
                    "low conga": "......xx......xx",
                    "claves": "X..X..X...X.X...",
                    "cowbell": "x.x.x.x.x.x.x.x.",
                },
                {
                    "high timbale": "x.xxx.xxx.xxx.xx",
                    "low timbale": "......x.......x.",
                    "claves": "..X.X...X..X..X.",
                    "conga": "..X...xx..X...xx",
                    "guiro": "x.xox.xox.xox.xo",
                },
                fills=0.6,
            ),
            "standard kit",
            104,
            drums=True,
        ),
        Role(
            "bass",
            patterned("...r..5-...r..5-", "R--...5-..r-..5-", "......5-..8-r---"),
            "acoustic bass, finger bass",
            114,
        ),
        Role(
            "montuno",
            broken("0.2.13.2.13.2.1.", "02.13.2.02.13.2.", "0.3.02.3.02.3.0.", centre=68, ring=0.2),
            "grand piano, bright piano",
            100,
        ),
        Role(
            "horns",
            struck("X.X..X.......x-.", "......x.X.x.....", "..x.x-..........", centre=69),
            "brass section, trumpet, trombone",
            96,
            "cs",
        ),
        Role(
            "voice",
            tune(*SUNG, low=58, high=76),
            "voice oohs, choir aahs, voice lead",
            106,
            "v",
            0.85,
            swells=True,
            sung="sung",
        ),
        Role(
            "coro",
            tune("x-x-x-x-........", "..x-x-x-x---....", low=64, high=77),
            "choir aahs, voice oohs",
            92,
            "c",
        ),
        Role(
            "solo",
            tune("x.xxx.xxx.x-x---", "..xx.xx.xx-x----", low=62, high=86, moves=LIVELY),
            "flute, trumpet, trombone, grand piano, violin",
            100,
            "si",
        ),
    ),
    looseness=0.008,
    sound=LIVE,
)

CUMBIA = Style(
    "Cumbia",
    (84, 108),
    {MINOR: ("i i V7 V7", "i bVII bVI V", "i iv V i"), MAJOR: ("I I V V", "I IV V IV")},
    (
        Role(
            "drums",
            grooving(
                {
                    "guiro": "X.xxX.xxX.xxX.xx",
                    "kick": "X...X...X...X...",
                    "conga": "..x...xx..x...xx",
                    "cowbell": "x...x...x...x...",
                },
                {
                    "cabasa": "X.xxX.xxX.xxX.xx",
                    "low bongo": "....x.......x...",
                    "snare": "..x...x...x...x.",
                    "kick": "X.......X.......",
                },
                fills=0.4,
            ),
            "standard kit, 808 kit",
            104,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R---3-5-R---3-5-", "R---r-5-R---5-3-"),
            "finger bass, synth bass, acoustic bass",
            114,
        ),
        Role(
            "offbeat",
            struck("..x...x...x...x.", "..xx..xx..xx..xx", centre=64, short=0.5),
            "accordion, grand piano, clean guitar, reed organ",
            84,
        ),
        Role(
            "tune",
            tune("x-xxx-x-x-x-x---", "x-x-xxx-x-......", low=64, high=86),
            "accordion, flute, clarinet, saw lead, trumpet",
            104,
            "ics",
        ),
        Role(
            "voice",
            tune(*SUNG, low=57, high=74),
            "voice oohs, choir aahs",
            104,
            "v",
            0.8,
            swells=True,
            sung="sung",
        ),
    ),
    sound=LIVE,
)

TANGO = Style(
    "Tango",
    (104, 136),
    {HARMONIC_MINOR: ("i i V7 V7 V7 V7 i i", "i bVI iv V7", "iv i V7 i")},
    (
        Role(
            "bass",
            patterned("R.5.R.5.", "R..r5.r.", "R-..5-a-", floor=33),
            "contrabass, acoustic bass, cello",
            104,
        ),
        Role("piano", struck("X.x.X.x.", "X..xX.x.", centre=58, short=0.5), "grand piano", 90),
        Role(
            "bandoneon",
            tune("xx-xx.x.", "x.x.x-xx", "x--xx---", "xxxxx-x-", low=60, high=83, moves=RUNNING),
            "bandoneon, accordion",
            106,
            "ivcs",
            swells=True,
        ),
        Role(
            "chords",
            struck("X.x.X.x.", "X..x..x.", centre=62, short=0.4),
            "bandoneon, accordion, strings",
            76,
        ),
        Role(
            "violin",
            tune("x-----x-", "x---x-x-", "..x-x-x-", low=64, high=88),
            "violin, strings",
            94,
            "cs",
            vibrato=35,
            swells=True,
        ),
    ),
    PIECE,
    rubato=0.05,
    sound=Sound(
        room=(0.4, 1.5), hiss=(-80, -45), lowest=(30, 170), highest=(4500, 15900), crackle=0.3
    ),
)

FLAMENCO = Style(
    "Flamenco",
    (96, 168),
    {
        SPANISH: ("I bII I bII", "iv bIII bII I", "I I bII bII bIII bII I I"),
        PHRYGIAN: ("i bII i bII", "iv bIII bII I"),
    },
    (
        Role(
            "guitar",
            struck("X.xxX.xxX.x.", "X--xx-xxX-x-", "x.xxX.xXx.X.", centre=58, spread=0.03),
            "nylon guitar",
            100,
            pan=-15,
        ),
        Role(
            "picado",
            tune("xxxxxxxxx---", "xxx-xxxxxxxx", "x---xxxxx---", low=60, high=86, moves=RUNNING),
            "nylon guitar",
            106,
            "ivs",
            pan=20,
        ),
        Role(
            "arpeggio",
            broken("b12321b12321", "b21b21b12321", centre=60, ring=0.8),
            "nylon guitar",
            84,
            "vb",
            0.8,
        ),
        Role(
            "palmas",
            grooving(
                {"clap": "..X..X.x.x.x"},
                {"clap": "x.Xx.X.X.X.X", "low conga": "X.....X....."},
                fills=0,
                crash="",
            ),
            "standard kit",
            88,
            "cvs",
            0.8,
            drums=True,
        ),
        Role(
            "voice",
            tune("x-x-x-------", "..xxxx------", low=60, high=77),
            "voice oohs, voice lead, choir aahs",
            100,
            "c",
            0.7,
            vibrato=45,
            swells=True,
            sung="sung",
        ),
        Role(
            "bass",
            patterned("R-----5-----", "R---r-5---r-"),
            "acoustic bass, fretless bass",
            88,
            "cs",
            0.5,
        ),
    ),
    beats=(3.0, 6.0, 3.0),
    looseness=0.012,
    sound=LIVE,
)

ORIENT = Style(
    "Middle Eastern",
    (80, 138),
    {
        SPANISH: ("I5 I5 bII5 I5", "I5 I5 iv5 I5", "I5 bvii5 bII5 I5"),
        HARMONIC_MINOR: ("i5 i5 iv5 i5", "i5 bVI5 V i5"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "low bongo": "X.....X.X.......",
                    "high bongo": "..x.x.....x.x.xx",
                    "tambourine": "..x...x...x...x.",
                },
                {
                    "low conga": "X..x..X.X..x....",
                    "high bongo": ".o..x..o..x.x.xo",
                    "tambourine": "x.x.x.x.x.x.x.x.",
                },
                fills=0.4,
                crash="",
            ),
            "standard kit, room kit",
            106,
            drums=True,
        ),
        Role("drone", held(50, 0.6), "strings, slow strings, bowed pad, shanai, reed organ", 70),
        Role(
            "plucked",
            broken("0.010.020.010.21", "0012001200210012", centre=57, ring=0.4),
            "sitar, nylon guitar, shamisen, dulcimer, banjo, koto",
            92,
            pan=-20,
        ),
        Role(
            "tune",
            tune(
                "xxx-xxx-x---x---",
                "x-xxx-x-xxxxx---",
                "x---xxxxx-x-x---",
                low=60,
                high=81,
                moves=RUNNING,
            ),
            "shanai, clarinet, violin, flute, english horn, strings, fiddle",
            104,
            vibrato=35,
        ),
        Role(
            "unison",
            tune("xxx-xxx-x---x---", "x-xxx-x-xxxxx---", low=60, high=81, moves=RUNNING),
            "strings, sitar, dulcimer",
            80,
            "c",
            0.6,
        ),
        Role(
            "bass",
            patterned("R-....r-R---....", "R--r--R-r---5---"),
            "acoustic bass, fretless bass",
            92,
            "vcs",
            0.6,
        ),
    ),
    sound=LIVE,
)

INDIA = Style(
    "Indian",
    (64, 126),
    {
        MIXOLYDIAN: ("I5 I5 I5 I5",),
        DORIAN: ("i5 i5 i5 i5",),
        PHRYGIAN: ("i5 i5 i5 i5",),
        MAJOR: ("I5 I5 I5 I5",),
    },
    (
        Role(
            "tanpura",
            broken("2-1-1-0-2-1-1-0-", centre=50, ring=4),
            "sitar, dulcimer",
            74,
            pan=-20,
            reverb=80,
        ),
        Role("drone", held(50, 0.4), "reed organ, accordion, bowed pad", 60, chance=0.6),
        Role(
            "tabla",
            grooving(
                {"low bongo": "X..x..X..xX.x.x.", "high bongo": ".xx.xx.xx..x.x.x"},
                {"low conga": "X...x...X.......", "high bongo": "..x.x.xx..x.xxxx"},
                fills=0.3,
                crash="",
            ),
            "standard kit, room kit",
            96,
            "vcs",
            drums=True,
        ),
        Role(
            "raga",
            tune(
                "x---x-xxx-------",
                "xxxxxxxxx---x---",
                "x-xxx---x-xxx---",
                low=60,
                high=84,
                moves=RUNNING,
            ),
            "sitar, flute, shanai, violin",
            106,
            vibrato=45,
        ),
    ),
    PIECE,
    sound=LIVE,
)

AFRICA = Style(
    "Afrobeat",
    (98, 132),
    {MAJOR: ("I IV V IV", "I I IV V", "I V IV V"), DORIAN: ("i9 i9 IV9 i9", "i7 i7 i7 IV7")},
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "X..x..X.X..x..X.",
                    "snare": "....x..x....x.x.",
                    "hat": "x.xxx.xxx.xxx.xx",
                    "conga": "..x..xx...x..xx.",
                },
                {
                    "high agogo": "x..x..x...x.x...",
                    "low agogo": "..x.....x.....x.",
                    "low conga": "X..x..x.X..x..xx",
                    "shaker": "xoxxxoxxxoxxxoxx",
                    "kick": "X...X...X...X...",
                },
                fills=0.4,
            ),
            "standard kit, room kit",
            104,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R..r5.r.R..r5.8.", "R.r..5.8..r.5.3.", "..r.R..5..r.R.3."),
            "finger bass, acoustic bass",
            112,
        ),
        Role(
            "guitar",
            broken(
                "0.2.1.3.02.13.2.", "01230123 31203120", "0.13.2.10.13.2.1", centre=69, ring=0.2
            ),
            "clean guitar, muted guitar, jazz guitar",
            92,
            pan=-30,
        ),
        Role(
            "balafon",
            broken("0213.213.2130213", "0.1203.2.1.023.1", centre=66, ring=0.2),
            "marimba, kalimba, xylophone, clean guitar",
            84,
            chance=0.6,
            pan=30,
        ),
        Role(
            "horns",
            struck("x.x...x-........", "......x.x.x-....", centre=67),
            "brass section, tenor sax, trumpet",
            90,
            "cs",
            0.7,
        ),
        Role(
            "voice",
            tune(*SUNG, low=58, high=76, scale=MAJOR_PENTATONIC),
            "choir aahs, voice oohs",
            106,
            "vc",
            swells=True,
            sung="sung",
        ),
        Role(
            "solo",
            tune("x.xxx.xxx.x-x---", "..xx.xx.xx-x----", low=60, high=82),
            "tenor sax, rock organ, trumpet, clean guitar, flute",
            94,
            "is",
        ),
    ),
    ("i4 v8 c8 v8 s8 c8", "v16 c8 s8"),
    looseness=0.01,
    sound=LIVE,
)

FAR_EAST = Style(
    "East Asian",
    (58, 112),
    {MAJOR: ("I vi I vi", "I V vi I"), MINOR: ("i bVII i i", "i bIII bVII i")},
    (
        Role(
            "koto",
            broken("0.2.1.3.4.3.1.2.", "0-....1-2-..3-..", "0.12..3.4.3.2...", centre=64, ring=1.5),
            "koto, shamisen, harp, dulcimer",
            96,
            pan=-20,
        ),
        Role(
            "flute",
            tune(
                "x---x---x-x-x---",
                "x-------..x-x---",
                "..x-x-xxx-------",
                low=64,
                high=86,
                scale=MAJOR_PENTATONIC,
                rest=0.2,
            ),
            "shakuhachi, pan flute, flute, fiddle, violin",
            102,
            vibrato=35,
            reverb=90,
            swells=True,
        ),
        Role(
            "second",
            tune(
                "x-x-x---........",
                "....x-x-x---....",
                low=67,
                high=91,
                scale=MAJOR_PENTATONIC,
                rest=0.2,
            ),
            "koto, tinkle bell, celesta, shamisen, kalimba",
            80,
            "cs",
        ),
        Role(
            "drums",
            grooving(
                {"low tom": "X.......x..x....", "woodblock": "....x.......x..."},
                {"low tom": "X..x..x.X.......", "triangle": "x..............."},
                fills=0.3,
                crash="",
            ),
            "orchestra kit",
            88,
            "cs",
            0.6,
            reverb=90,
            drums=True,
        ),
        Role(
            "strings",
            held(60, 0.5),
            "slow strings, strings, bowed pad",
            64,
            "cvs",
            0.6,
            swells=True,
        ),
    ),
    PIECE,
    rubato=0.03,
    sound=Sound(room=(0.8, 3.5), wet=(0.1, 0.5), drive=(0, 0.03), squeeze=(0, 0.35)),
)

STYLES = (SALSA, CUMBIA, TANGO, FLAMENCO, ORIENT, INDIA, AFRICA, FAR_EAST)
