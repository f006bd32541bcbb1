"""What models said of tracks: vectors, tag scores and failures, under the id of the model.

Scores are 16-bit floats: half the room, and nobody hears the thousandth part of a score.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.catalog.database import Database
from engine.types import Heard

Vectors = NDArray[np.float32]
Scores = NDArray[np.float32]

_PAGE = 50_000

_READY = "SELECT track_id FROM embeddings WHERE model_id = ?"
_FAILURES = "SELECT track_id, reason FROM failures WHERE model_id = ? AND reason != ''"


@dataclass(frozen=True, slots=True)
class Listened:
    """How far a model came with tracks: those it heard, and why not those on which it failed."""

    ready: frozenset[int]
    failures: dict[int, str]


class EmbeddingStore:
    """Unit vectors (d,) and scores in 0–1 (t,), one of each per track and model, float32."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def register(self, model_id: str, name: str, dimension: int, tags: Sequence[str] = ()) -> None:
        """Make a model known; the first one ever known serves at once."""
        self._db.execute(
            "INSERT OR IGNORE INTO models(id, name, dimension, added, serving, tags)"
            " VALUES (?, ?, ?, ?, NOT EXISTS (SELECT 1 FROM models), ?)",
            (model_id, name, dimension, time.time(), json.dumps(list(tags))),
        )

    def serving(self) -> str:
        """The id of the model recommendations come from; empty if there is none yet."""
        rows = self._db.rows("SELECT id FROM models WHERE serving")
        return str(rows[0]["id"]) if rows else ""

    def serve(self, model_id: str) -> None:
        """Let recommendations come from this model from now on."""
        self._db.execute("UPDATE models SET serving = (id = ?)", (model_id,))

    def dimension(self, model_id: str) -> int:
        """The length d of a known model's vectors."""
        (row,) = self._db.rows("SELECT dimension FROM models WHERE id = ?", (model_id,))
        return int(row["dimension"])

    def tags(self, model_id: str) -> tuple[str, ...]:
        """The names of a known model's scores, in their order."""
        (row,) = self._db.rows("SELECT tags FROM models WHERE id = ?", (model_id,))
        return tuple(json.loads(row["tags"]))

    def due(self, model_id: str, after: int = 0, limit: int = 1_000) -> list[int]:
        """Tracks on disk this model has neither heard nor failed on, with ids above `after`."""
        rows = self._db.rows(
            """
            SELECT tracks.id FROM tracks JOIN folders ON folders.id = folder_id
            WHERE tracks.id > :after AND missing IS NULL AND problem = '' AND removed IS NULL
            AND NOT ignored
            AND NOT EXISTS (SELECT 1 FROM embeddings
                            WHERE track_id = tracks.id AND model_id = :model)
            AND NOT EXISTS (SELECT 1 FROM failures
                            WHERE track_id = tracks.id AND model_id = :model)
            ORDER BY tracks.id LIMIT :limit
            """,
            {"model": model_id, "after": after, "limit": limit},
        )
        return [row["id"] for row in rows]

    def save(self, model_id: str, results: Sequence[Heard]) -> None:
        """Store a batch whole; what was heard in a sound the track no longer has is left out."""
        now = time.time()
        valid = "FROM tracks WHERE id = ?1 AND identity = ?2"
        heard = [
            (r.track_id, r.identity, model_id, now, r.vector.astype("<f4").tobytes(), _kept(r))
            for r in results
            if r.vector is not None
        ]
        failures = [
            (r.track_id, r.identity, model_id, now, r.reason) for r in results if r.vector is None
        ]
        with self._db.transaction():
            self._db.execute_many(
                "INSERT OR REPLACE INTO embeddings(track_id, model_id, analysed, vector, scores)"
                f" SELECT ?1, ?3, ?4, ?5, ?6 {valid}",
                heard,
            )
            self._db.execute_many(
                "INSERT OR REPLACE INTO failures(track_id, model_id, tried, reason)"
                f" SELECT ?1, ?3, ?4, ?5 {valid}",
                failures,
            )

    def listened(self, model_id: str, track_ids: Sequence[int] | None = None) -> Listened:
        """How far a model came with these tracks, or with all."""
        ready, failures = (
            self._db.records(sql, (model_id,))
            if track_ids is None
            else self._db.records_of(sql + " AND track_id IN ({ids})", track_ids, (model_id,))
            for sql in (_READY, _FAILURES)
        )
        return Listened(frozenset(track_id for (track_id,) in ready), dict(failures))

    def retry(self, track_ids: Iterable[int]) -> None:
        """Forget that these tracks failed."""
        self._db.execute_many(
            "DELETE FROM failures WHERE track_id = ?", [(track_id,) for track_id in track_ids]
        )

    def vectors(
        self, model_id: str, after: int = 0, limit: int = -1
    ) -> tuple[NDArray[np.int64], Vectors, int]:
        """Track ids (n,), their vectors (n, d), and the last write's number, from `after` on.

        At most `limit` of them, in the order they were written; -1 is all.
        """
        rows = self._db.rows(
            "SELECT seq, track_id, vector FROM embeddings NOT INDEXED"
            " WHERE seq > ? AND model_id = ? ORDER BY seq LIMIT ?",
            (after, model_id, limit),
        )
        ids = np.array([row["track_id"] for row in rows], dtype=np.int64)
        vectors = _vectors([row["vector"] for row in rows])
        return ids, vectors, rows[-1]["seq"] if rows else after

    def scores(
        self, model_id: str, after: int = 0, limit: int = -1
    ) -> tuple[NDArray[np.int64], Scores, int]:
        """Track ids (n,), their tag scores (n, t), and the last write's number, from `after` on.

        At most `limit` of them, in the order they were written; -1 is all. What was heard by a
        model without tags is left out.
        """
        rows = self._db.records(
            "SELECT seq, track_id, scores FROM embeddings NOT INDEXED"
            " WHERE seq > ? AND model_id = ? AND scores != x'' ORDER BY seq LIMIT ?",
            (after, model_id, limit),
        )
        ids = np.array([track_id for _, track_id, _ in rows], dtype=np.int64)
        return ids, _scores([scores for *_, scores in rows]), rows[-1][0] if rows else after

    def some_scores(self, model_id: str, count: int) -> Scores:
        """The tag scores (n, t) of about `count` tracks from all over what was written, at most."""
        rows = self._db.rows_of(
            "SELECT scores FROM embeddings WHERE model_id = ? AND scores != x'' AND seq IN ({ids})",
            self._places(count),
            before=(model_id,),
        )
        return _scores([row["scores"] for row in rows])

    def some_vectors(self, model_id: str, count: int) -> Vectors:
        """The vectors (n, d) of about `count` tracks from all over what was written, at most."""
        rows = self._db.rows_of(
            "SELECT vector FROM embeddings WHERE model_id = ? AND seq IN ({ids})",
            self._places(count),
            before=(model_id,),
        )
        return _vectors([row["vector"] for row in rows])

    def _places(self, count: int) -> range:
        """The numbers of so many writes, the last one and others as far from each other."""
        last = self.last_number()
        return range(last, 0, -max(1, last // max(count, 1)))[:count]

    def written(self, model_id: str, up_to: int) -> NDArray[np.int64]:
        """The tracks (n,) whose vectors were last written no later than that write."""
        pages, last = [np.empty(0, np.int64)], -1
        while True:  # in pages, so that other questions come between
            rows = self._db.rows(
                "SELECT track_id, seq FROM embeddings WHERE model_id = ? AND track_id > ?"
                " ORDER BY track_id LIMIT ?",
                (model_id, last, _PAGE),
            )
            pages.append(np.array([r["track_id"] for r in rows if r["seq"] <= up_to], np.int64))
            if len(rows) < _PAGE:
                return np.concatenate(pages)
            last = rows[-1]["track_id"]

    def last_number(self) -> int:
        """The number of the last write ever, whether it still counts or not."""
        rows = self._db.rows("SELECT seq FROM sqlite_sequence WHERE name = 'embeddings'")
        return int(rows[0]["seq"]) if rows else 0

    def last_writes(self, model_id: str, up_to: int, limit: int) -> list[tuple[int, int, float]]:
        """Number, track and moment of the last writes up to one, of those that still count."""
        rows = self._db.rows(
            "SELECT seq, track_id, analysed FROM embeddings NOT INDEXED"
            " WHERE seq <= ? AND model_id = ? ORDER BY seq DESC LIMIT ?",
            (up_to, model_id, limit),
        )
        return [(row["seq"], row["track_id"], row["analysed"]) for row in rows]

    def vector(self, model_id: str, track_id: int) -> Vectors | None:
        """One track's vector (d,), if the model has heard it."""
        rows = self._db.rows(
            "SELECT vector FROM embeddings WHERE model_id = ? AND track_id = ?",
            (model_id, track_id),
        )
        return np.frombuffer(rows[0]["vector"], dtype="<f4") if rows else None

    def vectors_of(self, model_id: str, track_ids: Sequence[int]) -> dict[int, Vectors]:
        """The vectors (d,) of those of the tracks that a model has heard."""
        rows = self._db.records_of(
            "SELECT track_id, vector FROM embeddings WHERE model_id = ? AND track_id IN ({ids})",
            track_ids,
            (model_id,),
        )
        return {track_id: np.frombuffer(vector, dtype="<f4") for track_id, vector in rows}

    def scores_of(self, model_id: str, track_ids: Sequence[int]) -> dict[int, Scores]:
        """The tag scores (t,) of those of the tracks that a model with tags has heard."""
        rows = self._db.records_of(
            "SELECT track_id, scores FROM embeddings"
            " WHERE model_id = ? AND scores != x'' AND track_id IN ({ids})",
            track_ids,
            (model_id,),
        )
        scores = _scores([scores for _, scores in rows])
        return {track_id: each for (track_id, _), each in zip(rows, scores, strict=True)}

    def count(self, model_id: str, up_to: int | None = None) -> int:
        """How many vectors there are, or were written up to a write's number."""
        rows = self._db.rows(
            "SELECT count(*) AS n FROM embeddings WHERE model_id = ? AND seq <= ?",
            (model_id, up_to if up_to is not None else 1 << 62),
        )
        return int(rows[0]["n"])

    def forget_other_sounds(self, sounds: Iterable[tuple[int, str]]) -> None:
        """Drop what was said of tracks (ids) if it was of another sound than the identity given."""
        other = "track_id IN (SELECT id FROM tracks WHERE id = ? AND identity != ?)"
        rows = list(sounds)
        self._db.execute_many(f"DELETE FROM embeddings WHERE {other}", rows)
        self._db.execute_many(f"DELETE FROM failures WHERE {other}", rows)

    def share(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Let what was heard in one track count for another: pairs of (heard, copy of it)."""
        self._db.execute_many(
            "INSERT OR IGNORE INTO embeddings(track_id, model_id, vector, scores, analysed)"
            " SELECT ?2, model_id, vector, scores, ?3 FROM embeddings WHERE track_id = ?1",
            [(heard, copy, time.time()) for heard, copy in pairs],
        )

    def heard_at_all(self, track_ids: Sequence[int]) -> set[int]:
        """Those of the tracks that any model has a vector of."""
        rows = self._db.rows_of(
            "SELECT DISTINCT track_id FROM embeddings WHERE track_id IN ({ids})", track_ids
        )
        return {row["track_id"] for row in rows}


def _kept(result: Heard) -> bytes:
    """The scores as they are stored; nothing from a model without tags."""
    return b"" if result.scores is None else result.scores.astype("<f2").tobytes()


def _vectors(kept: Sequence[bytes]) -> Vectors:
    flat = np.frombuffer(b"".join(kept), dtype="<f4")
    return flat.reshape(len(kept), len(flat) // max(len(kept), 1))


def _scores(kept: Sequence[bytes]) -> Scores:
    """What was stored of some tracks as scores (n, t)."""
    flat = np.frombuffer(b"".join(kept), dtype="<f2").astype(np.float32)
    return flat.reshape(len(kept), -1) if kept else flat.reshape(0, 0)
