"""The tidy set of tags: one name for what several vocabularies say in many words.

Networks score the tags they learned, `msd/female vocalists` beside `mtat/woman`. Here these become
one *female voice*, in one of five groups. A tag of a vocabulary that is not known here, say of a
tagger of the user's own, goes to the tidy tag that is called the same, else it stands for itself.

Scores of several vocabularies are brought together by a logarithmic opinion pool (Genest and
Zidek, "Combining probability distributions", 1986): within one the highest of the synonyms counts,
between them the mean of the log-odds, so that each has one vote, however high it scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.text import plain
from engine.types import TagGroup

LogOdds = NDArray[np.float32]

CERTAIN: Final = 1e-4
"""Scores nearer to 0 or 1 than this count as this near: beyond, a network only shouts."""

_GENRES: Final = {
    "acoustic": "msd/acoustic",
    "alternative": "msd/alternative, msd/alternative rock, jamendo/genre---alternative",
    "ambient": "msd/ambient, mtat/ambient, jamendo/genre---ambient, jamendo/genre---atmospheric",
    "blues": "msd/blues",
    "chillout": "msd/chillout, msd/chill, jamendo/genre---chillout, jamendo/genre---lounge,"
    " jamendo/genre---downtempo, jamendo/genre---triphop",
    "classical": "mtat/classical, mtat/classic, jamendo/genre---classical",
    "classic rock": "msd/classic rock",
    "country": "msd/country, mtat/country",
    "dance": "msd/dance, mtat/dance, jamendo/genre---dance",
    "easy listening": "msd/easy listening, jamendo/genre---easylistening",
    "electronic": "msd/electronic, msd/electronica, msd/electro, mtat/electronic,"
    " jamendo/genre---electronic",
    "experimental": "msd/experimental, mtat/weird, jamendo/genre---experimental",
    "folk": "msd/folk, jamendo/genre---folk, jamendo/genre---popfolk",
    "funk": "msd/funk, jamendo/genre---funk",
    "hard rock": "msd/hard rock",
    "hip-hop": "msd/Hip-Hop, jamendo/genre---hiphop",
    "house": "msd/House, jamendo/genre---house",
    "Indian": "mtat/indian",
    "indie": "msd/indie, msd/indie rock, msd/indie pop, jamendo/genre---indie",
    "jazz": "msd/jazz, jamendo/genre---jazz",
    "metal": "msd/metal, msd/heavy metal, mtat/metal, jamendo/genre---metal",
    "new age": "mtat/new age, jamendo/genre---newage",
    "opera": "mtat/opera",
    "orchestral": "jamendo/genre---orchestral",
    "pop": "msd/pop, mtat/pop, jamendo/genre---pop, jamendo/genre---poprock,"
    " jamendo/genre---instrumentalpop",
    "progressive rock": "msd/Progressive rock",
    "punk": "msd/punk",
    "R&B": "msd/rnb",
    "reggae": "jamendo/genre---reggae",
    "rock": "msd/rock, mtat/rock, jamendo/genre---rock",
    "soul": "msd/soul",
    "soundtrack": "jamendo/genre---soundtrack, jamendo/mood/theme---film",
    "techno": "mtat/techno, jamendo/genre---techno",
    "trance": "jamendo/genre---trance",
    "world": "jamendo/genre---world",
}
_MOODS: Final = {
    "beautiful": "msd/beautiful",
    "calm": "msd/Mellow, mtat/quiet, mtat/soft, jamendo/mood/theme---relaxing",
    "catchy": "msd/catchy",
    "emotional": "jamendo/mood/theme---emotional",
    "energetic": "mtat/loud, jamendo/mood/theme---energetic",
    "fast": "mtat/fast",
    "happy": "msd/happy, jamendo/mood/theme---happy",
    "party": "msd/party",
    "sad": "msd/sad",
    "sexy": "msd/sexy",
    "slow": "mtat/slow",
}
_INSTRUMENTS: Final = {
    "acoustic guitar": "jamendo/instrument---acousticguitar",
    "bass": "jamendo/instrument---bass",
    "beats": "mtat/beat, mtat/beats, jamendo/instrument---drummachine",
    "cello": "mtat/cello",
    "drums": "mtat/drums, jamendo/instrument---drums",
    "electric guitar": "jamendo/instrument---electricguitar",
    "flute": "mtat/flute",
    "guitar": "msd/guitar, mtat/guitar, jamendo/instrument---guitar",
    "harp": "mtat/harp",
    "harpsichord": "mtat/harpsichord",
    "keyboard": "jamendo/instrument---keyboard, jamendo/instrument---electricpiano",
    "piano": "mtat/piano, jamendo/instrument---piano",
    "sitar": "mtat/sitar",
    "solo": "mtat/solo",
    "strings": "mtat/strings, jamendo/instrument---strings",
    "synthesizer": "mtat/synth, jamendo/instrument---synthesizer, jamendo/instrument---computer",
    "violin": "mtat/violin, jamendo/instrument---violin",
}
_VOICES: Final = {
    "choir": "mtat/choir, mtat/choral",
    "female voice": "msd/female vocalists, msd/female vocalist, mtat/female, mtat/woman,"
    " mtat/female vocal, mtat/female voice",
    "instrumental": "msd/instrumental, mtat/no vocals, mtat/no vocal, mtat/no voice",
    "male voice": "msd/male vocalists, mtat/male, mtat/man, mtat/male vocal, mtat/male voice",
    "vocals": "mtat/vocal, mtat/vocals, mtat/voice, mtat/singing, jamendo/instrument---voice",
}
_ERAS: Final = {
    "oldies": "msd/oldies",
    "60s": "msd/60s",
    "70s": "msd/70s",
    "80s": "msd/80s",
    "90s": "msd/90s",
    "00s": "msd/00s",
}

TIDY: Final[Mapping[TagGroup, Mapping[str, str]]] = {
    TagGroup.GENRES: _GENRES,
    TagGroup.MOODS: _MOODS,
    TagGroup.INSTRUMENTS: _INSTRUMENTS,
    TagGroup.VOICES: _VOICES,
    TagGroup.ERAS: _ERAS,
}
"""By group and tidy name: the tags that mean it, as `engine.models.vocabularies` names them."""


@dataclass(frozen=True, slots=True)
class TidyTag:
    """A tag of the tidy set, and where its synonyms stand among a network's scores."""

    name: str
    group: TagGroup
    columns: tuple[tuple[int, ...], ...]
    """For each vocabulary that knows it, the places of its synonyms."""


