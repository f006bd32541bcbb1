"""A source of plays: the user's own history.

A row is what was known of a play when it began: when and from where, what the past of the track had
been, and what the track is. How it went on, its own skip and its seconds, is no field of it but of
the next play of that track. Tracks that are not playing get the same rows, as if they were started
now; so a model that learned from plays can tell of the whole library.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.models.replay.fields import Fields
from engine.training.replay.history import DAY, History
from engine.training.replay.past import Moments, Things
from engine.training.replay.plays import Plays, Side, Table, Words

NAME, ROWS = "own history", "fields"
ORIGIN, OF_TRACK = "origin", ("artist", "album", "genre")
OF_PLAY = (
    "hour", "weekday", "days_since", "plays_before", "skips_before", "share_heard", "liked",
)  # fmt: skip
OF_SONG = ("year", "length")
WIDE = frozenset({"days_since", "plays_before", "skips_before"})
"""Figures from one to hundreds, of which the small ones have to be told apart."""
HEARD = "heard "
"""Begins the name of a field that is the log-odds of a heard tag."""
MOST_TAGS = 24
"""Heard tags a model sees: those by which the played tracks differ most."""


@dataclass(frozen=True, slots=True)
class TagOdds:
    """What was heard in tracks: log-odds (n, t), nan where nothing was, and the tags' names."""

    names: tuple[str, ...]
    odds: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Starts:
    """Plays that begin (m,): of which tracks, by their places, when, and from where."""

    tracks: Things
    moments: Moments
    origins: Sequence[str]
    liked: NDArray[np.floating] | NDArray[np.bool_]
    """1, 0, or nan where nobody knows."""


def settled_starts(history: History) -> Starts:
    """The beginnings of those plays of which it is known what became of them."""
    log, chosen = history.log, history.settled()
    origins = [log.origins[place] for place in chosen.tolist()]
    return Starts(history.of[chosen], log.started[chosen], origins, log.liked[chosen])


def settled_plays(history: History, heard: TagOdds) -> Plays:
    """What there is to learn from, oldest first; of the heard tags those that tell most."""
    replayed = history.outcomes.replayed[history.settled()]
    return plays_of(history, _telling(history, heard), settled_starts(history), replayed)


def plays_of(
    history: History,
    heard: TagOdds,
    starts: Starts,
    replayed: NDArray[np.bool_] | None = None,
) -> Plays:
    """Plays that begin, as rows; all tags that are `heard` in the tracks are fields."""
    words = {name: Words() for name in (ORIGIN, *OF_TRACK)}
    tracks, of = np.unique(starts.tracks, return_inverse=True)
    return Plays(
        name=NAME,
        rows=ROWS,
        table=_of_plays(history, starts, words[ORIGIN]),
        sides=(Side(_of_tracks(history, heard, tracks, words), of.astype(np.int32)),),
        words=words,
        vocabularies={},
        replayed=np.empty(0, np.bool_) if replayed is None else replayed,
        wide=WIDE,
    )


def tags_of(fields: Fields) -> tuple[str, ...] | None:
    """The heard tags among a model's fields; None if they are not those of a history."""
    categories = tuple(each.name for each in fields.categories)
    numbers = tuple(each.name for each in fields.numbers)
    known, rest = (*OF_PLAY, *OF_SONG), numbers[len(OF_PLAY) + len(OF_SONG) :]
    if categories != (ORIGIN, *OF_TRACK) or numbers[: len(known)] != known:
        return None
    if not all(name.startswith(HEARD) for name in rest):
        return None
    return tuple(name.removeprefix(HEARD) for name in rest)


def _of_plays(history: History, starts: Starts, origins: Words) -> Table:
    before = history.past.until(starts.tracks, starts.moments)
    last = before.last()  # -1, where there was none, is the nan behind all others
    begun, sounded = (
        np.append(each, np.nan)[last] for each in (history.log.started, history.log.heard)
    )
    shares = np.clip(sounded / history.facts.lengths[starts.tracks], 0, 1)
    hours, weekdays = _clock(starts.moments)
    figures = (
        hours,
        weekdays,
        (starts.moments - begun) / DAY,
        before.counts,
        before.sums(~history.log.finished),
        shares,
        starts.liked,
    )
    numbers = {
        name: np.asarray(values, np.float32) for name, values in zip(OF_PLAY, figures, strict=True)
    }
    return Table({ORIGIN: origins.numbers(starts.origins)}, numbers)


def _of_tracks(history: History, heard: TagOdds, tracks: Things, words: dict[str, Words]) -> Table:
    facts = history.facts.taken(tracks)
    named = zip(OF_TRACK, (facts.artists, facts.albums, facts.genres), strict=True)
    odds = zip(heard.names, heard.odds[tracks].T, strict=True)
    return Table(
        {name: words[name].numbers(values) for name, values in named},
        {
            "year": facts.years,
            "length": facts.lengths,
            **{HEARD + name: values for name, values in odds},
        },
    )


def _telling(history: History, heard: TagOdds) -> TagOdds:
    """The tags by which the played tracks differ most."""
    odds = heard.odds[np.unique(history.of)]
    odds = odds[~np.isnan(odds).any(axis=1)]
    if not odds.size:
        return TagOdds((), heard.odds[:, :0])
    places = np.sort(np.argsort(-odds.std(axis=0), kind="stable")[:MOST_TAGS]).tolist()
    return TagOdds(tuple(heard.names[place] for place in places), heard.odds[:, places])


def _clock(moments: Moments) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Hours (m,), 0 to 23, and weekdays (m,), Monday is 0, as the clock here showed them."""
    different, which = np.unique(moments, return_inverse=True)
    shown = [time.localtime(moment) for moment in different.tolist()]
    hours = np.array([each.tm_hour for each in shown], np.float32)
    weekdays = np.array([each.tm_wday for each in shown], np.float32)
    return hours[which], weekdays[which]
