"""MagnaTagATune as published: clips of 29 seconds and who of the players heard what in them.

`annotations_final.csv` (tab-separated in spite of its name): a column of zeros and ones for each of
188 tags between `clip_id` and `mp3_path`; `clip_info_final.csv` beside it names the artists. The
clips lie in sixteen folders, 0 to f, and the customary split goes by them. Source: E. Law et al.,
"Evaluation of algorithms using games: the case of music tagging", 2009.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.training.tagging.labelled import Labelled, LabelledMusic
from engine.training.tagging.rows import LabelsError, Row, Table

ANNOTATIONS = "annotations_final.csv"
CLIPS = "clip_info_final.csv"
_SPLITS = (
    dict.fromkeys("0123456789ab", "train") | {"c": "validation"} | dict.fromkeys("def", "test")
)


def is_magnatagatune(path: Path) -> bool:
    """Whether this is the table of annotations or the folder that holds it."""
    return path.name == ANNOTATIONS or (path / ANNOTATIONS).is_file()


def read_magnatagatune(path: Path, audio: Path) -> LabelledMusic:
    """Read the annotations; the sixteen folders of clips lie in `audio`. Raises LabelsError."""
    folder = path.parent if path.name == ANNOTATIONS else path
    table = Table.read(folder / ANNOTATIONS, "\t")
    place, clip = table.column("mp3_path"), table.column("clip_id")
    tags = {
        number: f"mtat/{name}"
        for number, name in enumerate(table.header)
        if number not in (place, clip)
    }
    artists = _artists(folder / CLIPS)
    tracks = []
    for row in table.of_equal_length():
        name = row.fields[place]
        split = _SPLITS.get(name.partition("/")[0])
        if split is None:
            message = f"{name!r} lies in none of the folders 0 to f."
            raise LabelsError(table.path, message, row.line)
        heard = _heard(table, row, tags)
        artist = artists.get(row.fields[clip], "")
        tracks.append(Labelled(audio / name, heard, split, artist))
    return LabelledMusic("MagnaTagATune", tuple(tracks))


def _heard(table: Table, row: Row, tags: Mapping[int, str]) -> frozenset[str]:
    """The tags whose column says 1; anything but 0 and 1 is an error."""
    for number, tag in tags.items():
        if row.fields[number] not in ("0", "1"):
            message = f"{row.fields[number]!r} under {tag.partition('/')[2]!r} is neither 0 nor 1."
            raise LabelsError(table.path, message, row.line)
    return frozenset(tag for number, tag in tags.items() if row.fields[number] == "1")


def _artists(path: Path) -> dict[str, str]:
    """Who plays each clip; nobody is known where the table is absent."""
    if not path.is_file():
        return {}
    table = Table.read(path, "\t")
    clip, artist = table.column("clip_id"), table.column("artist")
    return {row.fields[clip]: row.fields[artist] for row in table.of_equal_length()}
