"""Batches of rows as JSON or as lines of it (NDJSON), and the answers to them.

A row that cannot be used gets an error in its place and spoils no other. Bodies that are no batch
at all raise BatchError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.errors import NearfieldError
from engine.models.replay.fields import RowError, Value
from engine.models.replay.model import ReplayModel
from engine.service.rows import RowForm, form_of

JSON, NDJSON = "application/json", "application/x-ndjson"
_DIGITS = 6
"""Of a probability in an answer."""


class BatchError(NearfieldError):
    """A body is no batch; `status` is HTTP's word for why."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__("This is no batch of rows", message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Teller:
    """Answers batches with a replay model, rows of at most `most` at once."""

    model: ReplayModel
    form: RowForm
    most: int

    @classmethod
    def of(cls, model: ReplayModel, most: int) -> Self:
        """Raises ModelError for a model whose rows this version does not know."""
        return cls(model, form_of(model.rows, model.fields), most)

    def answer(self, body: bytes, kind: str) -> bytes:
        """The answer to a body of that kind, in the same kind; raises BatchError."""
        return self._lines(body) if kind == NDJSON else self._object(body)

    def _object(self, body: bytes) -> bytes:
        """Probabilities in order, null for a row with an error; the errors with their rows."""
        try:
            said = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise BatchError(f"The body is not JSON ({error!s:.100}).") from error
        rows = said.get("rows") if isinstance(said, dict) else None
        if not isinstance(rows, list):
            raise BatchError('The body should be an object with a list of rows: {"rows": [{…}]}.')
        told = self.tell(rows)
        answer = {
            "model": self.model.model_id,
            "probabilities": [None if isinstance(each, str) else each for each in told],
            "errors": [
                {"row": row, "error": each}
                for row, each in enumerate(told)
                if isinstance(each, str)
            ],
        }
        return json.dumps(answer, separators=(",", ":")).encode()

    def _lines(self, body: bytes) -> bytes:
        """A line for each line."""
        lines = body.removesuffix(b"\n").split(b"\n") if body else []
        told = self.tell([_parsed(line) for line in lines])
        answers = (
            f'{{"error":{json.dumps(each)}}}\n' if isinstance(each, str)
            else f'{{"probability":{each}}}\n'
            for each in told
        )  # fmt: skip
        return "".join(answers).encode()

    def tell(self, rows: Sequence[object]) -> list[float | str]:
        """The probability of each row, or what is wrong with it; raises BatchError for too many."""
        if len(rows) > self.most:
            message = f"{len(rows):,} rows; {self.most:,} are the most at once."
            raise BatchError(message, 413)
        told: list[float | str] = [""] * len(rows)
        good: list[Mapping[str, Value]] = []
        places: list[int] = []
        for place, said in enumerate(rows):
            try:
                good.append(self._fields(said))
                places.append(place)
            except RowError as error:
                told[place] = str(error)
        probabilities = self.model.probabilities(*self.model.fields.encode(good))
        rounded = np.round(probabilities.astype(np.float64), _DIGITS).tolist()
        for place, probability in zip(places, rounded, strict=True):
            told[place] = probability
        return told

    def _fields(self, said: object) -> Mapping[str, Value]:
        if isinstance(said, _Unreadable):
            raise RowError(said.reason)
        return self.form.fields(said)


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """A line that is no JSON."""

    reason: str


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return _Unreadable(f"The line is not JSON ({error!s:.100}).")
