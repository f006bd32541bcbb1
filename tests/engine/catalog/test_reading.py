"""Reading many files in processes of their own: the same as here, whatever a file does to them."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from engine.catalog import reading
from engine.catalog.reading import Reading, read_all, read_files

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of every kind; three of them are already many."""
    for path in DATA.iterdir():
        if path.is_file() and path.suffix not in {".py", ".m3u", ".m3u8"}:
            shutil.copy(path, tmp_path)
    monkeypatch.setattr(reading, "MANY", 3)
    monkeypatch.setattr(reading, "CHUNK", 4)
    return tmp_path


def named(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def killed_by_flac(root: Path, names: Sequence[str]) -> list[Reading]:
    if "tiny.flac" in names:
        os.abort()
    return read_files(root, names)


def held_up_by_flac(root: Path, names: Sequence[str]) -> list[Reading]:
    while "tiny.flac" in names:
        time.sleep(0.01)
    return read_files(root, names)


def test_many_are_read_as_few_are(folder: Path) -> None:
    names = [*named(folder), "gone.mp3"]
    assert len(names) > 10
    assert list(read_all(folder, names)) == read_files(folder, names)


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        (killed_by_flac, "Reading this file crashed the process that did it."),
        (held_up_by_flac, "Reading this file took more than 2 seconds."),
    ],
)
def test_a_bad_file_costs_nothing_but_itself(
    folder: Path, read: reading.Reader, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 2.0)
    found = {each.relative: each for each in read_all(folder, named(folder), read=read)}
    assert found.pop("tiny.flac") == Reading("tiny.flac", reason=reason)
    assert list(found.values()) == read_files(folder, list(found))


def test_it_ends_when_it_is_cancelled_and_leaves_no_process(folder: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    got: list[Reading] = []
    for each in read_all(folder, named(folder) * 50, lambda: len(got) > 5):
        got.append(each)  # noqa: PERF402 - the count is watched
    assert 5 < len(got) < 50
    left = set(psutil.Process().children(recursive=True)) - before
    assert [process for process in left if "resource_tracker" not in str(process.cmdline())] == []
