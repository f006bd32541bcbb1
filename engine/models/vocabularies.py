"""The vocabularies taggers speak: their tags in the order of the networks' outputs.

A tag's qualified name says which vocabulary it is from (`msd/rock`, `jamendo/genre---ambient`), so
that the tags of several networks can lie side by side. Each list is a fact of the data set its
networks were trained on; the order is the one of their published weights.
"""

from __future__ import annotations

from collections.abc import Mapping

_MSD = (
    "rock, pop, alternative, indie, electronic, female vocalists, dance, 00s, alternative rock, "
    "jazz, beautiful, metal, chillout, male vocalists, classic rock, soul, indie rock, Mellow, "
    "electronica, 80s, folk, 90s, chill, instrumental, punk, oldies, blues, hard rock, ambient, "
    "acoustic, experimental, female vocalist, guitar, Hip-Hop, 70s, party, country, "
    "easy listening, sexy, catchy, funk, electro, heavy metal, Progressive rock, 60s, rnb, "
    "indie pop, sad, House, happy"
)
_MTAT = (
    "guitar, classical, slow, techno, strings, drums, electronic, rock, fast, piano, ambient, "
    "beat, violin, vocal, synth, female, indian, opera, male, singing, vocals, no vocals, "
    "harpsichord, loud, quiet, flute, woman, male vocal, no vocal, pop, soft, sitar, solo, man, "
    "classic, choir, voice, new age, dance, male voice, female vocal, beats, harp, cello, "
    "no voice, weird, country, metal, female voice, choral"
)
_JAMENDO_GENRES = (
    "alternative, ambient, atmospheric, chillout, classical, dance, downtempo, easylistening, "
    "electronic, experimental, folk, funk, hiphop, house, indie, instrumentalpop, jazz, lounge, "
    "metal, newage, orchestral, pop, popfolk, poprock, reggae, rock, soundtrack, techno, trance, "
    "triphop, world"
)
_JAMENDO_INSTRUMENTS = (
    "acousticguitar, bass, computer, drummachine, drums, electricguitar, electricpiano, guitar, "
    "keyboard, piano, strings, synthesizer, violin, voice"
)
_JAMENDO_MOODS = "emotional, energetic, film, happy, relaxing"
_MSD_MOODS = (
    "beautiful, chillout, Mellow, chill, oldies, acoustic, party, easy listening, sexy, catchy, "
    "sad, happy"
)
_MSD_INSTRUMENTS = "female vocalists, male vocalists, instrumental, female vocalist, guitar"
_MSD_ERAS = "00s, 80s, 90s, 70s, 60s"


def _qualified(prefix: str, names: str) -> tuple[str, ...]:
    return tuple(prefix + name for name in names.split(", "))


MSD = _qualified("msd/", _MSD)
"""The 50 most used last.fm tags of the Million Song Dataset, most used first."""
MTAT = _qualified("mtat/", _MTAT)
"""The 50 most used tags of MagnaTagATune, most used first."""
JAMENDO = (
    _qualified("jamendo/genre---", _JAMENDO_GENRES)
    + _qualified("jamendo/instrument---", _JAMENDO_INSTRUMENTS)
    + _qualified("jamendo/mood/theme---", _JAMENDO_MOODS)
)
"""The 50 most used tags of MTG-Jamendo, by their alphabet."""

VOCABULARIES: Mapping[str, tuple[str, ...]] = {"msd": MSD, "mtat": MTAT, "jamendo": JAMENDO}
"""Each vocabulary by the prefix of its tags."""


def _msd_groups() -> Mapping[str, tuple[str, ...]]:
    named = {
        "moods": _qualified("msd/", _MSD_MOODS),
        "instruments": _qualified("msd/", _MSD_INSTRUMENTS),
        "eras": _qualified("msd/", _MSD_ERAS),
    }
    elsewhere = {tag for group in named.values() for tag in group}
    return {"genres": tuple(tag for tag in MSD if tag not in elsewhere), **named}


MSD_GROUPS = _msd_groups()
"""The four groups the last.fm tags fall into: 28 genres, 12 moods, 5 instruments, 5 eras (K. Choi
et al., "Convolutional recurrent neural networks for music classification", 2017). Voices count as
instruments there."""
