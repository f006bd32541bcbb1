"""The demo library is made whole, made once, and made to the end after an interruption."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest

from engine.demo import make_demo
from engine.demo.catalogue import catalogue
from engine.demo.make import MARK, STAGING
from engine.errors import Cancelled, NearfieldError

STYLE = ["Chiptune"]


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file() and MARK not in path.name
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo") / "music", styles=STYLE, seconds=1.0)


def test_every_track_is_there_with_its_tags_and_a_cover(made: Path) -> None:
    for track in catalogue(STYLE, 1.0):
        file = mutagen.File(made / track.path)
        assert file.info.length == pytest.approx(1.0, abs=0.15)
        assert track.tags.title in str(file.tags)
        assert track.embeds_cover != (made / track.folder / "cover.jpg").exists()
    assert not (made / STAGING).exists()


def test_a_complete_library_is_left_alone(made: Path) -> None:
    before, told = snapshot(made), list[tuple[int, int]]()
    make_demo(made, lambda *counts: told.append(counts), styles=STYLE, seconds=1.0)
    assert snapshot(made) == before
    assert told == [(6, 6)]


def test_an_interrupted_library_is_made_to_the_end(tmp_path: Path) -> None:
    styles = ["Chiptune", "Bossa Nova", "Drum & Bass"]
    told = list[tuple[int, int]]()

    def make(cancelled: Callable[[], bool] | None = None) -> dict[str, tuple[int, int]]:
        make_demo(
            tmp_path, lambda *counts: told.append(counts), cancelled, styles=styles, seconds=0.5
        )
        return snapshot(tmp_path)

    with pytest.raises(Cancelled):
        make(lambda: told[-1][0] >= 1)
    early = snapshot(tmp_path)
    finished = [path for path in early if not path.endswith(".jpg")]
    assert 1 <= len(finished) < 18
    (tmp_path / STAGING / "half.mp3").write_bytes(b"half")

    late = make()
    assert {path: late[path] for path in finished} == {path: early[path] for path in finished}
    assert {path for path in late if not path.endswith(".jpg")} == {
        track.path.as_posix() for track in catalogue(styles)
    }
    assert (told[0], told[-1]) == ((0, 18), (18, 18))


def test_the_same_library_is_made_each_time(tmp_path: Path, made: Path) -> None:
    again = make_demo(tmp_path, styles=STYLE, seconds=1.0)
    for track in catalogue(STYLE):
        assert (again / track.path).read_bytes() == (made / track.path).read_bytes()


def test_a_library_of_another_edition_is_made_again(tmp_path: Path) -> None:
    make_demo(tmp_path, styles=STYLE, seconds=0.5)
    own = tmp_path / "Pocket Gryphon" / "my own note.txt"
    own.write_text("stays")
    (tmp_path / MARK).write_text("0")
    before = snapshot(tmp_path)
    after = snapshot(make_demo(tmp_path, styles=STYLE, seconds=0.5))
    assert after.keys() == before.keys()
    assert {path for path in after if after[path] == before[path]} == {
        "Pocket Gryphon/my own note.txt"
    }


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NearfieldError, match="Cannot make the demo library"):
        make_demo(tmp_path / "file", styles=STYLE, seconds=0.5)
