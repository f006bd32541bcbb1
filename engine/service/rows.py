"""Rows of the outside: which columns a model's rows have, and how they become its fields.

A model names the form of its rows. "kkbox" is a line of the published log with what its other files
tell of the user and the song; "fields" is the model's own fields as they are, which is what a model
of any other history takes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from engine.errors import ModelError
from engine.models.replay.fields import Fields, Leading, RowError, Value, figure, word
from engine.training.replay.kkbox_rows import COLUMNS, IGNORED, from_kkbox

_WORD, _FIGURE, _EITHER = ("string",), ("number",), ("string", "number")
_LONGEST = 1_000
"""Characters of a value."""

Said = Mapping[str, object]
"""A row as it was sent: a JSON object."""


@dataclass(frozen=True, slots=True)
class RowForm:
    """The columns that a row may have, by the kinds of their values, and what becomes of a row."""

    columns: Mapping[str, tuple[str, ...]]
    """The name of each column and the types that JSON has for it; null is always another."""
    ignored: Collection[str]
    derive: Callable[[Said], Mapping[str, Value]]
    """Raises RowError."""

    def fields(self, said: object) -> Mapping[str, Value]:
        """A row's fields; raises RowError."""
        if not isinstance(said, Mapping):
            raise RowError("A row is an object, with a value for each column that is known.")
        for name in said:
            if name not in self.columns and name not in self.ignored:
                raise RowError(f"There is no column {name!r:.60}.")
        return self.derive(said)


def form_of(rows: str, fields: Fields) -> RowForm:
    """The form that a model with these fields names; raises ModelError."""
    if rows == "kkbox":
        return RowForm(dict.fromkeys(COLUMNS, _EITHER), IGNORED, _kkbox)
    if rows == "fields":
        figures = [number for number in fields.numbers if not isinstance(number, Leading)]
        columns = {category.name: _WORD for category in fields.categories}
        columns |= {number.name: _FIGURE for number in figures}
        return RowForm(columns, (), _as_they_are(columns))
    raise ModelError("Cannot use the model", f"This version does not know rows of {rows!r}.")


def _kkbox(said: Said) -> Mapping[str, Value]:
    """The log has text everywhere; whole numbers may be sent as such."""
    raw = {name: _text(name, value) for name, value in said.items() if name not in IGNORED}
    return from_kkbox(raw)


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and len(value) <= _LONGEST:
        return value
    raise RowError(f"{name} is {value!r:.60}, which is no text of up to {_LONGEST} characters.")


def _as_they_are(columns: Mapping[str, tuple[str, ...]]) -> Callable[[Said], Mapping[str, Value]]:
    """What checks that each value is of its column's kind, and leaves it."""
    kinds: dict[tuple[str, ...], Callable[[object, str], Value]] = {_WORD: word, _FIGURE: figure}
    checks = {name: kinds[kind] for name, kind in columns.items()}

    def derive(said: Said) -> Mapping[str, Value]:
        return {
            name: checks[name](value, name) for name, value in said.items() if value is not None
        }

    return derive
