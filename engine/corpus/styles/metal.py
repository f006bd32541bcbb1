"""Loud guitars: heavy metal, extreme metal, and doom."""

from __future__ import annotations

from engine.corpus.players.bass import patterned
from engine.corpus.players.chordal import broken, held, riff
from engine.corpus.players.drums import grooving
from engine.corpus.players.melodic import LIVELY, RUNNING, tune
from engine.corpus.style import HARMONIC_MINOR, Role, Sound, Style
from engine.demo.harmony import MINOR, PHRYGIAN

HEAVY = Sound(
    room=(0.2, 1.0),
    wet=(0.02, 0.15),
    drive=(0.2, 0.8),
    gain=(40, 200),
    squeeze=(0.4, 0.8),
    bass=(-1, 5),
    treble=(-2, 5),
    presence=(-4, 3),
    highest=(9000, 15900),
)
GALLOP = (
    "Rrr rrr Rrr rrr",
    "R-rrR-rrR-rrR-R-",
    "rrRrrrRrrrRrR-R-",
    "R---rrrrR---rrrr",
    "rrrrrrrrR-R-R---",
)

HEAVY_METAL = Style(
    "Heavy metal",
    (108, 176),
    {
        MINOR: (
            "i5 i5 bVI5 bVII5",
            "i5 bVII5 bVI5 v5",
            "i5 i5 i5 bIII5,bVII5",
            "i5 iv5 bVI5 bVII5",
        ),
        PHRYGIAN: ("i5 i5 bII5 i5", "i5 bII5 bIII5 bII5"),
        HARMONIC_MINOR: ("i5 bVI5 iv5 V5", "i5 V5 bVI5 V5"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "hat": "x.x.x.x.x.x.x.x.",
                    "kick": "X.xxX.xxX.xxX.xx",
                    "snare": "....X.......X...",
                },
                {
                    "ride": "x.x.x.x.x.x.x.x.",
                    "kick": "XxXxXxXxXxXxXxXx",
                    "snare": "....X.......X...",
                },
                {
                    "open hat": "x...x...x...x...",
                    "kick": "X.x...x.X.x...x.",
                    "snare": "....X.......X...",
                },
                heavier=(
                    {
                        "crash": "x...x...x...x...",
                        "kick": "XxxxXxxxXxxxXxxx",
                        "snare": "....X.......X...",
                    },
                ),
            ),
            "power kit, room kit",
            112,
            drums=True,
        ),
        Role(
            "bass",
            patterned("r-rrr-rrr-rrr-rr", "rrrrrrrrrrrrrrrr", "R---r-r-R---r-r-"),
            "pick bass, finger bass",
            106,
        ),
        Role("left guitar", riff(*GALLOP), "distorted guitar", 100, pan=-50, driven=True),
        Role(
            "right guitar",
            riff(*GALLOP),
            "distorted guitar, overdriven guitar",
            96,
            pan=50,
            driven=True,
        ),
        Role(
            "voice",
            tune("x---x-x-X-------", "x-x-x-x-x---x---", "X-------x-x-x---", low=62, high=79),
            "voice oohs, choir aahs, voice lead",
            104,
            "vc",
            0.7,
            vibrato=35,
            swells=True,
            sung="sung",
        ),
        Role(
            "lead guitar",
            tune(
                "xxxxxxxxx-x-x---",
                "x---xxxxxxxxx---",
                "x--x--x-xxxxxxxx",
                low=64,
                high=91,
                moves=RUNNING,
            ),
            "distorted guitar, overdriven guitar",
            100,
            "is",
            vibrato=30,
            driven=True,
        ),
    ),
    sound=HEAVY,
)

