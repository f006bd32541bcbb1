"""The voice of the tags: what was heard in two tracks, and the genres that their files name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.index.base import Ids
from engine.recommend.blend.sound import products
from engine.recommend.blend.voice import Scores
from engine.types import Signal

Told = Callable[[Ids], tuple[NDArray[np.bool_], Scores]]
"""Tracks (n,) → of which of them tags were heard (n,), and how telling each is (heard, t)."""
Genres = Callable[[Ids], Mapping[int, frozenset[str]]]
"""Tracks (n,) → the genres of those that name any, as they are compared."""


@dataclass(frozen=True, slots=True)
class Tags:
    """Asks a model's tags and the files' genres; each may know nothing of a track."""

    told: Told
    genres: Genres
    signal: Signal = Signal.TAGS

    def asked(self, seeds: Ids) -> Alike | None:
        """About those of the seeds of which anything is known."""
        _, heard = self.told(seeds)
        named = list(self.genres(seeds).values())
        return Alike(self, heard, named) if len(heard) or named else None


@dataclass(frozen=True, slots=True)
class Alike:
    """By the mean of what is known: the cosine of heard tags, the share of common genres."""

    voice: Tags
    heard: Scores
    """Of seeds (s, t)."""
    named: list[frozenset[str]]

    def nearest(self, count: int, among: Ids | None) -> Ids:
        """None: it judges what the sound and the company bring."""
        return np.empty(0, np.int64)

    def scores(self, candidates: Ids) -> Scores:
        """NaN where neither is known."""
        both = np.stack([self._heard_in(candidates), self._named_by(candidates)])
        known = np.isfinite(both)
        total = np.where(known, both, 0).sum(axis=0)
        with np.errstate(invalid="ignore"):  # of nothing known there is no mean
            return np.asarray(total / known.sum(axis=0), np.float32)

    def _heard_in(self, candidates: Ids) -> Scores:
        alike = np.full(len(candidates), np.nan, np.float32)
        known, told = self.voice.told(candidates)
        if len(self.heard) and len(told):
            alike[known] = np.clip(products(_unit(told), _unit(self.heard)), 0, 1).mean(axis=1)
        return alike

    def _named_by(self, candidates: Ids) -> Scores:
        shares = np.full(len(candidates), np.nan, np.float32)
        if self.named:
            genres = self.voice.genres(candidates)
            shared = {theirs: self._shared_with(theirs) for theirs in set(genres.values())}
            for place, candidate in enumerate(candidates.tolist()):
                if candidate in genres:
                    shares[place] = shared[genres[candidate]]
        return shares

    def _shared_with(self, theirs: frozenset[str]) -> float:
        return sum(_shared(theirs, own) for own in self.named) / len(self.named)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Of all the genres of two tracks, the share that both have."""
    return len(one & other) / len(one | other)


def _unit(vectors: Scores) -> Scores:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
