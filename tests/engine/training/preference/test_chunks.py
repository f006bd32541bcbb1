"""Recordings become pictures, dealt so that nobody is in two splits; work goes on where it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.audio.mel import MelFrontEnd
from engine.errors import Cancelled, NearfieldError
from engine.training.preference.chunks import Chunking, keep_chunks
from engine.training.preference.database import SPLITS, PictureReader, PreferenceFile
from engine.training.preference.distances import keep_distances
from engine.training.preference.graph import EVERYWHERE, keep_graph
from engine.training.preference.shared_tags import graph_of_folder
from engine.training.watch import Watch

WHOLE = Chunking()


@pytest.fixture
def pair(music: Path, tmp_path: Path) -> Path:
    """Two artists of the collection, and a file that holds no sound."""
    folder = tmp_path / "pair"
    for name in ("Artist 00", "Artist 01"):
        shutil.copytree(music / name, folder / name)
    (folder / "broken.flac").write_bytes(b"no sound at all")
    return folder


def listen(
    file: PreferenceFile, folder: Path, watch: Watch | None = None, how: Chunking = WHOLE
) -> None:
    keep_graph(file, graph_of_folder(folder), EVERYWHERE, Watch())
    keep_chunks(file, MelFrontEnd(), how, watch or Watch())


def listened_to(place: list[int]) -> Watch:
    return Watch(lambda doing, done, total: place.append(done))


def test_nobody_is_in_two_splits(listened: Path) -> None:
    with PreferenceFile(listened) as file:
        nodes = [{node for *_, node in file.chunks(split)} for split in SPLITS]
        owners = {recording.node_id: recording.owner for recording in file.recordings()}
        assert sum(len(some) for some in nodes) == 24
        assert sum(len({owners[node] for node in some}) for some in nodes) == 12


def test_a_stopped_listening_goes_on(pair: Path, tmp_path: Path) -> None:
    first: list[int] = []
    with PreferenceFile(tmp_path / "w.sqlite") as file:
        watch = Watch(lambda doing, done, of: first.append(done), lambda: len(first) >= 2)
        with pytest.raises(Cancelled):
            listen(file, pair, watch)
        with pytest.raises(NearfieldError, match="'chunks' comes first"):
            keep_distances(file, Watch())
        then: list[int] = []
        listen(file, pair, listened_to(then))
        assert then == [2, 3, 4, 5]
        assert len(file.chunks()) == 4  # the broken file gave none and stopped nothing
        again: list[int] = []
        listen(file, pair, listened_to(again))
        assert again == []


def test_a_new_graph_keeps_what_was_heard(pair: Path, tmp_path: Path) -> None:
    with PreferenceFile(tmp_path / "w.sqlite") as file:
        listen(file, pair)
        shutil.rmtree(pair / "Artist 00")
        shutil.copyfile(pair / "Artist 01/Album 01/01 - Piece.flac", pair / "new.flac")
        heard: list[int] = []
        listen(file, pair, listened_to(heard))
        assert heard == [3, 4]  # the new file alone
        assert len(file.chunks()) == 3


def test_a_changed_file_is_heard_again(pair: Path, tmp_path: Path) -> None:
    with PreferenceFile(tmp_path / "w.sqlite") as file:
        listen(file, pair)
        shutil.copyfile(pair / "Artist 01/Album 01/01 - Piece.flac", pair / "broken.flac")
        listen(file, pair)
        assert len(file.chunks()) == 5


def test_other_chunks_are_cut_anew(pair: Path, tmp_path: Path) -> None:
    with PreferenceFile(tmp_path / "w.sqlite") as file:
        listen(file, pair)
        listen(file, pair, how=Chunking(seconds=10))
        assert len(file.chunks()) == 12
        listen(file, pair, how=Chunking(seconds=10, each=1))
        assert len(file.chunks()) == 4


def test_a_part_of_a_picture_is_the_same_as_of_the_whole(listened: Path) -> None:
    with PreferenceFile(listened) as file:
        chunk = file.chunks()[0][0]
    reader = PictureReader(listened, 128)
    whole = reader.read(chunk)
    assert whole.shape == (469, 128)
    assert reader.steps(chunk) == 469
    assert (reader.read(chunk, 100, 50) == whole[100:150]).all()


def test_a_file_that_is_no_training_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear reader, " * 1000)
    with pytest.raises(NearfieldError, match="cannot be used"):
        PreferenceFile(path)
