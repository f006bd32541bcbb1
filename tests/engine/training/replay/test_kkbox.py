"""Reading the five files: the joins, what is missing, and faults with their lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import Cancelled, FolderError, NearfieldError
from engine.models.replay.fields import Leading
from engine.training.replay.encoding import EncodedPlays, fit_fields
from engine.training.replay.kkbox import TEST, read_kkbox
from engine.training.replay.tables import TableError, read_chunks
from engine.training.watch import Watch

SAMPLE = Path(__file__).parents[5] / "shared" / "listening" / "kkbox-wsdm-sample"


def words(log: Path, category: str, row: int) -> str:
    """The word of a play in a category, as it came from the files."""
    plays = read_kkbox(log)
    for table, of in plays.parts():
        if category in table.categories:
            number = int(table.categories[category][row if of is None else of[row]])
            return plays.words[plays.vocabulary(category)].all()[number]
    raise KeyError(category)


def test_the_five_files_are_joined(log: Path) -> None:
    rows = (log / "train.csv").read_text().splitlines()[1:]
    row = next(n for n, line in enumerate(rows) if line.startswith("u4,s6"))
    known = {
        "user": "u4", "song": "s6", "city": "1", "genre_2": "458", "artist_1": "Artist 2",
        "country": "TW", "language": "3", "composer": "-1", "source_screen_name": "-1",
    }  # fmt: skip
    assert {name: words(log, name, row) for name in known} == known
    plays = read_kkbox(log)
    (members, songs) = plays.sides
    assert members.table.numbers["age"][members.of[row]] == 24
    assert songs.table.numbers["length"][songs.of[row]] == 200_006
    assert len(plays) == 600
    assert plays.replayed.mean() == pytest.approx(0.5, abs=0.1)


def test_what_no_file_tells_of_is_missing(log: Path) -> None:
    plays = read_kkbox(log)
    (members, songs) = plays.sides
    nobody = plays.words["user"].find("u9")
    bare, untold = plays.words["song"].find("s10"), plays.words["song"].find("s11")
    assert np.isnan(members.table.numbers["age"][nobody])
    assert np.isnan(songs.table.numbers["year"][bare])
    assert songs.table.categories["genre_1"][bare] > 0 == songs.table.categories["genre_1"][untold]
    assert plays.notes == [
        "members.csv tells of 9 of 10 users",
        "songs.csv tells of 11 of 12 songs",
        "song_extra_info.csv tells of 10 of 12 songs",
    ]


def test_the_file_to_be_told_has_no_outcome(log: Path) -> None:
    plays = read_kkbox(log, TEST)
    assert (len(plays), len(plays.replayed)) == (2, 0)


def test_missing_is_minus_one_and_unknown_a_class_of_its_own(log: Path) -> None:
    plays = read_kkbox(log)
    fields = fit_fields(plays, np.arange(600))
    codes, numbers = EncodedPlays(read_kkbox(log, TEST), fields).batch(np.arange(2))
    names = [category.name for category in fields.categories]
    assert codes[1, names.index("user")] == 0
    assert codes[1, names.index("artist_1")] == 1
    assert codes[0, names.index("user")] > 1
    assert (numbers[1] == -1).all()
    assert ((numbers[0] >= 0) & (numbers[0] <= 1)).sum() > 5


def test_fields_know_nothing_but_what_is_learned_from(log: Path) -> None:
    """A word that only other plays have is unknown, as is one that came but once."""
    lines = (log / "train.csv").read_text().splitlines()
    lines[-1] = "late,s0,my library,,once,1"
    lines[-2] = "late,s0,my library,,local-library,1"
    (log / "train.csv").write_text("\n".join(lines))
    plays = read_kkbox(log)
    assert "late" in fit_fields(plays, np.arange(600)).vocabularies["user"].words
    assert "once" not in fit_fields(plays, np.arange(600)).vocabularies["source_type"].words
    assert "once" in fit_fields(plays, np.arange(600), least=1).vocabularies["source_type"].words
    assert "late" not in fit_fields(plays, np.arange(598)).vocabularies["user"].words


def test_trending_artists_are_those_played_most(log: Path) -> None:
    plays = read_kkbox(log)
    fields = fit_fields(plays, np.arange(600))
    counts = [
        sum(f"s{n}," in line for line in (log / "train.csv").read_text().split() for n in ns)
        for ns in ((0, 4, 8), (1, 5, 9), (2, 6, 10), (3, 7))
    ]
    order = sorted(range(4), key=lambda artist: -counts[artist])
    assert fields.vocabularies["artist"].words == tuple(f"Artist {n}" for n in order)
    (flag,) = (number for number in fields.numbers if isinstance(number, Leading))
    assert flag.name == "trending_artist"
    assert flag.flags(np.array([0, 1, 2, 101, 102])).tolist() == [0, -1, 1, 1, 0]


@pytest.mark.parametrize(
    ("name", "fault", "line", "told"),
    [
        ("train.csv", b"u1,s1,a,b,c\n", 602, "5 columns instead of 6"),
        ("train.csv", b"u1,s1,a,b,c,2\n", 602, "target is '2', neither 0 nor 1"),
        ("train.csv", b"u1,s\xff1,a,b,c,1\n", 602, "not UTF-8"),
        ("train.csv", b"u1,\0,a,b,c,1\n", 602, "not a text file"),
        ("train.csv", b"u1," + b"s" * 200_000 + b",a,b,c,1\n", 602, "field larger"),
        ("songs.csv", b"s11,12345678901234567890,465,A,,,3\n", 13, "song_length is"),
        ("members.csv", b"u9,1,0,,7,yesterday,20170920\n", 12, "registration_init_time is"),
    ],
)
def test_a_fault_has_its_line(log: Path, name: str, fault: bytes, line: int, told: str) -> None:
    with (log / name).open("ab") as file:
        file.write(fault)
    with pytest.raises(TableError, match=f"Line {line}: .*{told}") as raised:
        read_kkbox(log)
    assert name in raised.value.title


def test_lines_are_those_of_the_file_where_a_field_has_several(log: Path) -> None:
    (log / "song_extra_info.csv").write_text('song_id,name,isrc\ns1,"two\nlines",\ns2,short\n')
    with pytest.raises(TableError, match="Line 4: 2 columns instead of 3"):
        read_kkbox(log)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "The file is empty"),
        ("msno,song\nu1,s1\n", "Line 1: There is no column 'song_id', only msno, song"),
        ("msno,song_id,source_system_tab,source_screen_name,source_type,target\n", "no play in it"),
    ],
)
def test_a_file_of_no_use_is_refused(log: Path, content: str, told: str) -> None:
    (log / "train.csv").write_text(content)
    with pytest.raises(TableError, match=told):
        read_kkbox(log)


def test_a_missing_file_or_folder_is_named(log: Path, tmp_path: Path) -> None:
    (log / "members.csv").unlink()
    with pytest.raises(NearfieldError, match=r"members\.csv.*No such file"):
        read_kkbox(log)
    with pytest.raises(FolderError):
        read_kkbox(tmp_path / "nowhere")


def test_columns_may_stand_in_any_order_and_blank_lines_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("\ufeffc,a,b\n3,1,2\n\n6,4,5\n9,7,8\n", encoding="utf-8")
    chunks = list(read_chunks(path, ("a", "b"), rows=2))
    assert [chunk.columns for chunk in chunks] == [(("1", "4"), ("2", "5")), (("7",), ("8",))]
    assert [list(chunk.lines) for chunk in chunks] == [[2, 4], [5]]


def test_reading_can_be_stopped(log: Path) -> None:
    with pytest.raises(Cancelled):
        read_kkbox(log, watch=Watch(cancelled=lambda: True))


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample of the published log is not here")
def test_the_published_files_are_read() -> None:
    plays = read_kkbox(SAMPLE)
    assert len(plays) == 19_999
    assert plays.replayed.mean() == pytest.approx(0.762, abs=0.001)
    assert plays.notes[0] == "members.csv tells of 2,463 of 2,463 users"
    assert len(read_kkbox(SAMPLE, TEST)) == 39_999
