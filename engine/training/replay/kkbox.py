"""Reading the log of the WSDM 2018 challenge (KKBOX): five files, joined.

`train.csv` (or `test.csv`) has the plays in the order in which they happened; `members.csv`,
`songs.csv` and `song_extra_info.csv` tell of the users and songs in them, of many songs nothing.
Plays are read first, so that only what they name is kept of the other files, one of which tells of
two million songs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import FolderError
from engine.models.replay.fields import RowError
from engine.training.replay.kkbox_rows import (
    EXTRA,
    MEMBER,
    PLAY,
    SONG,
    Raw,
    Row,
    extra_fields,
    member_fields,
    song_fields,
)
from engine.training.replay.plays import Plays, Side, Table, Words
from engine.training.replay.tables import Chunk, TableError, read_chunks
from engine.training.watch import Watch

TRAIN, TEST = "train.csv", "test.csv"
_TARGET = "target"
_SOURCES = PLAY[2:]
_PLAYED = ("user", "song", *_SOURCES)
"""What the columns of `PLAY` are called as fields."""
_MEMBER_NUMBERS = ("age", "joined_year", "member_days")
_MEMBER_WORDS = ("city", "gender", "registered_via")
_SONG_NUMBERS = (
    "length", "year", "more_genres", "more_artists", "composer_is_artist", "lyricist_is_artist",
)  # fmt: skip
_SONG_WORDS = (
    "genre_1", "genre_2", "genre_3", "artist_1", "artist_2", "artist_3", "composer", "lyricist",
    "language", "country",
)  # fmt: skip
VOCABULARIES = {f"{name}_{n}": name for name in ("genre", "artist") for n in (1, 2, 3)}
"""An artist is the same one wherever in the list it stands."""


def read_kkbox(folder: Path, plays: str = TRAIN, watch: Watch | None = None) -> Plays:
    """All plays of a file with what the others tell of them; raises FolderError, TableError."""
    if not folder.is_dir():
        raise FolderError("There is no such folder", f"{folder} should hold the log's files.")
    log = _Log(folder, watch or Watch(), _words())
    columns, replayed = log.plays(plays)
    members = _side("user", log.words, _MEMBER_WORDS, _MEMBER_NUMBERS)
    songs = _side("song", log.words, _SONG_WORDS, _SONG_NUMBERS)
    notes = [
        log.tell("members.csv", ("msno", *MEMBER), member_fields, "user", members),
        log.tell("songs.csv", ("song_id", *SONG), song_fields, "song", songs),
        log.tell("song_extra_info.csv", ("song_id", *EXTRA), extra_fields, "song", songs),
    ]
    return Plays(
        name=folder.resolve().name,
        rows="kkbox",
        table=Table({name: columns[name] for name in _SOURCES}, {}),
        sides=(Side(members, columns["user"]), Side(songs, columns["song"])),
        words=log.words,
        vocabularies=VOCABULARIES,
        replayed=replayed,
        notes=notes,
    )


def _words() -> dict[str, Words]:
    """No word yet in any vocabulary."""
    known = (VOCABULARIES.get(name, name) for name in (*_MEMBER_WORDS, *_SONG_WORDS))
    words = {name: Words() for name in known}
    return words | {name: Words(("", "null")) for name in _PLAYED}


def _side(
    key: str, words: Mapping[str, Words], categories: Sequence[str], numbers: Sequence[str]
) -> Table:
    """A table with a row for each id, whose first category is the id itself."""
    count = len(words[key])
    table = Table.empty(count, categories, numbers)
    return Table({key: np.arange(count, dtype=np.int32), **table.categories}, table.numbers)


@dataclass(frozen=True, slots=True)
class _Log:
    """The files, and the words met in them so far."""

    folder: Path
    watch: Watch
    words: Mapping[str, Words]

    def plays(self, name: str) -> tuple[dict[str, NDArray[np.int32]], NDArray[np.bool_]]:
        """The numbers of the words in each column, and whether a play was followed by another."""
        labelled = name != TEST
        found: dict[str, list[NDArray[np.int32]]] = {column: [] for column in _PLAYED}
        replayed = [np.empty(0, np.bool_)]
        for chunk in self._chunks(name, (*PLAY, _TARGET) if labelled else PLAY):
            for place, column in enumerate(_PLAYED):
                found[column].append(self.words[column].numbers(chunk.columns[place]))
            if labelled:
                replayed.append(_targets(chunk))
        if not found["user"]:
            raise TableError(self.folder / name, "There is no play in it.")
        columns = {column: np.concatenate(chunks) for column, chunks in found.items()}
        return columns, np.concatenate(replayed)

    def tell(
        self,
        name: str,
        columns: Sequence[str],
        fields: Callable[[Raw], Row],
        key: str,
        table: Table,
    ) -> str:
        """Fill a side's table from a file, ids in its first column; says how much it knew."""
        words = {each: self.words[VOCABULARIES.get(each, each)] for each in table.categories}
        told = np.zeros(len(words[key]), np.bool_)
        for chunk in self._chunks(name, columns):
            for number, values in enumerate(zip(*chunk.columns, strict=True)):
                if (row := words[key].find(values[0])) is None:
                    continue
                try:
                    known = fields(dict(zip(columns[1:], values[1:], strict=True)))
                except RowError as error:
                    chunk.refuse(number, str(error))
                table.fill(row, known, words)
                told[row] = True
        return f"{name} tells of {told.sum():,} of {len(told) - 1:,} {key}s"

    def _chunks(self, name: str, columns: Sequence[str]) -> Iterator[Chunk]:
        step = partial(self.watch.step, f"Reading {name}")
        return read_chunks(self.folder / name, columns, read=step)


def _targets(chunk: Chunk) -> NDArray[np.bool_]:
    """The last column, of zeros and ones."""
    targets = chunk.columns[-1]
    for number, target in enumerate(targets):
        if target not in ("0", "1"):
            chunk.refuse(number, f"target is {target!r:.60}, neither 0 nor 1.")
    return np.array([target == "1" for target in targets], np.bool_)
