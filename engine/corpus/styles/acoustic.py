"""Strings and wood: folk, country, bluegrass, Celtic."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, struck
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import MAJOR_PENTATONIC, RUNNING, tune
from engine.corpus.style import MIXOLYDIAN, Role, Sound, Style
from engine.demo.harmony import DORIAN, MAJOR, MINOR

PORCH = Sound(
    room=(0.2, 1.2), wet=(0.02, 0.2), drive=(0, 0.1), squeeze=(0.05, 0.5), hiss=(-90, -56)
)
PICKING = ("b.2.1.3.b.2.1.3.", "b.3.2.1.b.2.3.1.", "b-23b-21b-23b-21", "b.12b312b.12b312")
STRUMS = ("X---x-x-..x-x-x-", "X-x-x-xxx-x-x-xx", "X---x-x-X---x-x-", "x-..x-x-x-..x-xx")
SUNG = (
    "x-x-x-x-x---....",
    "x---x-x-x-x-x---",
    "X-----x-x-------",
    "..xxx-x-x---....",
    "x-x-X---x-x-....",
)

FOLK = Style(
    "Folk",
    (72, 132),
    {
        MAJOR: ("I IV I V", "I V vi IV", "I I IV I V IV I I", "vi IV I V"),
        DORIAN: ("i bVII i bVII", "i IV bVII i"),
        MINOR: ("i bVII bVI bVII", "i bIII bVII i"),
    },
    (
        Role(
            "guitar",
            broken(*PICKING, centre=62, ring=1.2),
            "nylon guitar, steel guitar",
            106,
            pan=-10,
        ),
        Role(
            "strum",
            struck(*STRUMS, centre=58, spread=0.02),
            "steel guitar, nylon guitar",
            80,
            "cvs",
            0.5,
            pan=30,
        ),
        Role(
            "bass",
            patterned("R-------5-------", "R---..r-5-------"),
            "acoustic bass, fretless bass",
            92,
            "vcs",
            0.5,
        ),
        Role(
            "voice",
            tune(*SUNG, low=55, high=74),
            "voice oohs, choir aahs, voice lead",
            108,
            "vc",
            0.75,
            vibrato=12,
            swells=True,
            sung="sung",
        ),
        Role(
            "tune",
            tune(*SUNG, low=64, high=84),
            "flute, harmonica, fiddle, violin, recorder, accordion, clarinet, dulcimer",
            88,
            "is",
            vibrato=12,
        ),
        Role(
            "percussion",
            grooving(
                {"shaker": "xoxoxoxoxoxoxoxo", "kick": "x.......x......."},
                {"tambourine": "....x.......x..."},
                fills=0,
                crash="",
            ),
            "room kit, brush kit",
            74,
            "cs",
            0.45,
            drums=True,
        ),
        Role(
            "strings",
            held(64, 0.5),
            "slow strings, cello, reed organ, accordion",
            62,
            "cs",
            0.45,
            swells=True,
        ),
    ),
    beats=(4.0, 4.0, 3.0),
    looseness=0.018,
    rubato=0.01,
    sound=PORCH,
)

COUNTRY = Style(
    "Country",
    (84, 176),
    {
        MAJOR: ("I IV V I", "I I IV I V V I I", "I vi IV V", "I V I V IV IV V V"),
        MIXOLYDIAN: ("I bVII IV I", "I IV I V"),
    },
    (
        Role(
            "drums",
            grooving(
                {"hat": "x.x.x.x.", "kick": "X...X...", "stick": "..X...X."},
                {"snare": "oxXxoxXx", "kick": "X...X..."},
                {"hat": "xxxxxxxx", "kick": "X..xX...", "snare": "..X...X."},
            ),
            "standard kit, brush kit, room kit",
            92,
            drums=True,
            chance=0.9,
        ),
        Role(
            "bass", patterned("R...5...", "R.r.5.5.", "R-..5-a-"), "acoustic bass, finger bass", 108
        ),
        Role(
            "strum",
            struck("..x...x.", "X-x-X-x-", "..xx..xx", centre=59, spread=0.02),
            "steel guitar",
            90,
            pan=-25,
        ),
        Role(
            "twang",
            tune(
                "x.xxx.x-",
                "xxxxx-x-",
                "..x-x-x-",
                low=60,
                high=82,
                scale=MAJOR_PENTATONIC,
                rest=0.2,
            ),
            "clean guitar, steel guitar, banjo",
            88,
            "ivs",
            pan=30,
        ),
        Role(
            "fiddle",
            tune("x---x---", "x-x-x---", low=64, high=86, rest=0.3),
            "fiddle, violin, harmonica, accordion",
            84,
            "cs",
            0.85,
            vibrato=15,
        ),
        Role(
            "piano",
            struck("x.......", "..x...xx", centre=64),
            "honky-tonk, grand piano, rhodes",
            66,
            chance=0.5,
        ),
        Role(
            "voice",
            tune("x-x-x-x-", "x---x-x-", "..xxx---", "x-xxx---", low=55, high=74),
            "voice oohs, choir aahs, voice lead",
            108,
            "vc",
            vibrato=20,
            swells=True,
            sung="sung",
        ),
        Role(
            "steel",
            held(67, 0.5),
            "slow strings, synth strings, harmonica",
            56,
            "c",
            0.5,
            vibrato=40,
            swells=True,
        ),
    ),
    swing=(0.5, 0.62),
    sound=PORCH,
)

BLUEGRASS = Style(
    "Bluegrass",
    (116, 168),
    {
        MAJOR: ("I I IV I I I V I", "I IV I V", "I I V V IV I V I"),
        MIXOLYDIAN: ("I bVII I bVII I bVII V I", "I I bVII bVII"),
    },
    (
        Role(
            "banjo",
            broken("0213021302130213", "0123120312301203", "2031203120312031", centre=66, ring=0.5),
            "banjo",
            98,
            pan=-25,
        ),
        Role(
            "chop",
            struck("....x.......x...", "..x...x...x...x.", centre=64, short=0.4),
            "dulcimer, steel guitar, muted guitar",
            80,
            pan=30,
        ),
        Role(
            "guitar",
            struck("X---x-x-X---x-x-", "X-..x-xxX-..x-xx", centre=57, spread=0.02),
            "steel guitar",
            82,
        ),
        Role("bass", patterned("R-------5-------", "R---....5---...."), "acoustic bass", 106),
        Role(
            "fiddle",
            tune(
                "xxxxx-x-xxxxx---",
                "x-xxx-xxx-x-x---",
                "x-x-xxxxx-x-x-x-",
                low=62,
                high=88,
                moves=RUNNING,
            ),
            "fiddle, violin, harmonica",
            102,
            "ics",
            vibrato=8,
        ),
        Role(
            "voice",
            tune(*SUNG, low=60, high=77),
            "voice oohs, choir aahs",
            100,
            "v",
            0.6,
            sung="sung",
        ),
    ),
    looseness=0.01,
    sound=PORCH,
)

CELTIC = Style(
    "Celtic",
    (96, 132),
    {
        DORIAN: ("i bVII i bVII", "i i bVII bVII", "i IV bVII i"),
        MIXOLYDIAN: ("I bVII I bVII", "I IV bVII I"),
        MAJOR: ("I IV I V", "I V vi IV"),
    },
    (
        Role(
            "tune",
            tune("xxxxxxxxxxxx", "x--xxxxxxx--", "xxxx--xxxx--", low=62, high=86, moves=RUNNING),
            "fiddle, whistle, flute, recorder, bagpipe, accordion",
            106,
            vibrato=5,
        ),
        Role(
            "second tune",
            tune("xxxxxxxxxxxx", "x--x--x--x--", low=62, high=86, moves=RUNNING),
            "accordion, whistle, fiddle, dulcimer, flute",
            84,
            "cs",
            pan=25,
        ),
        Role(
            "guitar",
            struck("X--x--X--x-x", "X-xx-xX-xx-x", centre=57, spread=0.02),
            "steel guitar, nylon guitar, harp",
            84,
            "vcsb",
            pan=-25,
        ),
        Role("drone", held(52, 0.5), "accordion, bagpipe, reed organ, strings", 58, chance=0.5),
        Role(
            "bodhran",
            grooving(
                {"low tom": "X.oX.oX.oX.o"},
                {"low tom": "X.xx.oX.xx.o", "tambourine": "...x.....x.."},
                fills=0,
                crash="",
            ),
            "room kit, orchestra kit",
            88,
            "vcs",
            0.8,
            drums=True,
        ),
        Role(
            "bass", patterned("R-----5-----", "R--r--R--5--"), "acoustic bass, cello", 92, "cs", 0.7
        ),
    ),
    looseness=0.01,
    sound=PORCH,
)

STYLES = (FOLK, COUNTRY, BLUEGRASS, CELTIC)
