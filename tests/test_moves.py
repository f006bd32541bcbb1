"""A library that is turned upside down on disk: nothing is listened to twice, nothing is lost.

The real analyser listens to real small files, with a small model; what it is handed is counted.
"""

from __future__ import annotations

import shutil
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.library import Library
from engine.types import Origin, Play, PlaylistEntry, TrackState
from tests.many_songs import make_songs, retag

COUNT = 600
CHANGED = 500
COPIED = 100


@pytest.fixture(scope="module")
def listened(tmp_path_factory: pytest.TempPathFactory, small_model: Path) -> Path:
    """A folder with a library that was listened to, and what its music was then."""
    place = tmp_path_factory.mktemp("moves")
    make_songs(place / "Music", COUNT, ("tiny.mp3", "tiny.flac"))
    shutil.copytree(place / "Music", place / "as it was")
    with Library.open(place / "home", model=small_model) as library:
        library.claim()
        library.folders.add(place / "Music")
        library.refresh()
        assert library.analyse().done == COUNT
        ids = [track.id for track in library.tracks.all()]
        library.playlists.create("Favourites", [PlaylistEntry(track_id) for track_id in ids[::7]])
        library.history.like(ids[::5])
        for track_id in ids[::3]:
            library.history.played(Play(track_id, 1_700_000_000.0 + track_id, 3.0, Origin.RADIO))
    return place


@pytest.fixture
def music(listened: Path) -> Path:
    """The music as it was when it was listened to."""
    shutil.rmtree(listened / "Music", ignore_errors=True)
    shutil.copytree(listened / "as it was", listened / "Music")
    return listened / "Music"


@pytest.fixture
def library(listened: Path, music: Path, tmp_path: Path, small_model: Path) -> Iterator[Library]:
    shutil.copytree(listened / "home", tmp_path / "home")
    with Library.open(tmp_path / "home", model=small_model) as library:
        library.claim()
        assert not library.refresh()
        yield library


def follow(library: Library) -> int:
    """Let the library follow the disk; returns how many tracks were listened to for it."""
    library.refresh()
    return library.analyse().done


def belongings(library: Library) -> object:
    """All that the user would miss: what is liked and was played, and the playlist."""
    tracks = [track for track in library.tracks.all() if track.liked or track.plays]
    standing = {track.id: (track.liked, track.plays, track.last_played) for track in tracks}
    return standing, library.playlists.all()[0].track_ids, library.history.plays(COUNT)


def where(library: Library) -> dict[int, Path]:
    return {track.id: track.path for track in library.tracks.all()}


def songs(music: Path) -> list[Path]:
    return sorted(path for path in music.rglob("*") if path.is_file())


def test_a_renamed_music_folder_goes_on_under_its_new_name(library: Library, music: Path) -> None:
    before, kept = where(library), belongings(library)
    renamed = music.rename(music.with_name("My music"))
    try:
        library.folders.add(renamed)
        assert follow(library) == 0
        moved = {i: renamed / path.relative_to(music) for i, path in before.items()}
        assert where(library) == moved
        assert belongings(library) == kept
        assert {track.state for track in library.tracks.all()} == {TrackState.READY}
    finally:
        shutil.rmtree(renamed)


def test_files_that_move_and_are_renamed_are_not_listened_to_again(
    library: Library, music: Path
) -> None:
    before, kept = where(library), belongings(library)
    ids = {path: track_id for track_id, path in before.items()}
    expected = dict(before)
    for number, path in enumerate(songs(music)[:CHANGED]):
        target = music / "Sorted" / f"{number % 9}" / f"{number} {path.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
        expected[ids[path]] = target
    assert follow(library) == 0
    assert where(library) == expected
    assert belongings(library) == kept
    assert {track.state for track in library.tracks.all()} == {TrackState.READY}


def test_retagged_files_are_not_listened_to_again(library: Library, music: Path) -> None:
    before, kept = where(library), belongings(library)
    for number, path in enumerate(songs(music)[:CHANGED]):
        retag(path, number, word="Renamed song")
    assert follow(library) == 0
    assert where(library) == before
    assert belongings(library) == kept
    titles = [track.tags.title for track in library.tracks.all()]
    assert sum(title.startswith("Renamed song") for title in titles) == CHANGED


def test_copies_are_tracks_of_their_own_that_know_each_other(library: Library, music: Path) -> None:
    before, kept = where(library), belongings(library)
    sources = songs(music)[:COPIED]
    (music / "Copies").mkdir()
    for path in sources:
        shutil.copy2(path, music / "Copies" / path.name.replace("Song", path.parent.name))
    assert follow(library) == 0
    after = where(library)
    assert len(after) == COUNT + COPIED
    assert before.items() <= after.items()
    assert {track.state for track in library.tracks.all()} == {TrackState.READY}
    assert belongings(library) == kept
    originals = {path: track_id for track_id, path in before.items()}
    embeddings, model = library._store.embeddings, library.status().model_id
    for path in sources:
        (copy,) = library.tracks.copies(originals[path])
        assert copy.path.parent == music / "Copies"
        assert [track.id for track in library.tracks.copies(copy.id)] == [originals[path]]
        heard, taken = (embeddings.vector(model, i) for i in (originals[path], copy.id))
        assert heard is not None
        np.testing.assert_array_equal(heard, taken)
    assert library.status().indexed == COUNT + COPIED


def test_all_of_it_at_once(library: Library, music: Path) -> None:
    before, kept = where(library), belongings(library)
    files = songs(music)
    (music / "Elsewhere").mkdir()
    for number, path in enumerate(files[:CHANGED]):
        path = path.rename(music / "Elsewhere" / f"{number}{path.suffix}")
        retag(path, number, word="Moved song")
    for number, path in enumerate(files[-COPIED:]):
        shutil.copy2(path, music / f"copy {number}{path.suffix}")
    assert follow(library) == 0
    after = where(library)
    assert before.keys() < after.keys()
    assert len(after) == COUNT + COPIED
    assert all(path.is_file() for path in after.values())
    assert belongings(library) == kept


def test_what_only_resembles_a_heard_sound_is_listened_to(library: Library, music: Path) -> None:
    """Files that differ between the sampled blocks alone have one identity, and are no copies."""
    sound = np.random.default_rng(1).integers(-9_000, 9_000, 60_000, dtype=np.int16)
    write_wav(music / "one.wav", sound)
    assert follow(library) == 1
    sound[10_000] += 1
    for name in ("two.wav", "three.wav"):
        write_wav(music / name, sound)
    assert follow(library) == 2
    tracks = {track.path: track for track in library.tracks.all()}
    assert {track.state for track in tracks.values()} == {TrackState.READY}
    copies = library.tracks.copies(tracks[music / "one.wav"].id)
    assert [copy.path.name for copy in copies] == ["three.wav", "two.wav"]


def write_wav(path: Path, samples: NDArray[np.int16]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())
