from __future__ import annotations

import errno
from pathlib import Path

import pytest

from engine.errors import Cancelled
from engine.whole_file import settle, unwritable, whole_file
from tests.full_disk import full_disk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is there already."""
    path = tmp_path / "kept.json"
    path.write_text("older")
    return path


def left(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def test_a_file_takes_its_place_when_it_is_complete(path: Path) -> None:
    with whole_file(path) as unfinished:
        unfinished.write_text("newer")
        assert path.read_text() == "older"
        assert unfinished.parent == path.parent
    assert path.read_text() == "newer"
    assert left(path) == ["kept.json"]


def test_a_file_that_was_not_there_is_made(tmp_path: Path) -> None:
    with whole_file(tmp_path / "new") as unfinished, unfinished.open("wb") as file:
        file.write(b"content")
    assert (tmp_path / "new").read_bytes() == b"content"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        ValueError("none of the system's"),
        Cancelled("Stopped"),
        KeyboardInterrupt(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_goes_wrong_leaves_what_was_there(path: Path, error: BaseException) -> None:
    def write() -> None:
        with whole_file(path) as unfinished:
            unfinished.write_text("half")
            raise error

    with pytest.raises(type(error)) as raised:
        write()
    assert raised.value is error
    assert path.read_text() == "older"
    assert left(path) == ["kept.json"]


def test_a_writer_that_the_system_stops_leaves_what_was_there(path: Path) -> None:
    with (
        full_disk(),
        pytest.raises(OSError, match="File too large"),
        whole_file(path) as unfinished,
        unfinished.open("wb") as file,
    ):
        file.write(bytes(10_000))
    assert path.read_text() == "older"
    assert left(path) == ["kept.json"]


def test_what_a_killed_process_left_is_overwritten(path: Path) -> None:
    (path.parent / "kept.json.part").write_text("much longer than what comes now")
    with whole_file(path) as unfinished:
        assert not unfinished.exists(), "what appends or updates would go on with it"
        unfinished.write_text("new")
    assert path.read_text() == "new"
    assert left(path) == ["kept.json"]


def test_a_leftover_that_links_elsewhere_harms_nothing_there(path: Path) -> None:
    elsewhere = path.parent / "elsewhere"
    elsewhere.write_text("precious")
    (path.parent / "kept.json.part").symlink_to(elsewhere)
    with whole_file(path) as unfinished:
        unfinished.write_text("new")
    assert elsewhere.read_text() == "precious"
    assert not path.is_symlink()


def test_names_that_differ_in_their_ending_alone_do_not_meet(tmp_path: Path) -> None:
    with whole_file(tmp_path / "run.json") as one, whole_file(tmp_path / "run.csv") as other:
        one.write_text("json")
        other.write_text("csv")
    assert (tmp_path / "run.json").read_text() == "json"
    assert (tmp_path / "run.csv").read_text() == "csv"


def test_what_cannot_be_replaced_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"), whole_file(tmp_path / "folder") as unfinished:
        unfinished.write_text("new")
    assert left(tmp_path / "folder") == ["folder"]
    assert (tmp_path / "folder").is_dir()


def test_a_block_that_writes_nothing_is_an_error(path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file(path):
        pass
    assert path.read_text() == "older"


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "file"
    with pytest.raises(FileNotFoundError), whole_file(path) as unfinished:
        unfinished.write_text("new")
    assert not path.parent.exists()


def test_settling_a_file_leaves_its_content(path: Path) -> None:
    settle(path)
    assert path.read_text() == "older"


def test_a_person_is_told_which_file_and_why(tmp_path: Path) -> None:
    told = unwritable(tmp_path / "a.csv", OSError(errno.ENOSPC, "No space left on device"))
    assert str(told) == "Cannot write 'a.csv': No space left on device."
    assert str(unwritable(tmp_path / "a", ValueError("odd"))) == "Cannot write 'a': odd."
