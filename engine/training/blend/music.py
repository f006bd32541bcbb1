"""Music whose sound can be heard: what people put side by side, asked of sound and tags.

Nobody's playlists are known over music that may be heard here, so something stands in for them: the
sources of a folder's `manifest.csv`, each a game whose makers chose music by several artists. The
other artists of the same game are what is hidden; the same artist is left out, for that would be
told by the album's own sound and by genres that one hand wrote. Albums are asked about beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.analysis.analyser import Analyser
from engine.catalog.scan import scan
from engine.catalog.store import Store
from engine.errors import NearfieldError
from engine.index.base import Ids
from engine.index.exact import ExactIndex
from engine.models.weights import shipped
from engine.recommend.blend.asking import BEFORE, held_out
from engine.recommend.blend.fusion import Question, Questions, fitted
from engine.recommend.blend.sound import Sound, Vectors
from engine.recommend.blend.tags import Tags
from engine.recommend.blend.voice import Scores, Voice
from engine.recommend.tag_set import TagSet
from engine.recommend.telling import Telling, usual
from engine.training.material import Recording, groups, read_material
from engine.training.watch import Watch
from engine.types import Signal, Weights

SIGNALS = (Signal.SOUND, Signal.TAGS)
HEARD, GENRES = "heard tags alone", "files' genres alone"
ALIKE = Weights(sound=1, tags=1)
LEAST = 3
"""Right answers that a question has at least."""


@dataclass(frozen=True, slots=True)
class Music:
    """Recordings (n,) that were heard, in one order everywhere."""

    recordings: Sequence[Recording]
    vectors: Vectors
    strengths: Scores
    """How telling each heard tag is (n, t)."""
    genres: Sequence[frozenset[str]]

    def voices(self) -> list[Voice]:
        """Sound and tags, and what tags are made of, each by itself."""
        index = ExactIndex(self.vectors.shape[1])
        index.add(np.arange(len(self.vectors)), self.vectors)
        told, named = self._told, self._named
        return [
            Sound(index, lambda ids: (np.ones(len(ids), np.bool_), self.vectors[ids])),
            Tags(told, named),
            Tags(told, lambda ids: {}),
            Tags(lambda ids: (np.zeros(len(ids), np.bool_), np.empty((0, 0), np.float32)), named),
        ]

    def _told(self, ids: Ids) -> tuple[NDArray[np.bool_], Scores]:
        return np.ones(len(ids), np.bool_), self.strengths[ids]

    def _named(self, ids: Ids) -> Mapping[int, frozenset[str]]:
        return {i: self.genres[i] for i in ids.tolist() if self.genres[i]}


@dataclass(frozen=True, slots=True)
class Answered:
    """By way, how well each question (q,) was answered; questions of one group hang together."""

    gains: Mapping[str, NDArray[np.float64]]
    groups: NDArray[np.int64]
    weights: Weights
    """Fitted to all of them."""


def listen(folder: Path, work: Path, watch: Watch) -> Music:
    """Hear a folder of music, as a library does; what was heard is kept in `work`.

    Raises FolderError, Cancelled, NearfieldError if nothing could be heard.
    """
    recordings = read_material(folder)
    work.mkdir(parents=True, exist_ok=True)
    model = shipped()
    store = Store(work / "library.db")
    try:
        store.embeddings.register(model.model_id, model.architecture, model.dimension, model.tags)
        scan(store, store.add_folder(folder.absolute()))
        Analyser(store, model, lambda _: None).run(
            lambda p: watch.step("Listening", p.done, p.total), watch.cancelled
        )
        return _music(store, model.model_id, recordings)
    finally:
        store.close()


def _music(store: Store, model_id: str, recordings: Sequence[Recording]) -> Music:
    tracks = {track.path.absolute(): track.id for track in store.tracks(model_id)}
    ids, vectors, _ = store.embeddings.vectors(model_id)
    spoken_of, scores, _ = store.embeddings.scores(model_id)
    row_of = {track_id: row for row, track_id in enumerate(ids.tolist())}
    said_in = {track_id: row for row, track_id in enumerate(spoken_of.tolist())}
    named = store.parts.genres_of(ids.tolist())
    known = [(r, tracks.get(r.path.absolute(), 0)) for r in recordings]
    known = [(r, track) for r, track in known if track in row_of and track in said_in]
    if not known:
        raise NearfieldError("None of this music could be heard", "There is nothing to ask about.")
    tag_set = TagSet(store.embeddings.tags(model_id))
    odds = tag_set.log_odds(scores[[said_in[track] for _, track in known]])
    return Music(
        [recording for recording, _ in known],
        vectors[[row_of[track] for _, track in known]],
        Telling(tag_set.tags, usual(odds)).strengths(odds),
        [named.get(track, frozenset()) for _, track in known],
    )


def by_source(music: Music) -> Answered:
    """What other artists stand beside a track in its source."""
    return _answered(music, lambda r: r.source, other_artist=True)


def by_album(music: Music) -> Answered:
    """What stands on the same album, mostly by the same artist."""
    return _answered(music, lambda r: r.album and (r.artist, r.album), other_artist=False)


def _answered(
    music: Music, group_of: Callable[[Recording], Hashable], *, other_artist: bool
) -> Answered:
    tied = np.empty(len(music.recordings), np.int64)
    for number, members in enumerate(groups(music.recordings)):
        tied[members] = number
    voices, asked, seeds = music.voices(), [], []
    for seed, recording in enumerate(music.recordings):
        others = [
            row
            for row, other in enumerate(music.recordings)
            if row != seed and not (other_artist and other.artist == recording.artist)
        ]
        own = group_of(recording)
        right = np.array([bool(own) and group_of(music.recordings[row]) == own for row in others])
        if right.sum() >= LEAST:
            opinions = [voice.asked(np.array([seed])) for voice in voices]
            ids = np.array(others, np.int64)
            nothing = np.full(len(ids), np.nan, np.float32)
            said = [nothing if each is None else each.scores(ids) for each in opinions]
            asked.append(Question(np.stack(said), right.astype(np.float64)))
            seeds.append(seed)
    if not asked:
        raise NearfieldError("There is nothing to ask", "No list has enough recordings.")
    blended = [Question(question.said[: len(SIGNALS)], question.worth) for question in asked]
    gains = held_out(blended, tied[seeds], SIGNALS, ALIKE)
    for place, name in ((2, HEARD), (3, GENRES)):
        gains[name] = Questions(asked).gains(np.eye(4)[place])
    del gains[BEFORE]  # which is to count both alike
    return Answered(gains, tied[seeds], fitted(blended, SIGNALS, ALIKE))
