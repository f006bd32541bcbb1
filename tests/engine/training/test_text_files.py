"""Text files of others: what is read of them, and with which line a fault is told."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from engine.training.text_files import (
    LONGEST,
    FileError,
    NoTextError,
    lines_of,
    opened,
    place_of,
    rows,
    text_of,
)


class EdgesError(FileError):
    what = "the edges in "


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


def read(path: Path, *, delimiter: str = ",", strict: bool = False) -> list[tuple[int, list[str]]]:
    with opened(path, EdgesError) as (file, _):
        return list(rows(path, file, EdgesError, delimiter=delimiter, strict=strict))


def test_rows_have_the_line_on_which_they_end(path: Path) -> None:
    path.write_bytes(b'a,b\n\n"two\nlines",c\n"x""y",\n')
    assert read(path) == [(1, ["a", "b"]), (2, []), (4, ["two\nlines", "c"]), (5, ['x"y', ""])]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_all_line_ends_and_marks(path: Path, end: bytes, mark: bytes) -> None:
    path.write_bytes(mark + end.join([b"a\tb", "é\t1".encode(), b"c\t2"]))
    assert read(path, delimiter="\t") == [(1, ["a", "b"]), (2, ["é", "1"]), (3, ["c", "2"])]


def test_a_packed_file_is_the_same(path: Path, tmp_path: Path) -> None:
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\nc,d\n"))
    assert read(packed) == [(1, ["a", "b"]), (2, ["c", "d"])]
    with opened(packed, FileError) as (file, raw):
        assert (file.read(3), raw.read(2)) == (b"a,b", b"")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,b\nc,\xff\n", "Line 2: This is not UTF-8; save the file as UTF-8 text."),
        (b'a,b\n"c\n\0",d\n', "Line 3: This is not a text file."),
        (b"a\n" + bytes(2 * LONGEST), "Line 2: This is not a text file."),
        (b'a,b\n"c"d,e\n', "Line 2: ',' expected after '\"'."),
        (b"a,b\n" + b"c" * 200_000, "Line 2: field larger than field limit (131072)."),
    ],
)
def test_a_fault_has_its_line(path: Path, content: bytes, told: str) -> None:
    path.write_bytes(content)
    with pytest.raises(EdgesError) as refused:
        read(path, strict=True)
    assert str(refused.value) == f"Cannot read the edges in 'a.csv': {told}"


def test_where_it_is_not_strict_a_field_goes_on_behind_its_quotation_mark(path: Path) -> None:
    path.write_bytes(b'"c"d,e\n')
    assert read(path) == [(1, ["cd", "e"])]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", None, "No such file or directory."),
        ("a.csv.gz", b"no gzip", "Not a gzipped file"),
        ("a.csv.gz", gzip.compress(bytes(range(256)) * 9)[:-20], "The packed file is damaged: "),
    ],
)
def test_what_cannot_be_opened_is_named(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError) as refused, opened(path, FileError) as (file, _):
        file.read()
    assert str(refused.value).startswith(f"Cannot read {name!r}: {told}")


def test_a_line_that_is_too_long_comes_cut_and_the_next_one_whole(path: Path) -> None:
    path.write_bytes(b"a\n" + b"b" * (3 * LONGEST) + b"\nc\n")
    with path.open("rb") as file:
        assert [len(line) for line in lines_of(file)] == [2, LONGEST + 1, 2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\xff", "the line is not UTF-8"),
        (b"a\0b", "the line is not text"),
        (b"a" * (LONGEST + 1), "the line is longer than 1 MiB"),
    ],
)
def test_what_is_wrong_with_one_line_is_said_of_it(line: bytes, reason: str) -> None:
    with pytest.raises(NoTextError, match=reason):
        text_of(line, 7)


def test_a_mark_begins_a_file_and_no_other_line() -> None:
    marked = "\ufeffa\n".encode()
    assert (text_of(marked, 1), text_of(marked, 2)) == ("a\n", "\ufeffa\n")


def test_a_column_that_is_not_there_is_told_with_those_that_are(path: Path) -> None:
    assert place_of("b", ["a", "b"], path, FileError) == 1
    with pytest.raises(FileError, match=r"Line 1: There is no column 'c', only a, b\.$"):
        place_of("c", ["a", "b"], path, FileError)
    many = ["long" * 100] * 9
    with pytest.raises(FileError, match=f"Line 3: .*only {'long' * 50}\\.$"):
        place_of("c", many, path, FileError, 3)
