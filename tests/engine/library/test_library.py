"""The library through its door, on real files: what the app and the command line rely on."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mutagen.id3 import ID3, TIT2

from engine.errors import FolderError, LibraryInUse, ModelError, NotFound, PlaylistError
from engine.library import LINES, Broadcast, Library
from engine.types import Activity, Change, PlaylistEntry, PlaylistLength, Progress, TrackState
from tests.engine.conftest import SONGS

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def heard_home(tmp_path_factory: pytest.TempPathFactory, small_model: Path, songs: Path) -> Path:
    """The home of a library that has listened to the music folder beside it."""
    home = tmp_path_factory.mktemp("heard") / "home"
    _fill(home.parent / "music", songs)
    with Library.open(home, model=small_model) as library:
        library.claim()
        library.folders.add(home.parent / "music")
        library.refresh()
        library.analyse()
    return home


@pytest.fixture
def music(heard_home: Path, songs: Path) -> Path:
    """The music folder as it was when it was listened to."""
    return _fill(heard_home.parent / "music", songs)


@pytest.fixture
def library(tmp_path: Path, small_model: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", model=small_model) as library:
        yield library


@pytest.fixture
def heard(heard_home: Path, music: Path, tmp_path: Path, small_model: Path) -> Iterator[Library]:
    """A library that has scanned the folder and listened to it."""
    shutil.copytree(heard_home, tmp_path / "heard")
    with Library.open(tmp_path / "heard", model=small_model) as library:
        library.claim()
        yield library


def _fill(folder: Path, songs: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(songs, folder)
    return folder


class News:
    """Collects what a library broadcasts, and waits for what is expected of it."""

    def __init__(self, library: Library) -> None:
        self.seen: list[Broadcast] = []
        self._came = threading.Condition()
        library.subscribe(self._take)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        with self._came:
            assert self._came.wait_for(condition, seconds), self.seen[-5:]

    def _take(self, news: Broadcast) -> None:
        with self._came:
            self.seen.append(news)
            self._came.notify_all()


def by_name(library: Library) -> dict[str, TrackState]:
    return {track.path.name: track.state for track in library.tracks.all()}


def track_id(library: Library, name: str) -> int:
    return next(track.id for track in library.tracks.all() if track.path.name == name)


def test_a_folder_becomes_tracks_that_have_neighbours(heard: Library) -> None:
    assert by_name(heard) == dict.fromkeys(SONGS, TrackState.READY)
    assert len(heard.recommender.similar(track_id(heard, "tiny.mp3"))) == 5
    status = heard.status()
    assert (status.total, status.indexed) == (6, 6)
    assert heard.tracks.picture(track_id(heard, "tiny.flac"))


def test_everything_is_there_after_opening_it_again(heard: Library, small_model: Path) -> None:
    playlist = heard.playlists.create("Mine", [PlaylistEntry(track_id(heard, "tiny.mp3"))])
    heard.close()
    with Library.open(heard.home, model=small_model) as again:
        assert by_name(again) == dict.fromkeys(SONGS, TrackState.READY)
        assert again.playlists.all() == [playlist]
        assert again.analyse().done == 0


def test_a_moved_and_retagged_file_is_not_heard_again(heard: Library, music: Path) -> None:
    before = track_id(heard, "tiny.mp3")
    (music / "sub").mkdir()
    (music / "tiny.mp3").rename(music / "sub" / "renamed.mp3")
    tags = ID3(music / "sub" / "renamed.mp3")
    tags.add(TIT2(text="Another title"))
    tags.save()
    heard.refresh()
    assert heard.analyse().done == 0
    (track,) = heard.tracks.of([before])
    assert (track.path.name, track.tags.title) == ("renamed.mp3", "Another title")
    assert track.state is TrackState.READY


def test_the_background_follows_what_happens_on_disk(library: Library, music: Path) -> None:
    news = News(library)
    library.start()
    library.folders.add(music)
    news.wait_for(lambda: set(by_name(library).values()) == {TrackState.READY})
    assert len(library.tracks.all()) == 6
    (music / "tiny.ogg").unlink()
    (music / "tiny.wav").rename(music / "moved.wav")
    news.wait_for(lambda: by_name(library).get("tiny.ogg") is TrackState.MISSING)
    news.wait_for(lambda: by_name(library).get("moved.wav") is TrackState.READY)
    shutil.copy(DATA / "tiny.ogg", music / "tiny.ogg")
    news.wait_for(lambda: by_name(library).get("tiny.ogg") is TrackState.READY)
    news.wait_for(lambda: library.progress().activity is Activity.IDLE)


def test_a_burst_of_two_thousand_files_arrives_whole(library: Library, tmp_path: Path) -> None:
    news = News(library)
    library.start()
    library.analysis.pause()
    folder = tmp_path / "burst"
    folder.mkdir()
    library.folders.add(folder)
    (folder / "album").mkdir()
    for number in range(2_000):
        _write_distinct_flac(folder / "album" / f"{number}.flac", number)
    news.wait_for(lambda: len(library.tracks.all()) == 2_000)
    ids = {track.id for track in library.tracks.all()}
    (folder / "album").rename(folder / "renamed")
    news.wait_for(lambda: all(t.path.parent.name == "renamed" for t in library.tracks.all()))
    assert {track.id for track in library.tracks.all()} == ids
    shutil.rmtree(folder / "renamed")
    news.wait_for(lambda: set(by_name(library).values()) == {TrackState.MISSING})


def _write_distinct_flac(path: Path, number: int) -> None:
    """A FLAC that claims, in its STREAMINFO, the MD5 of a sound of its own."""
    data = bytearray((DATA / "tiny.flac").read_bytes())
    data[26:34] = number.to_bytes(8, "big")
    path.write_bytes(data)


def test_pausing_holds_new_tracks_back(library: Library, music: Path) -> None:
    news = News(library)
    library.start()
    library.analysis.pause()
    library.folders.add(music)
    news.wait_for(lambda: len(by_name(library)) == 6)
    assert library.progress().activity is Activity.PAUSED
    assert set(by_name(library).values()) == {TrackState.WAITING}
    library.analysis.resume()
    news.wait_for(lambda: set(by_name(library).values()) == {TrackState.READY})
    assert any(isinstance(n, Progress) and n.activity is Activity.ANALYSING for n in news.seen)


def test_a_bad_file_fails_with_a_reason_and_can_be_retried(heard: Library, music: Path) -> None:
    shutil.copy(DATA / "mislabelled.mp3", music / "new.mp3")
    heard.refresh()
    assert heard.analyse().failures == 1
    (failed,) = heard.tracks.of([track_id(heard, "new.mp3")])
    assert (failed.state, failed.reason != "") == (TrackState.FAILED, True)
    heard.retry([failed.id])
    assert heard.tracks.of([failed.id])[0].state is TrackState.WAITING


def test_an_unplugged_folder_loses_nothing(heard: Library, music: Path, tmp_path: Path) -> None:
    music.rename(tmp_path / "elsewhere")
    heard.refresh()
    assert set(by_name(heard).values()) == {TrackState.MISSING}
    assert not heard.folders.all()[0].mounted
    (tmp_path / "elsewhere").rename(music)
    heard.refresh()
    assert heard.analyse().done == 0
    assert by_name(heard) == dict.fromkeys(SONGS, TrackState.READY)


def test_a_removed_folder_comes_back_without_being_heard_again(heard: Library, music: Path) -> None:
    heard.folders.remove(heard.folders.all()[0].id)
    assert heard.tracks.all() == []
    heard.folders.add(music)
    heard.refresh()
    assert heard.analyse().done == 0
    assert by_name(heard) == dict.fromkeys(SONGS, TrackState.READY)


def test_folders_that_cannot_be_used_are_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no such folder"):
        library.folders.add(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(FolderError, match="not a folder"):
        library.folders.add(tmp_path / "file")
    assert library.folders.all() == []


def test_a_folder_inside_another_is_part_of_it(
    library: Library, music: Path, tmp_path: Path
) -> None:
    (music / "rock").mkdir()
    whole = library.folders.add(music)
    assert library.folders.add(music / "rock") == library.folders.add(music) == whole
    (tmp_path / "link").symlink_to(music)
    assert library.folders.add(tmp_path / "link") == whole
    assert library.folders.add(music / "rock" / "..") == whole
    assert library.folders.all() == [whole]


def test_an_empty_folder_is_an_empty_library(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    library.folders.add(tmp_path / "empty")
    assert not library.refresh()
    assert library.analyse().total == 0
    assert (library.tracks.all(), library.status().total) == ([], 0)


def test_a_second_instance_is_told_so(library: Library, small_model: Path) -> None:
    library.claim()
    library.claim()
    with (
        Library.open(library.home, model=small_model) as other,
        pytest.raises(LibraryInUse, match="already open"),
    ):
        other.claim()
    library.close()
    with Library.open(library.home, model=small_model) as other:
        other.claim()


def test_tracks_are_found_by_path_and_by_words(heard: Library, music: Path) -> None:
    assert [t.path.name for t in heard.tracks.find(str(music / "tiny.mp3"))] == ["tiny.mp3"]
    assert len(heard.tracks.find("TINY nearfield")) == 6
    assert [t.path.name for t in heard.tracks.find("opus tiny")] == ["tiny.opus"]
    assert heard.tracks.find("tiny nobody") == heard.tracks.find("") == []


def test_a_track_that_is_gone_is_not_found(heard: Library) -> None:
    with pytest.raises(NotFound):
        heard.recommender.similar(999)


def test_playlists_are_built_from_the_library(heard: Library) -> None:
    seed = track_id(heard, "tiny.mp3")
    assert heard.recommender.radio(seed, PlaylistLength(tracks=3))[0].id == seed
    more = heard.recommender.more_like([seed], PlaylistLength(minutes=1))
    assert seed not in [track.id for track in more]


@pytest.mark.parametrize("suffix", [".m3u8", ".m3u"])
@pytest.mark.parametrize("relative", [True, False])
def test_an_exported_playlist_resolves_and_comes_back(
    heard: Library, tmp_path: Path, suffix: str, relative: bool
) -> None:
    entries = [PlaylistEntry(track.id) for track in heard.tracks.all()]
    path = heard.playlists.export(entries, tmp_path / f"Mine{suffix}", relative=relative)
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 6
    assert all((path.parent / line).exists() for line in lines)
    assert all(os.path.isabs(line) != relative for line in lines)  # noqa: PTH117
    imported = heard.playlists.take_in(path)
    assert imported.missing == ()
    assert imported.playlist.track_ids == tuple(entry.track_id for entry in entries)


def test_an_import_keeps_what_the_library_does_not_have(
    heard: Library, music: Path, tmp_path: Path
) -> None:
    playlist = music.parent / "Old.m3u8"
    playlist.write_text("#EXTM3U\n#EXTINF:12,Gone\nnot/here.mp3\nmusic/tiny.mp3\n")
    imported = heard.playlists.take_in(playlist)
    assert [Path(location).name for location in imported.missing] == ["here.mp3"]
    assert imported.playlist.track_ids == (track_id(heard, "tiny.mp3"),)
    assert imported.playlist.entries[0].title == "Gone"
    again = heard.playlists.export(imported.playlist.entries, tmp_path / "Again.m3u8")
    assert "not/here.mp3" in again.read_text()


def test_a_missing_entry_finds_its_track_when_the_file_turns_up(
    heard: Library, music: Path
) -> None:
    playlist = music.parent / "Early.m3u8"
    playlist.write_text("music/later.mp3\n")
    assert heard.playlists.take_in(playlist).missing
    shutil.copy(DATA / "tiny.mp3", music / "later.mp3")
    news = News(heard)
    heard.refresh()
    assert heard.playlists.all()[0].track_ids == (track_id(heard, "later.mp3"),)
    assert Change(playlists=True) in news.seen


def test_playlist_entries_outlive_the_folder_they_came_from(heard: Library, music: Path) -> None:
    playlist = heard.playlists.create("Mine", [PlaylistEntry(track_id(heard, "tiny.mp3"))])
    heard.folders.remove(heard.folders.all()[0].id)
    assert heard.playlists.all()[0].entries[0].location == str(music / "tiny.mp3")
    heard.folders.add(music)
    heard.refresh()
    assert heard.playlists.all() == [playlist]


def test_an_export_that_cannot_be_written_says_so(heard: Library, tmp_path: Path) -> None:
    with pytest.raises(PlaylistError):
        heard.playlists.export([], tmp_path / "no" / "such" / "folder.m3u8")


@pytest.fixture
def newer_model(small_model: Path, tmp_path: Path) -> Path:
    """Other weights of the same network."""
    import torch

    from engine.models.embedder import Embedder
    from engine.models.weights import ModelFile, save

    old = ModelFile.read(small_model)
    torch.manual_seed(1)
    return save(
        tmp_path / "newer.safetensors",
        Embedder(),
        architecture=old.architecture,
        dimension=old.dimension,
        plan=old.plan,
        front_end=old.front_end,
    ).path


def test_a_new_model_fills_in_beside_the_old_one(heard: Library, newer_model: Path) -> None:
    seed = track_id(heard, "tiny.mp3")
    before = [neighbour.track.id for neighbour in heard.recommender.similar(seed)]
    assert len(before) == 5
    heard.close()
    with Library.open(heard.home, model=newer_model) as library:
        assert [neighbour.track.id for neighbour in library.recommender.similar(seed)] == before
        assert set(by_name(library).values()) == {TrackState.READY}, "the old one serves"
        assert library.analyse().done == 6
        assert library.status().indexed == 6
        assert set(by_name(library).values()) == {TrackState.READY}


def test_a_model_may_be_chosen_while_another_listens(heard: Library, newer_model: Path) -> None:
    news: list[Broadcast] = []
    seed = track_id(heard, "tiny.mp3")
    old = heard.status().model_id
    before = heard.recommender.similar(seed)
    imported = heard.models.take_in(newer_model)
    assert (imported.name, imported.listens, imported.heard) == ("newer", False, 0)

    heard.subscribe(news.append)
    heard.models.listen_with("newer")
    second = heard.models.all()[1]
    assert (second.name, second.listens, second.serves) == ("newer", True, False)
    assert heard.recommender.similar(seed) == before, "the old one serves until all is heard anew"

    assert heard.analyse().done == 6
    assert heard.recommender.similar(seed) != before
    assert heard.models.all()[1].serves
    assert Change(tracks=frozenset(track.id for track in heard.tracks.all())) in news
    assert old not in {model.model_id for model in heard.models.all() if model.serves}


def test_going_back_costs_nothing_even_while_the_other_listens(
    heard: Library, newer_model: Path, small_model: Path
) -> None:
    seed = track_id(heard, "tiny.mp3")
    before = heard.recommender.similar(seed)
    heard.models.take_in(small_model)
    heard.models.take_in(newer_model)
    heard.models.listen_with("newer")

    def go_back(progress: Progress) -> None:
        if progress.total:  # the other one is at it
            heard.models.listen_with(small_model.stem)

    assert heard.analyse(go_back).done == 0
    (model,) = {model.model_id: model for model in heard.models.all() if model.listens}.values()
    assert model.serves
    assert heard.recommender.similar(seed) == before
    assert [m.heard < 6 for m in heard.models.all() if m.name == "newer"] == [True]


def test_a_chosen_model_listens_after_the_next_start(heard: Library, newer_model: Path) -> None:
    chosen = heard.models.take_in(newer_model)
    heard.models.listen_with(chosen.name)
    heard.close()
    with Library.open(heard.home) as again:
        assert again.status().model_id == chosen.model_id
    (heard.home / "models" / "newer.safetensors").write_bytes(b"damaged")
    news: list[Broadcast] = []
    with Library.open(heard.home) as again:
        assert [model.name for model in again.models.all() if model.listens] == ["shipped"]
        with pytest.raises(ModelError, match="'newer' cannot listen"):
            again.check()
        again.subscribe(news.append)
        again.analysis.pause()
        again.start()
        assert [str(each) for each in news if isinstance(each, ModelError)]
        again.models.listen_with("shipped")
        again.check()


def test_a_model_that_is_not_there_cannot_be_chosen(heard: Library) -> None:
    listening = heard.status().model_id
    with pytest.raises(NotFound, match="There are: shipped"):
        heard.models.listen_with("nothing")
    assert heard.status().model_id == listening


def test_a_new_model_waits_for_a_disk_that_is_unplugged(
    heard: Library, newer_model: Path, music: Path
) -> None:
    heard.close()
    with Library.open(heard.home, model=newer_model) as library:
        music.rename(music.with_name("unplugged"))
        library.refresh()
        library.analyse()
        music.with_name("unplugged").rename(music)
        library.refresh()
        assert library.status().indexed == 6
        assert len(library.recommender.similar(track_id(library, "tiny.mp3"))) == 5


def test_a_library_claimed_on_one_thread_is_let_go_on_another(
    tmp_path: Path, small_model: Path
) -> None:
    library = Library.open(tmp_path / "home", model=small_model)
    claiming = threading.Thread(target=library.claim)
    claiming.start()
    claiming.join()
    library.close()
    with Library.open(tmp_path / "home", model=small_model) as again:
        again.claim()


def test_who_keeps_a_library_leaves_its_lines_for_the_next_start(
    heard: Library, small_model: Path
) -> None:
    (heard.home / LINES).unlink()
    with Library.open(heard.home, model=small_model) as visitor:
        visitor.history.like([1])
    assert not (heard.home / LINES).exists()
    before = heard.tracks.all()
    heard.close()
    with Library.open(heard.home, model=small_model) as again:
        again._store.lines = None  # type: ignore[method-assign,assignment] # not to be asked
        assert again.tracks.lines().by_id() == before
        assert again.status().states == {TrackState.READY: len(SONGS)}


def test_lines_of_some_tracks_are_as_they_are_now(heard: Library) -> None:
    heard.history.like([2])
    lines = heard.tracks.lines([3, 2, 77])
    assert [lines.track(place) for place in range(len(lines.ids))] == heard.tracks.of(lines.ids)
    assert {track.id: track.liked for track in lines.by_id()} == {2: True, 3: False}
