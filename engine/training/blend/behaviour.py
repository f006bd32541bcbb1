"""Behaviour: playlists of the Million Playlist Dataset beside listeners and tags of HetRec 2011.

HetRec knows artists, so what it says holds for all tracks of an artist, found by the name as it is
compared (`engine.text.plain`); a track by anybody else has neither listeners nor tags there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from engine.index.base import Ids
from engine.recommend.blend.lists import listed
from engine.recommend.blend.together import Together
from engine.recommend.blend.voice import Listed, Scores, Voice
from engine.text import plain
from engine.training.plays.hetrec import read_tags
from engine.training.plays.reading import Reading
from engine.training.plays.tally import Tally, read_tally
from engine.training.sequence.artists import named_artists
from engine.training.sequence.encoding import Encoded, encode
from engine.training.watch import Watch
from engine.types import Signal

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Playlists of tracks, numbered from 0, and what is known of their artists."""

    playlists: Sequence[Ids]
    artists: NDArray[np.int64]
    """Of each track (t,) the row of its artist, or NOBODY."""
    listeners: csr_matrix
    """(users, artists)."""
    tags: csr_matrix
    """How often each artist was given each tag (artists, tags)."""

    @property
    def known(self) -> float:
        """The share of tracks whose artist has listeners."""
        return float((self.artists != NOBODY).mean())

    def voices(self, learned: Sequence[int]) -> list[Voice]:
        """Each signal, having learned from some of the playlists."""
        lists = [self.playlists[playlist] for playlist in learned]
        ids, table = listed(lists)
        counts = np.zeros(len(self.artists), np.int64)
        counts[ids] = np.asarray(np.diff(table.tocsc().indptr))
        popular = (np.log1p(counts) / np.log1p(counts.max())).astype(np.float32)
        everyone = np.arange(self.listeners.shape[1], dtype=np.int64)
        people = Together.of_listeners(everyone, self.listeners)
        return [
            Together.of_playlists(ids, table),
            ByArtist(Signal.LISTENERS, people, self.artists, popular),
            ByArtist(Signal.TAGS, TaggedArtists(_weighted(self.tags)), self.artists, popular),
            Popular(popular),
        ]


def read_behaviour(playlists: Path, hetrec: Path, work: Path, watch: Watch) -> Behaviour:
    """Read both; `tracks.tsv.gz` beside the playlists names the artists where they do not.

    Raises PlaysError, Cancelled.
    """
    encoded = encode([playlists], work / "playlists", watch)
    tally, reading = read_tally([hetrec], "artists", watch)
    rows = {plain(item.artist): row for row, item in enumerate(tally.items)}
    names = _artists(encoded, playlists.with_name("tracks.tsv.gz"))
    artists = np.array([rows.get(plain(name), NOBODY) for name in names], np.int64)
    lists = [encoded.of(playlist) for playlist in range(len(encoded))]
    return Behaviour(lists, artists, _listeners(tally), _tags(tally, hetrec, reading))


def _artists(encoded: Encoded, table: Path) -> Iterator[str]:
    """The artist of each track; empty where nobody says."""
    if any(encoded.artists) or not table.exists():
        yield from encoded.artists
        return
    named = named_artists(table)
    yield from (named.get(track, "") for track in encoded.tracks)


def _listeners(tally: Tally) -> csr_matrix:
    ones = np.ones(len(tally), np.float32)
    shape = len(tally.users), len(tally.items)
    return csr_matrix((ones, (tally.of_user, tally.of_item)), shape)


def _tags(tally: Tally, hetrec: Path, reading: Reading) -> csr_matrix:
    given = read_tags(hetrec, reading)
    places: dict[str, int] = {}
    entries = [
        (row, places.setdefault(tag, len(places)), times)
        for row, item in enumerate(tally.items)
        for tag, times in given.get(item.id, {}).items()
    ]
    rows, columns, times = np.array(entries, np.int64).reshape(-1, 3).T
    return csr_matrix((times.astype(np.float32), (rows, columns)), (len(tally.items), len(places)))


def _weighted(tags: csr_matrix) -> csr_matrix:
    """Rows of length 1 (artists, tags): common tags say less, and one said often not much more."""
    weighted = tags.copy()
    weighted.data = np.log1p(weighted.data)
    weighted = weighted @ diags(np.log(tags.shape[0] / np.maximum(np.diff(tags.tocsc().indptr), 1)))
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-9)) @ weighted).tocsr()


@dataclass(frozen=True, slots=True)
class TaggedArtists:
    """Artists by the cosine of their tags (artists, tags), each row of length 1."""

    tags: csr_matrix
    signal: Signal = Signal.TAGS

    def asked(self, seeds: Ids) -> Listed | None:
        """About those of the artists that were given any."""
        tagged = np.diff(self.tags.indptr) > 0
        known = seeds[tagged[seeds]]
        if not len(known):
            return None
        alike = np.asarray(self.tags @ self.tags[known].mean(axis=0).T).ravel()
        told = np.where(tagged, np.clip(alike, 0, 1), np.nan).astype(np.float32)
        return Listed(np.arange(len(told), dtype=np.int64), told)


@dataclass(frozen=True, slots=True)
class ByArtist:
    """A voice that knows artists, asked about tracks; of one artist's the popular come first."""

    signal: Signal
    of_artists: Voice
    artists: NDArray[np.int64]
    popular: Scores

    def asked(self, seeds: Ids) -> Listed | None:
        """About those of the seeds whose artist is known."""
        own = self.artists[seeds]
        own = own[own != NOBODY]
        opinion = self.of_artists.asked(own) if len(own) else None
        if opinion is None:
            return None
        by_artist = opinion.scores(np.arange(self.artists.max() + 1))
        told = np.where(self.artists == NOBODY, np.nan, by_artist[self.artists])
        told = np.minimum(told + 1e-4 * self.popular, 1).astype(np.float32)
        return Listed(np.arange(len(told), dtype=np.int64), told)


@dataclass(frozen=True, slots=True)
class Popular:
    """Whatever is asked: what stands in many playlists. It takes the place of the replay here."""

    popular: Scores
    signal: Signal = Signal.REPLAY

    def asked(self, seeds: Ids) -> Listed:
        """The same about any."""
        return Listed(np.arange(len(self.popular), dtype=np.int64), self.popular)