class TagSet:
    """The tidy tags that one network can tell."""

    def __init__(self, names: Sequence[str]) -> None:
        """`names` are the network's own, in the order of its scores."""
        members: dict[tuple[TagGroup, str], dict[str, list[int]]] = {}
        for column, name in enumerate(names):
            vocabulary = name.partition("/")[0]
            members.setdefault(_place(name), {}).setdefault(vocabulary, []).append(column)
        order = sorted(members, key=lambda place: (list(TagGroup).index(place[0]), place[1]))
        self.tags = tuple(
            TidyTag(name, group, tuple(map(tuple, members[group, name].values())))
            for group, name in order
        )

    def log_odds(
        self, scores: NDArray[np.float32], tags: Sequence[TidyTag] | None = None
    ) -> LogOdds:
        """A network's scores (n, t) in 0–1 → the log-odds of the tidy tags (n, len(tags)).

        Of all of them, or only of some.
        """
        tags = self.tags if tags is None else tags
        pooled = np.empty((len(tags), len(scores)), np.float32)
        used = sorted({column for tag in tags for votes in tag.columns for column in votes})
        if len(scores) and used:
            # A row for each tag: so a tag's scores lie side by side, and pooling is fast.
            certain = np.clip(np.ascontiguousarray(scores[:, used].T), CERTAIN, 1 - CERTAIN)
            odds = dict(zip(used, np.log(certain / (1 - certain)), strict=True))
            for row, tag in zip(pooled, tags, strict=True):
                votes = [
                    np.max([odds[column] for column in synonyms], axis=0)
                    for synonyms in tag.columns
                ]
                np.mean(votes, axis=0, out=row)
        return pooled.T


_PLACES: Final = {
    tag: (group, name)
    for group, tidy in TIDY.items()
    for name, tags in tidy.items()
    for tag in tags.split(", ")
}
_NAMESAKES: Final = {plain(name): (group, name) for group in TIDY for name in TIDY[group]}


def _place(raw: str) -> tuple[TagGroup, str]:
    """Group and tidy name of a network's tag."""
    if raw in _PLACES:
        return _PLACES[raw]
    name = raw.rpartition("---")[2] if "---" in raw else raw.partition("/")[2] or raw
    return _NAMESAKES.get(plain(name), (TagGroup.OTHERS, name))
