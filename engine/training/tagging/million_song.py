"""The Million Song Dataset with last.fm tags, in K. Choi's split.

Lists of one value a line for each of `train`, `valid` and `test`: `…_x_filename.txt` (where the
excerpt lies, as `3/6/36122424.npy`), `…_x_msd_id.txt`, `…_x_7d_id.txt`; `…_y.npy` is the matrix of
zeros and ones, (tracks, 50). Where a matrix is absent, the tags come from the last.fm data beside
the lists. Ids of excerpts known to be bad stand in `…_bad_duration_id.txt` and
`…_invalid_audio_id.txt`. Source: github.com/keunwoochoi/MSD_split_for_tagging.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from engine.models.vocabularies import MSD
from engine.training.tagging.labelled import Labelled, LabelledMusic, first_existing
from engine.training.tagging.lastfm import has_lastfm, read_lastfm
from engine.training.tagging.rows import LabelsError, read_list, read_matrix

_SPLITS = {"train": "train", "valid": "validation", "test": "test"}
_BAD = {
    "_x_7d_bad_duration_id.txt": "the split lists it as too short",
    "_x_7d_invalid_audio_id.txt": "the split lists it as damaged",
}


def is_million_song(path: Path) -> bool:
    """Whether the lists of the split are in this folder."""
    return (path / "train_x_filename.txt").is_file()


def read_million_song(folder: Path, audio: Path) -> LabelledMusic:
    """Read the lists in `folder`; the excerpts lie below `audio`, as MP3. Raises LabelsError."""
    tracks: list[Labelled] = []
    left_out: Counter[str] = Counter()
    for short, split in _SPLITS.items():
        names = read_list(folder / f"{short}_x_filename.txt")
        bad = _bad(folder, short, len(names))
        for name, tags, reason in zip(names, _tags(folder, short, len(names)), bad, strict=True):
            if reason:
                left_out[reason] += 1
            else:
                stem = Path(name).with_suffix("").as_posix()
                path = first_existing(audio, (f"{stem}.clip.mp3", f"{stem}.mp3"))
                tracks.append(Labelled(path, tags, split))
    return LabelledMusic("Million Song Dataset, last.fm tags", tuple(tracks), left_out)


def _tags(folder: Path, short: str, count: int) -> Sequence[frozenset[str]]:
    """The qualified tags of each track of a split: from its matrix, or from last.fm."""
    matrix = folder / f"{short}_y.npy"
    if matrix.is_file():
        rows = read_matrix(matrix, (count, len(MSD)))
        return [frozenset(MSD[number] for number in row.nonzero()[0]) for row in rows]
    if not has_lastfm(folder):
        message = "It is not there, and neither are lastfm_tags.db or lastfm_train."
        raise LabelsError(matrix, message)
    ids = _listed(folder, f"{short}_x_msd_id.txt", count)
    names = {tag.partition("/")[2]: tag for tag in MSD}
    found = read_lastfm(folder, ids, names)
    return [frozenset(names[tag] for tag in found.get(track, ())) for track in ids]


def _bad(folder: Path, short: str, count: int) -> Sequence[str]:
    """Why each track of a split should not be used; empty for most."""
    lists = {short + ending: reason for ending, reason in _BAD.items()}
    reasons = {
        number: reason
        for name, reason in lists.items()
        if (folder / name).is_file()
        for number in read_list(folder / name)
    }
    if not reasons:
        return [""] * count
    return [reasons.get(number, "") for number in _listed(folder, f"{short}_x_7d_id.txt", count)]


def _listed(folder: Path, name: str, count: int) -> list[str]:
    values = read_list(folder / name)
    if len(values) != count:
        message = f"It has {len(values)} lines, the list of file names has {count}."
        raise LabelsError(folder / name, message)
    return values