EXTREME = Style(
    "Extreme metal",
    (140, 230),
    {
        PHRYGIAN: ("i5 bII5 i5 bV5", "i5 i5 bII5 bIII5", "i5 bV5 iv5 bII5"),
        HARMONIC_MINOR: ("i5 bVI5 i5 #IV5", "i5 bII5 bVI5 V5"),
    },
    (
        Role(
            "drums",
            grooving(
                {
                    "kick": "XxXxXxXxXxXxXxXx",
                    "snare": ".X.X.X.X.X.X.X.X",
                    "china": "x.x.x.x.x.x.x.x.",
                },
                {
                    "kick": "XXXXXXXXXXXXXXXX",
                    "snare": "....X.......X...",
                    "ride": "x.x.x.x.x.x.x.x.",
                },
                {
                    "kick": "X.xxX.xxXxxx..xx",
                    "snare": "....X.......X...",
                    "crash": "x...x...x...x...",
                },
            ),
            "power kit",
            112,
            drums=True,
        ),
        Role("bass", patterned("rrrrrrrrrrrrrrrr", floor=26), "pick bass", 104),
        Role(
            "left guitar",
            riff("rrrrrrrrrrrrrrrr", "rrrrRrrrrrrrR-R-", "R-rrrrR-rrrrR-rr", floor=36),
            "distorted guitar",
            108,
            pan=-55,
            driven=True,
        ),
        Role(
            "right guitar",
            riff("rrrrrrrrrrrrrrrr", "rrrrRrrrrrrrR-R-", "RRRRRRRRRRRRRRRR", floor=36),
            "distorted guitar",
            108,
            pan=55,
            driven=True,
        ),
        Role(
            "tremolo",
            tune("xxxxxxxxxxxxxxxx", low=64, high=80, moves=(0, 0, 0, 0, 0, 0, 1, -1)),
            "distorted guitar",
            90,
            "cs",
            0.8,
            driven=True,
        ),
        Role(
            "growl",
            tune("x-x-x---x-x-x---", "xxx-x---xxx-x---", low=36, high=43, moves=(0, 0, 0, 1, -1)),
            "saw lead, charang, bass lead, goblins",
            92,
            "vc",
            0.8,
            sung="growled",
        ),
        Role("choir", held(60, 0.7), "choir aahs, synth strings, synth voice", 60, "c", 0.4),
    ),
    sound=HEAVY,
)

DOOM = Style(
    "Doom metal",
    (52, 84),
    {
        MINOR: ("i5 i5 bVI5 v5", "i5 bVII5 bVI5 bVI5", "i5 bII5 i5 i5"),
        PHRYGIAN: ("i5 bII5 i5 bV5", "i5 i5 bII5 bIII5"),
    },
    (
        Role(
            "drums",
            grooving(
                {"ride": "x.x.x.x.", "kick": "X..x....", "snare": "....X..."},
                {"crash": "x...x...", "kick": "X..xX...", "snare": "..X...X."},
            ),
            "power kit, room kit",
            112,
            reverb=80,
            drums=True,
        ),
        Role("bass", patterned("R-------", "R---r-2-", floor=24), "pick bass, finger bass", 112),
        Role(
            "left guitar",
            riff("R-------", "R---R-2-", "R-----R-", floor=36),
            "distorted guitar, overdriven guitar",
            104,
            pan=-50,
            driven=True,
        ),
        Role(
            "right guitar",
            riff("R-------", "R---r-r-", floor=36),
            "distorted guitar",
            104,
            "vcse",
            pan=50,
            driven=True,
        ),
        Role(
            "clean guitar",
            broken("0.2.1.2.", centre=58, ring=3),
            "clean guitar, guitar harmonics",
            84,
            "ib",
            reverb=90,
        ),
        Role(
            "voice",
            tune("X---x---", "x-x-X---", low=52, high=69),
            "choir aahs, voice oohs",
            108,
            "vc",
            vibrato=20,
            swells=True,
            sung="sung",
        ),
        Role(
            "lead guitar",
            tune("x-x-X---", "x---x-x-", low=62, high=81, moves=LIVELY),
            "overdriven guitar, distorted guitar",
            92,
            "s",
            vibrato=40,
            driven=True,
        ),
    ),
    sound=HEAVY,
)

STYLES = (HEAVY_METAL, EXTREME, DOOM)
