"""Music for pictures and games: epic battles, adventures, suspense, mystery."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import CALM, tune
from engine.corpus.style import HARMONIC_MINOR, PIECE, Role, Sound, Style
from engine.demo.harmony import DORIAN, LYDIAN, MAJOR, MINOR, PHRYGIAN

STAGE = Sound(
    room=(1, 3.5), wet=(0.1, 0.5), drive=(0, 0.15), squeeze=(0.1, 0.5), bass=(0, 6), treble=(-5, 3)
)

EPIC = Style(
    "Epic",
    (72, 152),
    {
        MINOR: ("i bVI bIII bVII", "i bVII bVI bVII", "i i bVI iv", "i bIII bVII iv"),
        HARMONIC_MINOR: ("i bVI iv V", "i iv bVI V"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "low tom": "X..x..x.X..x..x.",
                    "kick": "X.......X.......",
                    "mid tom": "......x.......xx",
                },
                {"kick": "X..X..X.X..X..X.", "low tom": "xoxxoxxoxxoxxoxx"},
                {
                    "kick": "X...............",
                    "crash": "X...............",
                    "snare": "..xxX.xxx.xxX.xx",
                },
            ),
            "orchestra kit, power kit",
            116,
            "vcs",
            reverb=90,
            drums=True,
        ),
        Role(
            "taiko",
            patterned("R..r..R.R..r..r.", "R.......R...r.rr", floor=36),
            "taiko",
            116,
            "vcs",
            0.8,
        ),
        Role(
            "ostinato",
            broken(
                "0010010100100102", "0.0.1.0.2.0.1.0.", "0012001200120012", centre=57, ring=0.15
            ),
            "strings, cello, viola, pizzicato",
            100,
            pan=-20,
        ),
        Role("low brass", held(46, 0.8), "trombone, brass section, tuba", 92, "cse", swells=True),
        Role(
            "horns",
            tune("X-------x---x---", "x---x---X-------", "x-----x-x-------", low=55, high=74),
            "horn, brass section, trumpet",
            112,
            "cs",
            swells=True,
        ),
        Role(
            "choir", held(66, 0.8), "choir aahs, synth voice", 96, "c", 0.8, reverb=100, swells=True
        ),
        Role("strings", held(66, 0.7), "strings, tremolo strings", 92, swells=True),
        Role(
            "bass",
            patterned("R-------R-------", "r.r.r.r.r.r.r.r.", floor=28),
            "contrabass, cello, synth bass",
            100,
        ),
        Role(
            "high strings",
            tune("x-------x-------", "x---x---x-------", low=72, high=91),
            "strings, violin",
            84,
            "vc",
            swells=True,
        ),
    ),
    sound=STAGE,
)

ADVENTURE = Style(
    "Adventure",
    (92, 150),
    {
        MAJOR: ("I V vi IV", "I bVII IV I", "I II IV I", "vi IV I V"),
        LYDIAN: ("I II I II", "I II iii I"),
        DORIAN: ("i IV i bVII", "i bIII IV i"),
    },
    (
        Role(
            "percussion",
            grooving(
                {"snare": "..o.o.xo..o.o.xx", "triangle": "x.......x......."},
                {"tambourine": "x.x.x.x.x.x.x.x.", "low tom": "X.....x.X......."},
            ),
            "orchestra kit",
            84,
            "vcs",
            0.7,
            drums=True,
        ),
        Role(
            "pizzicato",
            broken("0.1.2.1.0.1.2.3.", "0..1..2.0..1..2.", centre=62, ring=0.2),
            "pizzicato, harp, marimba, nylon guitar",
            90,
            pan=-25,
        ),
        Role(
            "bass",
            patterned("R...5...R...5...", "R..r..5.R..r....", floor=31),
            "contrabass, pizzicato, bassoon, tuba",
            96,
        ),
        Role("strings", held(62, 0.65), "strings, slow strings", 78, "cbse", swells=True),
        Role(
            "tune",
            tune("x-x-x---x-x-x---", "x--xx-x-x-------", "x---x-xxx-x-----", low=64, high=86),
            "flute, oboe, horn, clarinet, trumpet, violin, ocarina, recorder",
            106,
            "ivcs",
            vibrato=12,
            swells=True,
        ),
        Role(
            "answer",
            tune("........x-x-x---", "....x-x-x-------", low=60, high=79),
            "horn, clarinet, strings, celesta, glockenspiel",
            82,
            "cs",
            pan=25,
        ),
        Role(
            "brass",
            struck("X-----x-X-------", "X--X--X-........", centre=62),
            "brass section, horn",
            84,
            "c",
            0.6,
        ),
    ),
    sound=STAGE,
)

SUSPENSE = Style(
    "Suspense",
    (60, 128),
    {
        PHRYGIAN: ("i i bII i", "i bII i bvii"),
        HARMONIC_MINOR: ("i bVI i #ivo7", "i io7 iv bII"),
        MINOR: ("i i i bV", "i biii i bvi"),
    },
    (
        Role("tremolo", held(58, 0.6), "tremolo strings, slow strings, bowed pad", 92, swells=True),
        Role(
            "pulse",
            patterned("r.r.r.r.r.r.r.r.", "r..r....r..r....", "R...............", floor=28),
            "cello, contrabass, synth bass, timpani, taiko",
            100,
            "vcsi",
        ),
        Role(
            "ticking",
            broken("0.0.0.0.0.0.0.0.", "0..1..0..1..0.1.", centre=70, ring=0.1),
            "pizzicato, woodblock, kalimba, muted guitar, celesta",
            72,
            "vcs",
            0.8,
        ),
        Role(
            "tune",
            tune(
                "x-------....x---",
                "..x-x---........",
                "x---------------",
                low=55,
                high=81,
                rest=0.3,
            ),
            "clarinet, grand piano, celesta, music box, english horn, cello, vibraphone",
            88,
            "vcb",
            reverb=100,
        ),
        Role(
            "choir",
            held(67, 0.5),
            "synth voice, choir aahs, halo pad, choir pad",
            72,
            "cb",
            0.6,
            reverb=110,
            swells=True,
        ),
        Role(
            "hits",
            grooving(
                {"low tom": "X...............", "kick": "X.........x....."},
                {"crash": "X...............", "low tom": "..........x.x..."},
                fills=0.2,
            ),
            "orchestra kit",
            96,
            "cs",
            0.7,
            reverb=110,
            drums=True,
        ),
        Role("brass", held(48, 0.7), "trombone, horn, tuba", 76, "cs", 0.6, swells=True),
    ),
    PIECE,
    sound=Sound(room=(1.5, 5), wet=(0.15, 0.6), drive=(0, 0.1), squeeze=(0, 0.4), treble=(-8, 2)),
)

TENDER = Style(
    "Film theme",
    (56, 92),
    {
        MAJOR: ("I V vi IV", "I iii IV I", "IV I V vi", "Iadd9 IVadd9 vi V"),
        MINOR: ("i bVI bIII bVII", "i v bVI iv"),
    },
    (
        Role(
            "piano",
            broken("b.1.2.1.3.1.2.1.", "b-1-2-3-2-1-....", centre=62, ring=2),
            "grand piano, harp, electric grand",
            92,
            reverb=80,
        ),
        Role("strings", held(62, 0.65), "slow strings, strings", 82, "vcbs", swells=True),
        Role("bass", patterned("R---------------", floor=28), "contrabass, cello", 84, "vcs"),
        Role(
            "tune",
            tune(
                "x---x---x-x-x---",
                "x-----x-x-------",
                "x-x-x---x-------",
                low=62,
                high=84,
                moves=CALM,
            ),
            "violin, cello, flute, oboe, horn, voice oohs, english horn",
            102,
            "vcs",
            vibrato=25,
            reverb=90,
            swells=True,
        ),
        Role("high", held(76, 0.45), "strings, halo pad, choir aahs", 58, "c", 0.6, swells=True),
    ),
    rubato=0.04,
    looseness=0.02,
    sound=STAGE,
)

STYLES = (EPIC, ADVENTURE, SUSPENSE, TENDER)
