"""Every published form of labels is read for what it says, and refused where it is broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import FolderError, NearfieldError
from engine.training.tagging.labelled import Labelled, LabelledMusic, Lesson, chosen_tags
from engine.training.tagging.rows import LabelsError
from engine.training.tagging.sources import read_labelled
from tests.engine.training.tagging.conftest import (
    JAMENDO,
    write_lastfm_database,
    write_lastfm_objects,
    write_list,
)

TRACK = "TRABC0000000000002"


def splits(music: LabelledMusic) -> list[str | None]:
    return [track.split for track in music.tracks]


def test_jamendo_tells_split_artist_tags_and_the_small_version(jamendo: Path) -> None:
    music = read_labelled(jamendo)
    assert splits(music) == ["train"] * 2 + ["validation"] * 2 + ["test"] * 2
    first, second = music.tracks[:2]
    assert first.path == jamendo / "14" / "214.low.mp3"
    assert second.path == jamendo / "15" / "215.mp3"
    assert second.owner == "artist_000015"
    assert second.tags == {"jamendo/genre---metal", "jamendo/instrument---voice"}


def test_one_table_of_jamendo_has_no_split(jamendo: Path) -> None:
    table = jamendo / "autotagging_top50tags.tsv"
    table.write_text(JAMENDO)
    assert splits(read_labelled(table)) == [None, None]


def test_magnatagatune_is_split_by_folder(magnatagatune: Path) -> None:
    music = read_labelled(magnatagatune)
    assert splits(music) == ["train", "train", "validation", "test"]
    assert music.tracks[1].tags == {"mtat/singer", "mtat/hard rock"}
    assert music.tracks[1].owner == "Artist 3"
    assert all(track.path.is_file() for track in music.tracks)


def test_the_million_song_split_is_read_from_its_matrices(million_song: Path) -> None:
    music = read_labelled(million_song)
    assert splits(music) == ["train"] * 2 + ["validation"] * 2 + ["test"] * 2
    assert music.tracks[0].tags == frozenset()
    assert music.tracks[1].tags == {"msd/rock", "msd/sad"}
    assert all(track.path.is_file() for track in music.tracks)


@pytest.mark.parametrize("write", [write_lastfm_database, write_lastfm_objects])
def test_lastfm_stands_in_for_a_matrix(
    million_song: Path, write: Callable[[Path, dict[str, dict[str, float]]], None]
) -> None:
    (million_song / "train_y.npy").unlink()
    write(million_song, {TRACK: {"rock": 100, "sad": 50, "Hip-Hop": 51, "my own": 99}})
    music = read_labelled(million_song)
    assert music.tracks[0].tags == frozenset()
    assert music.tracks[1].tags == {"msd/rock", "msd/Hip-Hop"}


def test_excerpts_the_split_calls_bad_are_counted(million_song: Path) -> None:
    write_list(million_song / "train_x_7d_invalid_audio_id.txt", ["2"])
    music = read_labelled(million_song)
    assert len(music.tracks) == 5
    assert music.left_out == {"the split lists it as damaged": 1}


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    table = tmp_path / "tags.csv"
    table.write_text("Path,artist,Genre\na.mp3,Zoë,Ambient/Soundtrack\nb.mp3,Al,\n", "utf-8-sig")
    music = read_labelled(table)
    assert music.tracks[0] == Labelled(
        tmp_path / "a.mp3", frozenset({"own/ambient", "own/soundtrack"}), None, "Zoë"
    )
    assert music.tracks[1].tags == frozenset()


def test_a_table_without_a_header(tmp_path: Path) -> None:
    table = tmp_path / "tags.csv"
    table.write_text("a.mp3,rock,guitar\nb.mp3,Rock\n")
    first, second = read_labelled(table, tmp_path).tracks
    assert first.tags == {"own/rock", "own/guitar"}
    assert second.tags == {"own/rock"}


def test_a_music_folder_names_its_own_genres(music: Path) -> None:
    found = read_labelled(music)
    assert len(found.tracks) == 24
    assert {track.owner for track in found.tracks} == {f"artist {n:02}" for n in range(12)}


BROKEN = {
    "no-utf8": ("tags.csv", b"file,tags\na.mp3,rock\nb.mp3,caf\xe9\n", "Line 3: This is not UTF-8"),
    "binary": ("tags.csv", b"file,tags\n\0\0\n", "Line 2: This is not a text file"),
    "short-row": ("tags.csv", b"file,tags\na.mp3\n", "Line 2: 1 columns instead of 2"),
    "no-tags": ("tags.csv", b"file,mood\na.mp3,sad\n", "Line 1: There is none of the columns"),
    "split": ("tags.csv", b"file,tags,split\na.mp3,sad,tain\n", "Line 2: The split is 'tain'"),
    "no-file": ("tags.csv", b"file,tags\n,sad\n", "Line 2: The row names no file"),
    "bare": ("tags.csv", b"a.mp3,rock\nb.mp3\n", "Line 2: A row is a file and its tags"),
    "empty": ("tags.csv", b"\n\n", "The file is empty"),
    "quote": ("tags.csv", b'file,tags\n"a.mp3,sad\n', "Line 2: unexpected end of data"),
    "jamendo-columns": ("autotagging.tsv", b"TRACK_ID\tPATH\n", "Line 1: The columns are not"),
    "jamendo-row": (
        "autotagging.tsv",
        JAMENDO.encode() + b"track_1\tartist_1\talbum_1\t1/1.mp3\n",
        "Line 4: A row has five columns, then tags",
    ),
    "mtat-column": ("annotations_final.csv", b"clip_id\trock\n2\t1\n", "no column 'mp3_path'"),
    "mtat-value": (
        "annotations_final.csv",
        b"clip_id\trock\tmp3_path\n2\tyes\t0/a.mp3\n",
        "Line 2: 'yes' under 'rock' is neither 0 nor 1",
    ),
    "mtat-folder": (
        "annotations_final.csv",
        b"clip_id\trock\tmp3_path\n2\t1\tg/a.mp3\n",
        "Line 2: 'g/a.mp3' lies in none of the folders",
    ),
}


@pytest.mark.parametrize(("name", "content", "told"), BROKEN.values(), ids=BROKEN)
def test_broken_tables_are_refused_with_their_line(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    table = tmp_path / name
    table.write_bytes(content)
    with pytest.raises(LabelsError, match=name) as refused:
        read_labelled(table)
    assert told in refused.value.message


def test_lists_of_unequal_length_are_refused(million_song: Path) -> None:
    (million_song / "valid_y.npy").unlink()
    write_lastfm_database(million_song, {})
    write_list(million_song / "valid_x_msd_id.txt", ["TRABC0000000000011"])
    with pytest.raises(LabelsError, match="1 lines, the list of file names has 2"):
        read_labelled(million_song)


@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        (np.zeros((3, 50)), r"\(3, 50\), not \(2, 50\)"),
        (np.full((2, 50), 7), "more than zeros and ones"),
        (np.array([["rock"] * 50] * 2, dtype=object), "not a plain .npy array"),
    ],
)
def test_matrices_that_do_not_fit_are_refused(
    million_song: Path, matrix: np.ndarray[tuple[int, int], np.dtype[np.generic]], told: str
) -> None:
    np.save(million_song / "test_y.npy", matrix, allow_pickle=True)
    with pytest.raises(LabelsError, match=told):
        read_labelled(million_song)


def test_neither_matrix_nor_lastfm(million_song: Path) -> None:
    (million_song / "test_y.npy").unlink()
    with pytest.raises(LabelsError, match=r"neither are lastfm_tags\.db"):
        read_labelled(million_song)


def test_a_database_that_is_none(million_song: Path) -> None:
    (million_song / "train_y.npy").unlink()
    (million_song / "lastfm_tags.db").write_text("not a database at all, however one looks at it")
    with pytest.raises(LabelsError, match="not the published database"):
        read_labelled(million_song)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="neither a file nor a folder"):
        read_labelled(tmp_path / "absent.csv")
    with pytest.raises(NearfieldError, match="names no track"):
        read_labelled(tmp_path)


def lesson_of(tags: list[str]) -> Lesson:
    tracks = [
        Labelled(Path(f"{n}.mp3"), frozenset({tag} - {""}), owner=f"{n // 2}")
        for n, tag in enumerate(tags)
    ]
    music = LabelledMusic("mine", tuple(tracks))
    return Lesson.of(music, chosen_tags(music, most=50, least=5), seed=0)


def test_owners_stay_whole_and_bare_tracks_are_counted() -> None:
    lesson = lesson_of(["own/a"] * 20 + ["own/b"] * 10 + ["own/rare"] + [""] * 3)
    assert lesson.tags == ("own/a", "own/b")
    assert lesson.left_out == {"carries none of the chosen tags": 4}
    owners = [{track.owner for track in tracks} for tracks in lesson.splits.values()]
    assert sum(map(len, owners)) == len(set.union(*owners)) == 15
    assert [len(tracks) for tracks in lesson.splits.values()] == [20, 6, 4]


def test_the_labels_stand_in_the_order_of_the_tags() -> None:
    lesson = lesson_of(["own/b"] * 6 + ["own/a"] * 8)
    train = lesson.splits["train"]
    expected = [[tag in track.tags for tag in ("own/a", "own/b")] for track in train]
    np.testing.assert_array_equal(lesson.labels("train"), expected)


def test_too_few_tracks_of_any_tag() -> None:
    with pytest.raises(NearfieldError, match="There are no tags to learn"):
        lesson_of(["own/a", "own/b"])
