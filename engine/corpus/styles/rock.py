"""Guitar bands: classic rock, indie rock, punk, pop, and the synth-pop of the eighties."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, riff, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import LIVELY, MAJOR_PENTATONIC, MINOR_PENTATONIC, tune
from engine.corpus.style import MIXOLYDIAN, Role, Sound, Style
from engine.demo.harmony import DORIAN, MAJOR, MINOR

ROCK_BEATS = (
    {"hat": "x.x.x.x.x.x.x.x.", "kick": "X.......X.x.....", "snare": "....X.......X..."},
    {"hat": "x.x.x.x.x.x.x.x.", "kick": "X.....x.X.......", "snare": "....X.......X..o"},
    {"hat": "X.o.X.o.X.o.X.o.", "kick": "X..x..x.x.x.....", "snare": "....X..o....X..."},
)
ROCK_CHORUS = (
    {"ride": "X.x.X.x.X.x.X.x.", "kick": "X.x.....X.x.....", "snare": "....X.......X..."},
    {"crash": "x...x...x...x...", "kick": "X.....x.X.x.....", "snare": "....X.......X..."},
    {"open hat": "X...X...X...X...", "kick": "X..x..X.X..x....", "snare": "....X.......X.o."},
)
FOUR = {"kick": "X...X...X...X...", "snare": "....X.......X...", "hat": "..x...x...x...x."}
SUNG = (
    "x-x-x-x-x---....",
    "..x-x-x-X-----..",
    "x---x-x-x-x-x---",
    "X-----x-x-------",
    "..xxx-x-x---....",
    "x-x-X---........",
)
VOICES = "voice oohs, choir aahs, voice lead, synth voice"

ROCK = Style(
    "Rock",
    (92, 148),
    {
        MAJOR: ("I V vi IV", "I IV I V", "vi IV I V", "I iii IV V", "IV I V vi"),
        MIXOLYDIAN: ("I bVII IV I", "I IV bVII IV", "I I bVII IV"),
        MINOR: ("i bVI bIII bVII", "i bVII bVI bVII", "i iv bVI bVII"),
    },
    (
        Role(
            "drums",
            grooving(*ROCK_BEATS, heavier=ROCK_CHORUS),
            "standard kit, room kit, power kit",
            112,
            drums=True,
        ),
        Role(
            "bass",
            patterned("r.r.r.r.r.r.r.ra", "R.r.r.r.R.r.5.r.", "R-----r-R---5-a-"),
            "finger bass, pick bass",
            108,
        ),
        Role(
            "rhythm guitar",
            riff("R---..R-R---R-..", "R-r-r-R-r-r-R-r-", "R-------R-..R-R-"),
            "overdriven guitar, distorted guitar, clean guitar",
            84,
            pan=-35,
            driven=True,
        ),
        Role(
            "second guitar",
            struck("X-x-x-x-X-x-x-x-", "X---x-x-..x-x-x-", centre=62, spread=0.02),
            "overdriven guitar, clean guitar, steel guitar",
            74,
            "vcs",
            0.8,
            pan=40,
        ),
        Role(
            "voice",
            tune(*SUNG, low=57, high=74, rest=0.15),
            VOICES,
            112,
            "vc",
            0.85,
            vibrato=25,
            swells=True,
            sung="sung",
        ),
        Role(
            "lead guitar",
            tune(
                "x-x-x-xxx---x-x-",
                "xxxxx-x-X-------",
                "x---x-xxx-x-x---",
                low=60,
                high=84,
                moves=LIVELY,
                scale=MINOR_PENTATONIC,
            ),
            "overdriven guitar, distorted guitar",
            90,
            "is",
            0.9,
            vibrato=30,
            pan=15,
            driven=True,
        ),
        Role("organ", held(60, 0.7), "rock organ, drawbar organ", 62, "cs", 0.35, pan=-20),
    ),
    sound=Sound(drive=(0.1, 0.7), squeeze=(0.3, 0.7), bass=(-2, 4)),
)

INDIE = Style(
    "Indie",
    (96, 164),
    {
        MAJOR: ("I iii vi IV", "Imaj7 IVmaj7 vi V", "I IVadd9 vi V", "IV V iii vi"),
        MINOR: ("i bIII bVII iv", "i bVImaj7 bIII bVII", "iv i bVI bVII"),
    },
    (
        Role(
            "drums",
            grooving(*ROCK_BEATS, FOUR, heavier=(*ROCK_CHORUS, FOUR)),
            "standard kit, room kit",
            106,
            drums=True,
        ),
        Role(
            "bass",
            patterned("r.r.r.r.r.r.r.r.", "R-r-..r-R-r-5-8-", "rrrrrrrr55553333"),
            "pick bass, finger bass",
            106,
        ),
        Role(
            "jangle",
            broken("0.2.1.3.2.1.3.2.", "03120312 03120312", centre=66, ring=0.6),
            "clean guitar, muted guitar",
            88,
            pan=-40,
        ),
        Role(
            "chords",
            struck("X-x-..x-X-x-x-x-", "x.x.x.x.x.x.x.x.", centre=60, spread=0.015),
            "overdriven guitar, clean guitar, electric grand",
            74,
            "vcs",
            pan=40,
        ),
        Role(
            "voice",
            tune(*SUNG, low=60, high=77, rest=0.1),
            VOICES,
            110,
            "vc",
            vibrato=15,
            swells=True,
            sung="sung",
        ),
        Role("keys", held(64, 0.6), "reed organ, warm pad, strings, polysynth", 66, "ics", 0.6),
        Role(
            "hook",
            tune("x-x-x-x-x-x-x---", "x---x---x-x-x---", low=67, high=86, scale=MAJOR_PENTATONIC),
            "glockenspiel, clean guitar, square lead, trumpet",
            76,
            "is",
            0.8,
        ),
    ),
    sound=Sound(
        drive=(0.0, 0.4), room=(0.4, 1.8), wet=(0.05, 0.35), treble=(-4, 4), highest=(9000, 15900)
    ),
)

PUNK = Style(
    "Punk",
    (160, 215),
    {
        MAJOR: ("I5 V5 vi5 IV5", "I5 IV5 V5 V5", "I5 I5 IV5 V5", "I5 iii5 IV5 V5"),
        MINOR: ("i5 bVI5 bVII5 i5", "i5 bIII5 bVII5 bVI5"),
    },
    (
        Role(
            "drums",
            grooving(
                {"hat": "X.X.X.X.", "kick": "X..XX...", "snare": "..X...X."},
                {"open hat": "XXXXXXXX", "kick": "X.X.X.X.", "snare": ".X.X.X.X"},
                {"ride": "X.X.X.X.", "kick": "X.XX..X.", "snare": "..X...X."},
            ),
            "power kit, room kit",
            116,
            drums=True,
        ),
        Role("bass", patterned("rrrrrrrr", "RrrrRrrr"), "pick bass", 112),
        Role(
            "guitars",
            riff("RRRRRRRR", "R-R-RRRR", "RrrRrrRR"),
            "distorted guitar, overdriven guitar",
            98,
            pan=-30,
            driven=True,
        ),
        Role(
            "guitars 2",
            riff("RRRRRRRR", "R-RRR-RR"),
            "distorted guitar",
            92,
            "cs",
            pan=35,
            driven=True,
        ),
        Role(
            "voice",
            tune("x-xxx-x-", "xxxxx---", "x-x-xxx-", low=60, high=72),
            "voice oohs, choir aahs, saw lead",
            108,
            "vc",
            vibrato=5,
            sung="sung",
        ),
    ),
    sound=Sound(
        drive=(0.3, 0.95),
        squeeze=(0.4, 0.8),
        treble=(-2, 6),
        room=(0.2, 0.6),
        highest=(7500, 15900),
    ),
)

POP = Style(
    "Pop",
    (84, 128),
    {
        MAJOR: ("I V vi IV", "vi IV I V", "IV V iii vi", "I vi IV V", "IV I V vi"),
        MINOR: ("i bVI bIII bVII", "bVI bVII i i", "i iv bVII bIII"),
    },
    (
        Role(
            "drums",
            grooving(
                FOUR,
                *ROCK_BEATS[:2],
                {"kick": "X.....x...x.....", "clap": "....X.......X...", "hat": "xoxoxoxoxoxoxoxx"},
                heavier=(FOUR,),
            ),
            "standard kit, electronic kit, 808 kit",
            108,
            drums=True,
        ),
        Role(
            "bass",
            patterned("R-.r..r-R-.r..5-", "r.r.r.r.r.r.r.r.", "R-------R---..5-"),
            "finger bass, synth bass, synth bass 2",
            108,
        ),
        Role(
            "piano",
            struck("X---x---x---x---", "X--x--x-X--x--x-", centre=62),
            "grand piano, bright piano, rhodes, electric grand",
            86,
        ),
        Role(
            "guitar",
            broken("0.1.2.1.3.2.1.2.", centre=62, ring=0.5),
            "nylon guitar, steel guitar, muted guitar, clean guitar",
            76,
            "vcs",
            0.6,
            pan=30,
        ),
        Role(
            "pad",
            held(64, 0.6),
            "strings, warm pad, synth strings, polysynth",
            66,
            "cbs",
            0.8,
            swells=True,
        ),
        Role(
            "voice",
            tune(*SUNG, low=60, high=79),
            VOICES,
            116,
            "vc",
            vibrato=25,
            swells=True,
            sung="sung",
        ),
        Role(
            "backing",
            tune("........x-------", "x-------x-------", low=67, high=84),
            "voice oohs, choir aahs",
            84,
            "c",
            0.7,
            pan=-25,
        ),
        Role(
            "hook",
            tune("x-x-x-..x-x-x-..", "x--x--x-x--x--x-", low=67, high=88, scale=MAJOR_PENTATONIC),
            "bright piano, saw lead, square lead, kalimba, polysynth",
            78,
            "is",
        ),
    ),
    sound=Sound(squeeze=(0.4, 0.8), bass=(0, 5), treble=(0, 5)),
)

SYNTH_POP = Style(
    "Synth-pop",
    (100, 138),
    {
        MINOR: ("i bVI bIII bVII", "i bVII bVI bVII", "i iv bVI V"),
        MAJOR: ("I V ii IV", "vi IV V I", "I bVII IV V"),
        DORIAN: ("i IV bVII i", "i bIII IV i"),
    },
    (
        Role(
            "drums",
            grooving(
                FOUR,
                {
                    "kick": "X...X...X...X.x.",
                    "snare": "....X.......X...",
                    "hat": "xxxxxxxxxxxxxxxx",
                    "clap": "....x.......x...",
                },
                {
                    "kick": "X.......X.X.....",
                    "snare 2": "....X.......X...",
                    "hat": "x.xxx.xxx.xxx.xx",
                    "cowbell": "x..x..x.........",
                },
            ),
            "electronic kit, 808 kit",
            114,
            reverb=70,
            drums=True,
        ),
        Role(
            "bass",
            patterned("r8r8r8r8r8r8r8r8", "rrrrrrrrrrrrrr55", "R..r..r.R..r..8."),
            "synth bass, synth bass 2",
            112,
        ),
        Role(
            "sequence",
            broken("0123210301232103", "0204020402040204", centre=62, ring=0.2),
            "square lead, saw lead, polysynth, clavinet",
            78,
            pan=-30,
        ),
        Role(
            "pad",
            held(62, 0.7),
            "polysynth, synth strings, synth strings 2, sweep pad, synth brass",
            84,
            swells=True,
        ),
        Role(
            "stabs",
            struck("x..x..x...x.x...", "..x...x...x...x.", centre=66),
            "synth brass, synth brass 2, polysynth",
            78,
            "cs",
            0.7,
            pan=25,
        ),
        Role(
            "voice",
            tune(*SUNG, low=57, high=74),
            "synth voice, voice oohs, voice lead",
            110,
            "vc",
            vibrato=15,
            swells=True,
            sung="sung",
        ),
        Role(
            "lead",
            tune("x---x-x-x---x---", "x-x-x---x-x-x---", low=64, high=84),
            "saw lead, square lead, charang, calliope lead",
            88,
            "is",
            vibrato=20,
        ),
    ),
    sound=Sound(room=(0.5, 2), wet=(0.08, 0.4), treble=(-1, 5)),
)

STYLES = (ROCK, INDIE, PUNK, POP, SYNTH_POP)
