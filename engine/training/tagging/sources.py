"""Sources of labelled music: which reader a folder or file is for, told by its names."""

from __future__ import annotations

from pathlib import Path

from engine.errors import FolderError, NearfieldError
from engine.training.tagging.jamendo import is_jamendo, read_jamendo
from engine.training.tagging.labelled import LabelledMusic
from engine.training.tagging.magnatagatune import is_magnatagatune, read_magnatagatune
from engine.training.tagging.million_song import is_million_song, read_million_song
from engine.training.tagging.own_labels import read_csv, read_genres


def read_labelled(labels: Path, audio: Path | None = None) -> LabelledMusic:
    """Read labels of any known form; the music lies in `audio`, or else beside the labels.

    `labels` is the folder or table of MTG-Jamendo, MagnaTagATune or the Million Song Dataset's
    split, a CSV of one's own, or a music folder whose files name their genres. Raises LabelsError,
    FolderError, NearfieldError if there is not a single track.
    """
    if not labels.exists():
        raise FolderError("No such labels", f"{labels} is neither a file nor a folder.")
    music = audio or (labels if labels.is_dir() else labels.parent)
    if not music.is_dir():
        raise FolderError("No such music folder", f"{music} is not a folder.")
    found = _read(labels, music)
    if not found.tracks:
        raise NearfieldError("There is nothing to learn", f"{labels} names no track.")
    return found


def _read(labels: Path, music: Path) -> LabelledMusic:
    if is_jamendo(labels):
        return read_jamendo(labels, music)
    if is_magnatagatune(labels):
        return read_magnatagatune(labels, music)
    if is_million_song(labels):
        return read_million_song(labels, music)
    return read_csv(labels, music) if labels.is_file() else read_genres(labels)
