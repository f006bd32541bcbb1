"""Listeners of known habits, who make up a history: for what is learned from one.

There is no real history of one person here. These are simple people, and say so: each is drawn to
tracks by taste (genre, artist, the track itself), falls for some of what is new and plays that a
lot for some weeks, has had enough of what just played, likes another genre in the morning than in
the evening, and skips what fits badly, mostly in what the program chose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.catalog.fact_store import Facts
from engine.catalog.history_store import PlayLog
from engine.training.replay.history import DAY, History, history_of
from engine.training.replay.own_history import TagOdds
from engine.types import Origin

Numbers = NDArray[np.float64]

START = 1_600_000_000.0
GENRES, ALBUMS_EACH, TAGS = 8, 3, 6


@dataclass(frozen=True, slots=True)
class Habits:
    """What somebody is like; the figures are strengths in log-odds."""

    taste: float = 1.2
    crush: float = 1.5
    """How much a track that was just found and enjoyed draws for a while …"""
    weeks: float = 3.0
    """… that halves so often."""
    tired: float = 2.0
    """How little a track draws right after it was played; it halves every day."""
    by_the_clock: float = 0.6
    chosen: float = 0.7
    """The share of plays they choose themselves; the rest the program does."""
    tracks: int = 1_500


KINDS = {
    "faithful": Habits(taste=1.6, crush=0.3, chosen=0.8),
    "falls in love": Habits(taste=0.8, crush=3.0),
    "lets it run": Habits(taste=1.0, chosen=0.25),
}
"""Three listeners as different as three people can be."""


def history(plays: int, days: float, habits: Habits, seed: int = 0) -> tuple[History, TagOdds]:
    """So many plays over so many days, and what is heard in their tracks."""
    return _Listener(habits, np.random.default_rng(seed)).lives(plays, days)


class _Listener:
    def __init__(self, habits: Habits, dice: np.random.Generator) -> None:
        self.habits, self.dice = habits, dice
        tracks = habits.tracks
        self.artists = np.sort(dice.integers(tracks // 10, size=tracks))
        self.albums = dice.integers(ALBUMS_EACH, size=tracks)
        self.genres = dice.integers(GENRES, size=tracks // 10)[self.artists]
        by_genre, by_artist = dice.normal(size=GENRES), dice.normal(size=tracks // 10)
        own = dice.normal(size=tracks)
        self.taste = habits.taste * (
            0.5 * by_genre[self.genres] + 0.6 * by_artist[self.artists] + 0.6 * own
        )
        self.hours = dice.uniform(0, 24, GENRES)
        self.lengths = dice.uniform(120, 400, tracks)
        self.found = np.full(tracks, -np.inf)
        self.played = np.full(tracks, -np.inf)
        self.liked = np.zeros(tracks, np.bool_)

    def lives(self, plays: int, days: float) -> tuple[History, TagOdds]:
        moments = self._moments(plays, days)
        rows = [self._play(moment) for moment in moments.tolist()]
        tracks, heard, finished, liked, origins = zip(*rows, strict=True)
        log = PlayLog(
            np.array(tracks, np.int64) + 1,
            moments,
            np.array(heard, np.float32),
            np.array(finished, np.bool_),
            np.array(liked, np.float32),
            origins,
        )
        return history_of(self._facts(), log, START + days * DAY), self._heard()

    def _moments(self, plays: int, days: float) -> Numbers:
        """More in the morning and the evening, and a little apart."""
        hours = np.where(self.dice.random(plays) < 0.3, 8.0, 20.0) + self.dice.normal(0, 1.5, plays)
        starts = self.dice.integers(max(1, int(days)), size=plays) * DAY + hours * 3600
        return START + np.sort(starts) + np.arange(plays) * 1e-3

    def _play(self, moment: float) -> tuple[int, float, bool, bool, str]:
        """One play, and what it leaves behind."""
        habits, dice = self.habits, self.dice
        draw = self._draw(moment)
        chosen = dice.random() < habits.chosen
        origins = (Origin.LIBRARY, Origin.PLAYLIST) if chosen else (Origin.RADIO, Origin.SIMILAR)
        weights = np.exp((1.5 if chosen else 0.2) * draw)
        reached = np.cumsum(weights)
        track = int(np.searchsorted(reached, dice.random() * reached[-1]))
        pleasure = draw[track] + habits.tired * self._fatigue(moment)[track]
        finished = bool(dice.random() < 1 / (1 + np.exp(-1.0 - pleasure)))
        liked = bool(self.liked[track])
        if finished and self.found[track] == -np.inf and pleasure > 0:
            self.found[track] = moment
        self.liked[track] |= finished and pleasure > 1.5 and dice.random() < 0.2
        self.played[track] = moment
        heard = self.lengths[track] * (1.0 if finished else dice.uniform(0.03, 0.6))
        return track, heard, finished, liked, str(origins[dice.integers(2)])

    def _draw(self, moment: float) -> Numbers:
        """How much each track draws now."""
        habits = self.habits
        crush = habits.crush * 0.5 ** ((moment - self.found) / (habits.weeks * 7 * DAY))
        hour = (moment - START) / 3600 % 24
        clock = habits.by_the_clock * np.cos((hour - self.hours[self.genres]) * np.pi / 12)
        return np.asarray(self.taste + crush + clock - habits.tired * self._fatigue(moment))

    def _fatigue(self, moment: float) -> Numbers:
        return np.asarray(0.5 ** ((moment - self.played) / DAY))

    def _facts(self) -> Facts:
        artists = tuple(f"artist {number}" for number in self.artists.tolist())
        albums = zip(artists, self.albums.tolist(), strict=True)
        count = len(artists)
        return Facts(
            np.arange(1, count + 1),
            np.ones(count, np.bool_),
            artists,
            tuple(f"{artist}/album {album}" for artist, album in albums),
            tuple(f"genre {number}" for number in self.genres.tolist()),
            (1970.0 + self.artists % 50).astype(np.float32),
            self.lengths.astype(np.float32),
            self.liked.copy(),
        )

    def _heard(self) -> TagOdds:
        """An ear that hears the genre, and mishears."""
        ears = np.random.default_rng(1).normal(size=(GENRES, TAGS))
        odds = ears[self.genres] + self.dice.normal(0, 0.5, (len(self.genres), TAGS))
        return TagOdds(tuple(f"tag {n}" for n in range(TAGS)), odds.astype(np.float32))
