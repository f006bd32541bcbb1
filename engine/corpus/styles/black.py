"""Blues and what grew from it: soul, funk, disco, gospel, reggae, hip-hop, R&B."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, riff, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import BLUES, LIVELY, MINOR_PENTATONIC, tune
from engine.corpus.style import MIXOLYDIAN, TRACK, Role, Sound, Style
from engine.demo.harmony import DORIAN, MAJOR, MINOR

TWELVE = "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7"
PHRASES = ("..xxx-x-", "x-xxx---", ".xx-x---", "x---..xx", "xx-xx---")
SUNG = (
    "x-x-x-x-x---....",
    "..x-x-x-X-----..",
    "x---x-x-x-x-x---",
    "..xxx-x-x---....",
    "x-x-X---........",
)

BLUES_BAND = Style(
    "Blues",
    (60, 138),
    {
        MIXOLYDIAN: (TWELVE, "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7"),
        MINOR: ("i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 V7",),
    },
    (
        Role(
            "drums",
            grooving(
                {"ride": "X.XxX.Xx", "kick": "X...X..x", "snare": "..X...X."},
                {"hat": "XxXxXxXx", "kick": "X..xX...", "snare": "..X...X."},
            ),
            "standard kit, room kit, brush kit",
            98,
            drums=True,
            chance=0.85,
        ),
        Role(
            "bass", patterned("R-3-5-7-", "r.r.5.5.", "R-r-3-5-"), "finger bass, acoustic bass", 108
        ),
        Role(
            "shuffle",
            riff("rrrrrrrr", "RrRrRrRr", floor=43),
            "clean guitar, overdriven guitar, steel guitar",
            78,
            pan=-35,
        ),
        Role(
            "piano",
            struck("..x...x.", "x.xx.x..", centre=62),
            "honky-tonk, grand piano, drawbar organ",
            74,
            "vcsb",
            0.75,
            pan=30,
        ),
        Role(
            "voice",
            tune(*PHRASES, low=52, high=70, scale=BLUES, rest=0.25),
            "voice oohs, choir aahs, tenor sax",
            108,
            "vc",
            0.7,
            vibrato=25,
            swells=True,
            sung="sung",
        ),
        Role(
            "lead",
            tune(*PHRASES, "xxxxxxx-", low=57, high=82, scale=BLUES, moves=LIVELY, rest=0.1),
            "overdriven guitar, clean guitar, harmonica, jazz guitar, steel guitar",
            102,
            "ivs",
            vibrato=45,
        ),
    ),
    ("v12 c12 s12", "v12 s12 c12", "i4 v12 s12"),
    swing=(0.6, 0.68),
    looseness=0.02,
    sound=Sound(drive=(0, 0.5), room=(0.3, 1.2), highest=(6000, 15900), hiss=(-80, -50)),
)

SOUL = Style(
    "Soul",
    (62, 112),
    {
        MAJOR: ("I vi ii V", "Imaj7 iii7 IVmaj7 V7sus4", "I I7 IV iv", "I iii vi IV,V"),
        MINOR: ("i7 iv7 bVII9 bIIImaj7", "i7 bVImaj7 iv7 V7"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "hat": "x.x.x.x.x.x.x.x.",
                    "kick": "X.....x.x.x.....",
                    "snare": "....X.......X...",
                },
                {
                    "hat": "x..xx..xx..xx..x",
                    "kick": "X..x....X..x....",
                    "snare": "....X.......X...",
                },
            ),
            "standard kit, room kit",
            96,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R--r..5-R--r3-5-", "R-------..r-5-7-", "R--8..5-r-..3.5a"),
            "finger bass, fretless bass",
            112,
        ),
        Role(
            "keys",
            struck("X---x---X---x---", "x-..x-x-..x-x---", centre=61),
            "rhodes, grand piano, drawbar organ, percussive organ",
            84,
            pan=-15,
        ),
        Role(
            "guitar",
            struck("....x.......x...", "..x...x...x...x.", centre=66, short=0.4),
            "clean guitar, jazz guitar",
            70,
            pan=35,
        ),
        Role(
            "horns",
            struck("............x-x-", "x-..........x---", centre=67),
            "brass section, tenor sax, trumpet",
            80,
            "c",
            0.7,
        ),
        Role("strings", held(69, 0.55), "strings, slow strings", 66, "cb", 0.6, swells=True),
        Role(
            "voice",
            tune(*SUNG, low=58, high=77, scale=BLUES),
            "voice oohs, choir aahs, voice lead",
            114,
            "vc",
            vibrato=35,
            swells=True,
            sung="sung",
        ),
        Role(
            "solo",
            tune("x-xxx---..xxx---", "..x-x-x-X-------", low=58, high=80),
            "tenor sax, alto sax, rhodes, clean guitar",
            94,
            "is",
            vibrato=25,
        ),
    ),
    swing=(0.5, 0.6),
    grid=0.5,
    looseness=0.016,
    sound=Sound(highest=(7000, 15900), hiss=(-80, -52), bass=(0, 5)),
)

FUNK = Style(
    "Funk",
    (92, 122),
    {
        DORIAN: ("i9 i9 i9 IV9", "i7 i7 bVII7 IV9"),
        MIXOLYDIAN: ("I9 I9 I9 IV9", "I7#9 I7#9 IV9 I7#9", "I9 bVII9 IV9 I9"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "hat": "xxxxxxxxxxxxxxxx",
                    "kick": "X.x....x..x.....",
                    "snare": "....X..o.o..X..o",
                },
                {
                    "hat": "x.xxx.xxx.xxx.ox",
                    "kick": "X..x..x...x..x..",
                    "snare": "....X..o.o..X...",
                },
                {
                    "hat": "xoxoxoxoxoxoxoxo",
                    "kick": "X.X......XX.....",
                    "snare": "....X..X.X..X..X",
                },
            ),
            "standard kit, room kit",
            108,
            drums=True,
        ),
        Role(
            "percussion",
            grooving(
                {
                    "conga": "..x..x..xx......",
                    "low conga": "......xx......xx",
                    "cowbell": "x...x...x...x...",
                },
                fills=0,
                crash="",
            ),
            "standard kit",
            90,
            chance=0.6,
            drums=True,
        ),
        Role(
            "bass",
            patterned(
                "R..r..8.7.5.r.r.", "R.rr..7r8...5.7.", "RR..8.7...r.3.5.", "R...r.8..7r...a."
            ),
            "slap bass, slap bass 2, finger bass",
            116,
            when="ivcs",
        ),
        Role(
            "guitar",
            struck(
                "..xx..x..xx...x.", "x.xxx.xx.xx.x.x.", "..x.xx....x.xx..", centre=67, short=0.45
            ),
            "muted guitar, clean guitar",
            84,
            pan=-35,
        ),
        Role(
            "clavinet",
            struck("x..x.xx...x..x..", "..x..xx.x....xx.", centre=58, short=0.5),
            "clavinet, rhodes, percussive organ",
            84,
            chance=0.8,
            pan=30,
        ),
        Role(
            "horns",
            struck("X..X........x-..", "......x.X-......", "..............XX", centre=69),
            "brass section, tenor sax, trumpet",
            96,
            "cs",
            pan=10,
        ),
        Role(
            "lead",
            tune(
                "x.xxx.x.x--.....",
                "..xx.xx-x.x.x---",
                low=58,
                high=82,
                scale=MINOR_PENTATONIC,
                moves=LIVELY,
            ),
            "alto sax, tenor sax, saw lead, voice oohs, rock organ",
            98,
            "vs",
            0.8,
        ),
    ),
    swing=(0.5, 0.58),
    grid=0.5,
    sound=Sound(room=(0.15, 0.6), squeeze=(0.3, 0.7), bass=(0, 5)),
)

DISCO = Style(
    "Disco",
    (108, 128),
    {
        MINOR: ("i7 iv7 bVII9 bIIImaj7", "i bVI bVII i", "i7 bIII bVII iv"),
        MAJOR: ("I vi ii V", "Imaj7 ii7 iii7 ii7,V7"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "X...X...X...X...",
                    "snare": "....X.......X...",
                    "open hat": "..x...x...x...x.",
                    "hat": "x.......x.......",
                },
                {"kick": "X...X...X...X...", "clap": "....X.......X...", "hat": "xoXoxoXoxoXoxoXo"},
            ),
            "standard kit, electronic kit",
            112,
            drums=True,
        ),
        Role(
            "bass",
            patterned("r.8.r.8.r.8.r.8.", "R..8.r8.R..8.5.8", "r-8-r-8-5-8-7-8-"),
            "finger bass, slap bass, synth bass",
            112,
        ),
        Role(
            "guitar",
            struck("x.xxx.xxx.xxx.xx", "..x.xxx...x.xxx.", centre=66, short=0.4),
            "muted guitar, clean guitar",
            80,
            pan=-35,
        ),
        Role(
            "keys",
            struck("x-..x-..x-..x-..", "..x-..x-..x-..x-", centre=62),
            "rhodes, bright piano, clavinet",
            78,
            pan=20,
        ),
        Role(
            "strings",
            tune("x---x---x-x-x---", "x-------xxxxx---", low=69, high=91),
            "strings, synth strings",
            86,
            "cis",
            swells=True,
        ),
        Role("pad", held(66, 0.6), "strings, synth strings", 66),
        Role(
            "voice",
            tune(*SUNG, low=60, high=79),
            "voice oohs, choir aahs, voice lead",
            110,
            "vc",
            vibrato=20,
            swells=True,
            sung="sung",
        ),
        Role(
            "horns",
            struck("X..X............", "..........x.X-..", centre=69),
            "brass section, trumpet",
            88,
            "c",
            0.7,
        ),
    ),
    TRACK,
    sound=Sound(bass=(0, 5), squeeze=(0.3, 0.7), highest=(9000, 15900)),
)

GOSPEL = Style(
    "Gospel",
    (66, 132),
    {
        MAJOR: (
            "I I7 IV iv",
            "I,I7 IV,#ivo7 I,VI7 ii7,V7",
            "I V,V7 vi7 IV,V",
            "IV iii7,vi7 ii7 V7sus4",
        )
    },
    (
        Role(
            "drums",
            grooving(
                {"hat": "x.x.x.x.", "kick": "X..xX...", "snare": "..X...X."},
                {"tambourine": "..X...X.", "clap": "..X...X.", "kick": "X...X..."},
            ),
            "standard kit, room kit",
            96,
            chance=0.85,
            drums=True,
        ),
        Role("bass", patterned("R-r-3-5-", "R---5-a-", "R-5-8-5-"), "finger bass", 108),
        Role(
            "organ", held(60, 0.8), "drawbar organ, percussive organ, church organ", 86, swells=True
        ),
        Role("piano", struck("X-x-xxx-", "x-xxx-x-", centre=63), "grand piano", 92, pan=15),
        Role(
            "choir",
            struck("X---X---", "X-------", "x-x-X---", centre=66),
            "choir aahs, voice oohs",
            112,
            "c",
            reverb=80,
            swells=True,
        ),
        Role(
            "choir low",
            struck("X---X---", "X-------", centre=54),
            "choir aahs",
            100,
            "cb",
            reverb=80,
            swells=True,
        ),
        Role(
            "voice",
            tune(*PHRASES, low=58, high=77, scale=BLUES),
            "voice oohs, voice lead, choir aahs",
            112,
            "vs",
            vibrato=35,
            swells=True,
            sung="sung",
        ),
    ),
    swing=(0.5, 0.67),
    sound=Sound(room=(0.8, 2.5), wet=(0.1, 0.4), hiss=(-85, -55)),
)

REGGAE = Style(
    "Reggae",
    (64, 92),
    {
        MAJOR: ("I IV I IV", "I V vi IV", "I ii I ii", "I I IV V"),
        MINOR: ("i iv i iv", "i bVII i bVII", "i bVI bVII i"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "hat": "x.xxx.xxx.xxx.xx",
                    "kick": "........X.......",
                    "snare": "........X.......",
                    "stick": "...x......x..x..",
                },
                {
                    "hat": "x.x.x.x.x.x.x.x.",
                    "kick": "X...X...X...X...",
                    "snare": "........X.......",
                },
            ),
            "standard kit, room kit",
            122,
            drums=True,
        ),
        Role(
            "bass",
            patterned(
                "R--r..3-5---..r-", "..R-r-..5-3-r---", "R---3-5-..8-5-3-", "R-..R-..r-5-..3-"
            ),
            "finger bass, fretless bass, synth bass",
            122,
        ),
        Role(
            "skank",
            struck("....x.......x...", "....xx......xx..", centre=64, short=0.5),
            "clean guitar, muted guitar, bright piano",
            92,
            pan=-25,
        ),
        Role(
            "organ",
            struck("..x.x.x...x.x.x.", "..xx..xx..xx..xx", centre=58, short=0.6),
            "percussive organ, drawbar organ, rock organ",
            78,
            pan=30,
        ),
        Role(
            "voice",
            tune(*SUNG, low=57, high=74),
            "voice oohs, choir aahs, voice lead",
            108,
            "vc",
            0.85,
            vibrato=15,
            swells=True,
            sung="sung",
        ),
        Role(
            "lead",
            tune("x-x-x---x-x-x---", "..x-x-x-........", low=62, high=81),
            "trombone, trumpet, harmonica, clean guitar, calliope lead",
            86,
            "is",
        ),
        Role(
            "horns",
            struck("............x-x-", "x-x-............", centre=67),
            "brass section, trombone, tenor sax",
            80,
            "c",
            0.5,
        ),
    ),
    swing=(0.5, 0.62),
    grid=0.5,
    looseness=0.018,
    sound=Sound(bass=(3, 9), treble=(-7, 1), room=(0.4, 2.5), wet=(0.05, 0.4)),
)

HIP_HOP = Style(
    "Hip-hop",
    (74, 104),
    {
        MINOR: ("i7 bVImaj7 i7 bVImaj7", "i i bVI v", "i7 iv7", "i bII i bII"),
        DORIAN: ("i9 IV9", "i7 i7 bIIImaj7 IV7"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "X..x..x...X.....",
                    "snare": "....X.......X...",
                    "hat": "x.x.x.xxx.x.x.x.",
                },
                {"kick": "X.....x..xX.....", "clap": "....X.......X...", "hat": "xxxxxxxxxxxxxxxx"},
                {
                    "kick": "X......X..X...x.",
                    "snare 2": "....X.......X..o",
                    "hat": "x.xxx.x.x.xxx.xx",
                    "open hat": "......x.........",
                },
                fills=0.3,
                crash="",
            ),
            "808 kit, electronic kit, room kit, standard kit",
            122,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R-----r---R-----", "R--r......R---5-", "R-------..r-2-r-", floor=24),
            "synth bass, synth bass 2, finger bass, acoustic bass",
            122,
        ),
        Role(
            "sample",
            broken("0.2.1...3.2.1...", "0..1..2...3.....", "0123....0123....", centre=64, ring=0.4),
            "rhodes, grand piano, vibraphone, harp, pizzicato, music box, nylon guitar",
            58,
            "ivcb",
        ),
        Role(
            "chords",
            struck("X-------..x-----", "X---------------", centre=60),
            "rhodes, strings, choir aahs, slow strings, drawbar organ",
            48,
            chance=0.8,
        ),
        Role(
            "rap",
            tune(
                "xxxx.xxxx.xxx.x.",
                "xx.xxxx.xxxx.xx.",
                "x.xxxxxxxx.x.xxx",
                low=48,
                high=56,
                moves=(0, 0, 0, 0, 1, -1),
            ),
            "voice lead, synth voice, voice oohs",
            92,
            "vc",
            0.85,
            sung="rapped",
        ),
        Role(
            "hook",
            tune("x-x-x---x-x-x---", "..x-x-x-x---....", low=62, high=79, scale=MINOR_PENTATONIC),
            "voice oohs, square lead, saw lead, muted trumpet, flute",
            88,
            "ci",
        ),
    ),
    TRACK,
    swing=(0.5, 0.62),
    grid=0.5,
    looseness=0.02,
    sound=Sound(
        bass=(2, 8),
        squeeze=(0.4, 0.8),
        drive=(0, 0.5),
        highest=(7000, 15900),
        hiss=(-85, -48),
        crackle=0.4,
    ),
)

STYLES = (BLUES_BAND, SOUL, FUNK, DISCO, GOSPEL, REGGAE, HIP_HOP)
