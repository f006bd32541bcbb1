"""MTG-Jamendo as published: tab-separated tables of tracks and their tags.

`TRACK_ID ARTIST_ID ALBUM_ID PATH DURATION TAGS`, then as many tags as a track has, each with its
category (`genre---ambient`). A subset is one table, or three of a split (`…-train.tsv`,
`…-validation.tsv`, `…-test.tsv`). Source: D. Bogdanov et al., "The MTG-Jamendo dataset for
automatic music tagging", 2019; github.com/MTG/mtg-jamendo-dataset.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.training.collection import SHARES
from engine.training.tagging.labelled import Labelled, LabelledMusic, first_existing
from engine.training.tagging.rows import LabelsError, Table

HEADER = ("TRACK_ID", "ARTIST_ID", "ALBUM_ID", "PATH", "DURATION", "TAGS")
CUSTOMARY = "autotagging_top50tags"
"""The subset that published taggers are compared on."""


def is_jamendo(path: Path) -> bool:
    """Whether this table, or a table in this folder, has the name of such a subset."""
    return bool(_tables(path))


def read_jamendo(path: Path, audio: Path) -> LabelledMusic:
    """Read a table, or the splits of one subset in a folder; the music lies below `audio`.

    Raises LabelsError.
    """
    tracks = [
        track
        for split, table in _tables(path).items()
        for track in _tracks(Table.read(table, "\t"), split, audio)
    ]
    return LabelledMusic("MTG-Jamendo", tuple(tracks))


def _tables(path: Path) -> dict[str | None, Path]:
    """The tables to read, by split; of a folder with several subsets the customary one."""
    if path.is_file():
        subset = path.stem.removesuffix("-train")
        if not (path.suffix == ".tsv" and subset.startswith("autotagging")):
            return {}
        if path.stem == subset:
            return {None: path}
        folder = path.parent
    else:
        folder = path
        found = sorted(table.stem for table in path.glob("autotagging*-train.tsv"))
        subsets = [stem.removesuffix("-train") for stem in found]
        if not subsets:
            return {}
        subset = CUSTOMARY if CUSTOMARY in subsets else subsets[0]
    return {split: folder / f"{subset}-{split}.tsv" for split in SHARES}


def _tracks(table: Table, split: str | None, audio: Path) -> Iterator[Labelled]:
    if table.header != HEADER:
        raise LabelsError(table.path, f"The columns are not {', '.join(HEADER)}.", 1)
    for row in table.rows:
        _, artist, _, name, _, *tags = (*row.fields, *[""] * (len(HEADER) - len(row.fields)))
        named = [tag for tag in tags if tag]
        if not named or not all("---" in tag for tag in named):
            message = "A row has five columns, then tags like genre---ambient."
            raise LabelsError(table.path, message, row.line)
        low = Path(name).with_suffix(".low.mp3").as_posix()
        path = first_existing(audio, (name, low))
        yield Labelled(path, frozenset(f"jamendo/{tag}" for tag in named), split, artist)
