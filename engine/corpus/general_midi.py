"""The names of General MIDI's sounds: programs, drum kits, and the drums of a kit."""

from __future__ import annotations

PROGRAMS = (
    "grand piano, bright piano, electric grand, honky-tonk, rhodes, fm piano, harpsichord,"
    "clavinet, celesta, glockenspiel, music box, vibraphone, marimba, xylophone, tubular bells,"
    "dulcimer, drawbar organ, percussive organ, rock organ, church organ, reed organ, accordion,"
    "harmonica, bandoneon,"
    "nylon guitar, steel guitar, jazz guitar, clean guitar, muted guitar, overdriven guitar,"
    "distorted guitar, guitar harmonics,"
    "acoustic bass, finger bass, pick bass, fretless bass, slap bass, slap bass 2, synth bass,"
    "synth bass 2,"
    "violin, viola, cello, contrabass, tremolo strings, pizzicato, harp, timpani,"
    "strings, slow strings, synth strings, synth strings 2, choir aahs, voice oohs, synth voice,"
    "orchestra hit,"
    "trumpet, trombone, tuba, muted trumpet, horn, brass section, synth brass, synth brass 2,"
    "soprano sax, alto sax, tenor sax, baritone sax, oboe, english horn, bassoon, clarinet,"
    "piccolo, flute, recorder, pan flute, blown bottle, shakuhachi, whistle, ocarina,"
    "square lead, saw lead, calliope lead, chiff lead, charang, voice lead, fifths lead, bass lead,"
    "new age pad, warm pad, polysynth, choir pad, bowed pad, metallic pad, halo pad, sweep pad,"
    "rain, soundtrack, crystal, atmosphere, brightness, goblins, echoes, sci-fi,"
    "sitar, banjo, shamisen, koto, kalimba, bagpipe, fiddle, shanai,"
    "tinkle bell, agogo, steel drums, woodblock, taiko, melodic tom, synth drum, reverse cymbal,"
    "fret noise, breath noise, seashore, bird tweet, telephone, helicopter, applause, gunshot"
)
_NUMBERS = {name.strip(): number for number, name in enumerate(PROGRAMS.split(","))}

KITS = {
    "standard kit": 0,
    "room kit": 8,
    "power kit": 16,
    "electronic kit": 24,
    "808 kit": 25,
    "jazz kit": 32,
    "brush kit": 40,
    "orchestra kit": 48,
}
"""Programs of the drum channel."""

DRUMS = {
    "kick": 36,
    "kick 2": 35,
    "stick": 37,
    "snare": 38,
    "clap": 39,
    "snare 2": 40,
    "low tom": 41,
    "mid tom": 45,
    "high tom": 48,
    "hat": 42,
    "pedal hat": 44,
    "open hat": 46,
    "crash": 49,
    "ride": 51,
    "china": 52,
    "bell": 53,
    "tambourine": 54,
    "splash": 55,
    "cowbell": 56,
    "crash 2": 57,
    "high bongo": 60,
    "low bongo": 61,
    "muted conga": 62,
    "conga": 63,
    "low conga": 64,
    "high timbale": 65,
    "low timbale": 66,
    "high agogo": 67,
    "low agogo": 68,
    "cabasa": 69,
    "shaker": 70,
    "guiro": 73,
    "claves": 75,
    "woodblock": 76,
    "low woodblock": 77,
    "cuica": 79,
    "triangle": 81,
}
"""Keys of the drum channel."""


def program(name: str) -> int:
    """The number of a sound or a drum kit; KeyError when there is none of that name."""
    return KITS[name] if name in KITS else _NUMBERS[name]
