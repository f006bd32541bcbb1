"""Dance floors: house, techno, trance, drum and bass, and the sound of small computers."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import LIVELY, tune
from engine.corpus.style import TRACK, Role, Sound, Style
from engine.demo.harmony import DORIAN, MAJOR, MINOR, PHRYGIAN

KITS = "electronic kit, 808 kit"
CLUB = Sound(
    bass=(1, 7), treble=(-1, 5), squeeze=(0.4, 0.9), drive=(0, 0.5), pumping=(0, 0.6), room=(0.3, 2)
)

HOUSE = Style(
    "House",
    (116, 130),
    {
        MINOR: ("i7 i7 iv7 bVII7", "i9 bVImaj7 iv9 bVII9", "i7 bIIImaj7 bVImaj7 v7"),
        DORIAN: ("i9 i9 IV9 IV9", "i7 bVII7 IV7 i7"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "X...X...X...X...",
                    "clap": "....X.......X...",
                    "open hat": "..x...x...x...x.",
                    "hat": "o.x.o.x.o.x.o.xo",
                },
                {
                    "kick": "X...X...X...X...",
                    "snare 2": "....X.......X..o",
                    "open hat": "..X...X...X...X.",
                    "shaker": "xoxoxoxoxoxoxoxo",
                },
                {
                    "kick": "X...X...X...X.x.",
                    "clap": "....X.......X...",
                    "hat": "..x...x...x...x.",
                    "cowbell": "x..x..x.x..x..x.",
                },
                fills=0.3,
            ),
            KITS,
            120,
            "icvs",
            drums=True,
        ),
        Role(
            "hats",
            grooving({"hat": "x.xxx.xxx.xxx.xx", "shaker": "oxoxoxoxoxoxoxox"}, fills=0, crash=""),
            KITS,
            100,
            "b",
            drums=True,
        ),
        Role(
            "bass",
            patterned("..r...r...r...r.", "R..r..r.R..r.8..", "r.rr..r.5...r.7."),
            "synth bass, synth bass 2, finger bass",
            116,
            "vcs",
        ),
        Role(
            "stabs",
            struck(
                "x..x..x...x..x..", "..x..x....x..x..", "x..x....x..x..x.", centre=62, short=0.6
            ),
            "grand piano, rhodes, drawbar organ, polysynth, electric grand",
            92,
        ),
        Role(
            "pad",
            held(64, 0.6),
            "warm pad, synth strings, strings, sweep pad, halo pad",
            72,
            "cbi",
            swells=True,
        ),
        Role(
            "voice",
            tune("x-x-x---........", "....x-x-X-------", "..x-..x-x---....", low=60, high=76),
            "voice oohs, synth voice, choir aahs",
            92,
            "cb",
            0.6,
            vibrato=15,
            sung="sung",
        ),
        Role(
            "lead",
            tune("x..x..x.x..x..x.", "x.x...x.x.x...x.", low=64, high=84),
            "saw lead, square lead, vibraphone, marimba, tenor sax",
            80,
            "sc",
            0.7,
        ),
    ),
    TRACK,
    swing=(0.5, 0.58),
    grid=0.5,
    looseness=0.002,
    sound=CLUB,
)

TECHNO = Style(
    "Techno",
    (124, 146),
    {MINOR: ("i i i i", "i i bVI i", "i i i bII"), PHRYGIAN: ("i i bII i", "i i i i")},
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "X...X...X...X...",
                    "open hat": "..X...X...X...X.",
                    "clap": "....x.......x...",
                    "hat": "xoxoxoxoxoxoxoxo",
                },
                {
                    "kick": "X...X...X...X..x",
                    "hat": "..x...x...x...x.",
                    "stick": "...x..x....x.x..",
                    "low tom": "......x.......x.",
                },
                {
                    "kick": "X...X...X...X...",
                    "hat": "xxxxxxxxxxxxxxxx",
                    "claves": "..x..x....x..x..",
                    "cowbell": "......x.......x.",
                },
                fills=0.1,
                crash="",
            ),
            KITS,
            124,
            "ivcs",
            drums=True,
        ),
        Role(
            "noise hats",
            grooving(
                {"open hat": "..x...x...x...x.", "shaker": "xxxxxxxxxxxxxxxx"}, fills=0, crash=""
            ),
            KITS,
            90,
            "b",
            drums=True,
        ),
        Role(
            "bass",
            patterned(
                "..rr..rr..rr..rr", ".rrr.rrr.rrr.rrr", "r..r..r.r..r..r.", floor=24, short=0.6
            ),
            "synth bass, synth bass 2, bass lead",
            116,
            "vcs",
        ),
        Role(
            "sequence",
            broken(
                "0.10.20010.20.1.", "00100200 01002001", "0..1..0.2..0..1.", centre=55, ring=0.1
            ),
            "saw lead, square lead, synth bass 2, fifths lead, polysynth, charang",
            88,
        ),
        Role(
            "stab",
            struck(
                "......x.........", "...x.......x....", "x...........x...", centre=60, short=0.5
            ),
            "polysynth, orchestra hit, metallic pad, synth brass, atmosphere",
            80,
            "vcb",
            reverb=100,
        ),
        Role(
            "drone",
            held(52, 0.6),
            "sweep pad, bowed pad, metallic pad, sci-fi, synth voice",
            74,
            chance=0.7,
            swells=True,
        ),
    ),
    ("i8 v16 c16 b8 c16", "v16 c16 b8 c16"),
    looseness=0.001,
    sound=CLUB,
)

TRANCE = Style(
    "Trance",
    (130, 144),
    {MINOR: ("i bVI bIII bVII", "bVI bVII i i", "i bVII bVI v", "i bVI iv v")},
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "X...X...X...X...",
                    "clap": "....X.......X...",
                    "open hat": "..X...X...X...X.",
                    "hat": "x.xxx.xxx.xxx.xx",
                },
                {
                    "kick": "X...X...X...X...",
                    "open hat": "..X...X...X...X.",
                    "snare 2": "....x.......x..x",
                },
            ),
            KITS,
            118,
            "vcs",
            drums=True,
        ),
        Role(
            "bass",
            patterned(
                ".rrr.rrr.rrr.rrr", "..r...r...r...r.", ".r8r.r8r.r8r.r8r", floor=28, short=0.7
            ),
            "synth bass, synth bass 2",
            112,
            "vcs",
        ),
        Role(
            "arpeggio",
            broken("0123210301232103", "0213021302130213", "0321043205430432", centre=67, ring=0.2),
            "saw lead, polysynth, square lead",
            92,
            reverb=90,
        ),
        Role(
            "pad",
            held(62, 0.8),
            "synth strings, polysynth, sweep pad, warm pad, halo pad",
            86,
            swells=True,
        ),
        Role(
            "choir", held(66, 0.6), "synth voice, choir aahs, choir pad, voice oohs", 70, "bc", 0.6
        ),
        Role(
            "lead",
            tune("x--x--x-x--x--x-", "x-x-x-x-x-x-x-x-", "x---x---x-x-x---", low=66, high=86),
            "saw lead, polysynth, fifths lead, voice lead",
            96,
            "cs",
            reverb=100,
        ),
        Role(
            "piano",
            broken("0.1.2.1.3.1.2.1.", centre=66, ring=1.5),
            "grand piano, electric grand, new age pad",
            82,
            "bi",
            0.6,
            reverb=100,
        ),
    ),
    TRACK,
    looseness=0.001,
    sound=Sound(
        bass=(0, 6),
        treble=(0, 6),
        squeeze=(0.4, 0.9),
        pumping=(0.2, 0.7),
        room=(0.8, 3),
        wet=(0.1, 0.4),
    ),
)

DRUM_AND_BASS = Style(
    "Drum and bass",
    (164, 178),
    {MINOR: ("i7 i7 bVImaj7 bVImaj7", "i i bVII bVI", "i9 iv9 i9 bVI"), DORIAN: ("i9 i9 IV9 IV9",)},
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "X.........X.....",
                    "snare": "....X.......X...",
                    "hat": "x.x.x.x.x.x.x.x.",
                },
                {
                    "kick": "X.....x...X.....",
                    "snare": "....X..o.o..X..o",
                    "ride": "x.x.x.x.x.x.x.x.",
                },
                {
                    "kick": "X.X.......XX....",
                    "snare": "....X..X.X..X...",
                    "hat": "xxxxxxxxxxxxxxxx",
                },
            ),
            "room kit, electronic kit, power kit, standard kit",
            118,
            "ivcs",
            drums=True,
        ),
        Role(
            "bass",
            patterned("R---------r-----", "R-----r---R---r-", "R-r-..r-R-..2-r-", floor=24),
            "synth bass, synth bass 2, bass lead",
            124,
            "vcs",
        ),
        Role(
            "pad",
            held(62, 0.7),
            "warm pad, sweep pad, synth strings, halo pad, slow strings",
            84,
            swells=True,
        ),
        Role(
            "keys",
            struck("X-----x---......", "x-..x-....x-....", centre=64),
            "rhodes, fm piano, grand piano, vibraphone",
            78,
            "ivb",
            0.7,
            reverb=90,
        ),
        Role(
            "lead",
            tune("x-----x---x-----", "x-x-..x-x-..x---", low=62, high=82),
            "saw lead, square lead, flute, voice oohs, synth voice",
            84,
            "cs",
            0.8,
            reverb=90,
        ),
    ),
    TRACK,
    looseness=0.004,
    sound=CLUB,
)

CHIP = Style(
    "Chiptune",
    (112, 184),
    {
        MAJOR: ("I V vi IV", "I IV V I", "I bVII bVI V", "vi IV I V"),
        MINOR: ("i bVI bVII i", "i bVII bVI V", "i iv V i"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "hat": "x.x.x.x.x.x.x.x.",
                    "kick": "X.......X.......",
                    "snare 2": "....X.......X...",
                },
                {
                    "hat": "xxxxxxxxxxxxxxxx",
                    "kick": "X..x..x.X..x....",
                    "snare 2": "....X.......X.xx",
                },
            ),
            "electronic kit, 808 kit",
            84,
            reverb=0,
            chance=0.85,
            drums=True,
        ),
        Role(
            "triangle",
            patterned("r.8.r.8.r.8.r.8.", "rr88rr88rr88rr88", "r-r-5-5-8-8-5-5-", floor=36),
            "calliope lead, ocarina, square lead, whistle",
            104,
            reverb=0,
        ),
        Role(
            "arpeggio",
            broken("0120120120120120", "0123012301230123", "0121012101210121", centre=66, ring=0.1),
            "square lead",
            80,
            reverb=0,
            pan=-25,
        ),
        Role(
            "lead",
            tune(
                "x-x-xxx-x-x-x---",
                "xxx-x-x-xxx-x---",
                "x---x-xxx---x-x-",
                low=67,
                high=91,
                moves=LIVELY,
            ),
            "square lead, saw lead",
            104,
            "vcse",
            reverb=0,
            vibrato=20,
        ),
        Role(
            "harmony",
            tune("x---x---x---x---", low=60, high=76),
            "square lead, saw lead",
            72,
            "cs",
            reverb=0,
            pan=25,
        ),
    ),
    looseness=0.0,
    sound=Sound(
        room=(0.1, 0.3),
        wet=(0, 0.02),
        drive=(0.1, 0.6),
        squeeze=(0, 0.3),
        highest=(5500, 15900),
        hiss=(-95, -70),
    ),
)

STYLES = (HOUSE, TECHNO, TRANCE, DRUM_AND_BASS, CHIP)
