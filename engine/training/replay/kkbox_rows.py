"""From the columns of the WSDM 2018 log (KKBOX) to the fields of the replay model.

One function for each kind of thing the log knows: a play, a member, a song. Training calls each
once for every member and song; the service calls all of them for a row that someone sends. Missing
values are None here, and -1 from the fields on.

Source: the published challenge, https://www.kaggle.com/c/kkbox-music-recommendation-challenge.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.models.replay.fields import RowError, Value
from engine.training.replay.isrc import Registration
from engine.training.replay.names import share_a_person, split_names

PLAY = ("msno", "song_id", "source_system_tab", "source_screen_name", "source_type")
MEMBER = ("city", "bd", "gender", "registered_via", "registration_init_time", "expiration_date")
SONG = ("song_length", "genre_ids", "artist_name", "composer", "lyricist", "language")
EXTRA = ("isrc",)
COLUMNS = (*PLAY, *MEMBER, *SONG, *EXTRA)
IGNORED = frozenset({"id", "name", "target"})
"""Columns of the files that tell the model nothing, or too much."""

PARTS = 3
"""So many genres and artists of a song have fields of their own."""
_LONGEST = 2**31 - 1
_AGES = range(5, 101)
"""Others were typed in by people who would not tell; most say 0."""

Raw = Mapping[str, str]
Row = dict[str, Value]


def from_kkbox(raw: Raw) -> Row:
    """All fields of a row of columns, any of which may be absent; raises RowError."""
    return {**play_fields(raw), **member_fields(raw), **song_fields(raw), **extra_fields(raw)}


def play_fields(raw: Raw) -> Row:
    """Who played what, and from where."""
    return {
        "user": word(raw.get("msno", "")),
        "song": word(raw.get("song_id", "")),
        **{name: word(raw.get(name, "")) for name in PLAY[2:]},
    }


def member_fields(raw: Raw) -> Row:
    """Who the user is; raises RowError."""
    age = _whole(raw, "bd")
    joined, until = (_day(raw, name) for name in ("registration_init_time", "expiration_date"))
    return {
        "city": word(raw.get("city", "")),
        "gender": word(raw.get("gender", "")),
        "registered_via": word(raw.get("registered_via", "")),
        "age": age if age in _AGES else None,
        "joined_year": None if joined is None else joined.year,
        "member_days": None if joined is None or until is None else (until - joined).days,
    }


def song_fields(raw: Raw) -> Row:
    """What the song is; raises RowError."""
    genres = tuple(filter(None, raw.get("genre_ids", "").split("|")))
    artists, composers, lyricists = (
        split_names(raw.get(name, "")) for name in ("artist_name", "composer", "lyricist")
    )
    length = _whole(raw, "song_length")
    if length is not None and length < 0:
        raise RowError(f"song_length is {length}, which is no length.")
    return {
        **_parts("genre", genres),
        **_parts("artist", artists),
        "composer": composers[0] if composers else None,
        "lyricist": lyricists[0] if lyricists else None,
        "language": _language(raw),
        "length": length,
        "composer_is_artist": _same(composers, artists),
        "lyricist_is_artist": _same(lyricists, artists),
    }


def extra_fields(raw: Raw) -> Row:
    """What the code of the recording tells; a code that is none tells nothing."""
    registration = Registration.of(raw.get("isrc", ""))
    if registration is None:
        return {"country": None, "year": None}
    return {"country": registration.country, "year": registration.year}


def word(text: str) -> str | None:
    """None for what the log writes where it knows nothing."""
    return None if text in ("", "null") else text


def _parts(name: str, values: tuple[str, ...]) -> Row:
    """The first three of them, and whether there are more."""
    first = {f"{name}_{n + 1}": values[n] if n < len(values) else None for n in range(PARTS)}
    return {**first, f"more_{name}s": float(len(values) > PARTS) if values else None}


def _same(some: tuple[str, ...], others: tuple[str, ...]) -> float | None:
    return float(share_a_person(some, others)) if some and others else None


def _language(raw: Raw) -> str | None:
    """The log has languages as -1 or as 52.0, by which tool wrote it."""
    number = _whole(raw, "language")
    return None if number in (None, -1) else str(number)


def _whole(raw: Raw, name: str) -> int | None:
    """A whole number of a sensible size; raises RowError."""
    text = raw.get(name, "")
    if not text:
        return None
    try:
        number = int(text.removesuffix(".0"))
    except ValueError:
        number = _LONGEST + 1
    if abs(number) > _LONGEST:
        raise RowError(f"{name} is {text!r:.60}, which is no whole number of a sensible size.")
    return number


def _day(raw: Raw, name: str) -> date | None:
    """A day written as 20170131; raises RowError."""
    text = raw.get(name, "")
    if not text:
        return None
    try:
        if len(text) != 8:
            raise ValueError(text)
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise RowError(f"{name} is {text!r:.60}, which is no day as in 20170131.") from error
