from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from engine.catalog.store import FileRecord, Store
from engine.errors import LibraryInUse, LibraryTooNew, NearfieldError, NotFound
from engine.types import Heard, PlaylistEntry, Tags, TrackState

MODEL = "model"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "library.db")
    store.embeddings.register(MODEL, "embedder", 2)
    return store


def record(relative: str, identity: str = "", track_id: int | None = None) -> FileRecord:
    tags = Tags(title="Title", artist="Someone", genres=("Rock", "Pop"))
    return FileRecord(relative, 10, 20, identity or relative, tags, track_id=track_id)


def hear(store: Store, track_id: int, reason: str = "") -> None:
    (identity,) = [track.identity for track in store.tracks(MODEL, [track_id])]
    vector = None if reason else np.array([0.6, 0.8], np.float32)
    store.embeddings.save(MODEL, [Heard(track_id, identity, vector, reason)])


def states(store: Store) -> dict[str, TrackState]:
    return {track.path.name: track.state for track in store.tracks(MODEL)}


def test_a_saved_file_comes_back_as_a_track(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    (track_id,) = store.save_files(folder.id, [record("a/b.mp3")])
    (track,) = store.tracks(MODEL)
    assert track.id == track_id
    assert track.path == tmp_path / "a/b.mp3"
    assert track.tags.genres == ("Rock", "Pop")
    assert track.state is TrackState.WAITING


def test_names_that_are_not_utf8_survive(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    store.save_files(folder.id, [record("caf\udce9.mp3", "x")])
    assert list(store.known_files(folder.id)) == ["caf\udce9.mp3"]
    assert store.tracks(MODEL)[0].path.name == "caf\udce9.mp3"


def test_a_move_keeps_the_analysis(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    (track_id,) = store.save_files(folder.id, [record("a.mp3", "sound")])
    hear(store, track_id)
    store.save_files(folder.id, [record("b.mp3", "sound", track_id)])
    assert states(store) == {"b.mp3": TrackState.READY}


def test_another_sound_under_the_same_track_is_heard_again(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    (track_id,) = store.save_files(folder.id, [record("a.mp3", "sound")])
    hear(store, track_id)
    store.save_files(folder.id, [record("a.mp3", "other", track_id)])
    assert states(store) == {"a.mp3": TrackState.WAITING}
    assert store.embeddings.due(MODEL) == [track_id]


def test_what_was_heard_in_a_replaced_sound_does_not_count(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    (track_id,) = store.save_files(folder.id, [record("a.mp3", "now")])
    store.embeddings.save(MODEL, [Heard(track_id, "before", np.array([1, 0], np.float32))])
    assert store.embeddings.due(MODEL) == [track_id]


def test_files_that_swap_names_keep_their_tracks(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    first, second = store.save_files(folder.id, [record("1.mp3", "one"), record("2.mp3", "two")])
    store.save_files(folder.id, [record("2.mp3", "one", first), record("1.mp3", "two", second)])
    assert {t.id: t.path.name for t in store.tracks(MODEL)} == {first: "2.mp3", second: "1.mp3"}
    assert all(not known.missing for known in store.known_files(folder.id).values())


def test_a_track_displaced_from_its_path_goes_missing(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    (old,) = store.save_files(folder.id, [record("a.mp3", "one")])
    (new,) = store.save_files(folder.id, [record("a.mp3", "two")])
    assert {t.id: t.state for t in store.tracks(MODEL)} == {
        old: TrackState.MISSING,
        new: TrackState.WAITING,
    }
    assert store.known_files(folder.id)["a.mp3"].track_id == new


def test_missing_tracks_come_back(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    (track_id,) = store.save_files(folder.id, [record("a.mp3")])
    store.mark_missing([track_id])
    assert states(store) == {"a.mp3": TrackState.MISSING}
    store.save_files(folder.id, [record("a.mp3", track_id=track_id)])
    assert states(store) == {"a.mp3": TrackState.WAITING}


def test_a_removed_folder_is_hidden_and_comes_back_with_everything(
    store: Store, tmp_path: Path
) -> None:
    folder = store.add_folder(tmp_path)
    (track_id,) = store.save_files(folder.id, [record("a.mp3")])
    hear(store, track_id)
    assert store.remove_folder(folder.id) == [track_id]
    assert (store.folders(), store.tracks(MODEL)) == ([], [])
    assert store.files_sounding(["a.mp3"])["a.mp3"][0].detached
    assert store.add_folder(tmp_path).id == folder.id
    assert states(store) == {"a.mp3": TrackState.READY}


def test_adding_the_parent_takes_the_inner_folder_in(store: Store, tmp_path: Path) -> None:
    inner = store.add_folder(tmp_path / "rock")
    (track_id,) = store.save_files(inner.id, [record("a.mp3")])
    outer = store.add_folder(tmp_path)
    assert [folder.id for folder in store.folders()] == [outer.id]
    assert store.known_files(outer.id)["rock/a.mp3"].track_id == track_id


def test_a_batch_is_stored_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    broken = FileRecord("b.mp3", 1, 1, "b", Tags(title=None))  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        store.save_files(folder.id, [record("a.mp3"), broken])
    assert store.tracks(MODEL) == []


def test_failures_are_kept_until_retried(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    (track_id,) = store.save_files(folder.id, [record("a.mp3")])
    hear(store, track_id, "Not audio.")
    (track,) = store.tracks(MODEL)
    assert (track.state, track.reason) == (TrackState.FAILED, "Not audio.")
    assert store.embeddings.due(MODEL) == []
    store.embeddings.retry([track_id])
    assert store.embeddings.due(MODEL) == [track_id]


def test_a_new_model_waits_until_it_is_told_to_serve(store: Store) -> None:
    store.embeddings.register("newer", "embedder", 2)
    assert store.embeddings.serving() == MODEL
    store.embeddings.serve("newer")
    assert store.embeddings.serving() == "newer"


def test_vectors_can_be_read_from_where_an_index_got_to(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    first, second = store.save_files(folder.id, [record("a.mp3"), record("b.mp3")])
    hear(store, first)
    _, _, reached = store.embeddings.vectors(MODEL)
    hear(store, second)
    ids, vectors, last = store.embeddings.vectors(MODEL, after=reached)
    assert ids.tolist() == [second]
    assert vectors.tolist() == [[np.float32(0.6), np.float32(0.8)]]
    assert last > reached
    assert store.embeddings.count(MODEL, up_to=reached) == 1


def test_scores_are_kept_with_the_vector(store: Store, tmp_path: Path) -> None:
    store.embeddings.register("tagger", "k2c2", 2, ("msd/rock", "msd/sad"))
    assert store.embeddings.tags("tagger") == ("msd/rock", "msd/sad")
    assert store.embeddings.tags(MODEL) == ()
    folder = store.add_folder(tmp_path)
    first, second = store.save_files(folder.id, [record("a.mp3"), record("b.mp3")])
    hear(store, second)
    vector = np.array([0.6, 0.8], np.float32)
    for track_id, heard_of_it in ((first, [0.25, 0.0001]), (second, [1, 0])):
        (track,) = store.tracks(MODEL, [track_id])
        said = np.array(heard_of_it, np.float32)
        heard = Heard(track_id, track.identity, vector, scores=said)
        store.embeddings.save("tagger", [heard])
    ids, scores, reached = store.embeddings.scores("tagger")
    assert ids.tolist() == [first, second]
    assert scores == pytest.approx(np.array([[0.25, 0.0001], [1, 0]]), rel=1e-3)
    assert len(store.embeddings.scores("tagger", after=reached)[0]) == 0
    assert store.embeddings.scores_of("tagger", [second])[second].tolist() == [1, 0]
    assert store.embeddings.scores_of(MODEL, [first, second]) == {}
    assert len(store.embeddings.scores(MODEL)[0]) == 0


def test_a_copy_takes_the_scores_over(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    first, copy = store.save_files(folder.id, [record("a.mp3"), record("b.mp3")])
    vector, scores = np.array([0.6, 0.8], np.float32), np.array([0.5], np.float32)
    store.embeddings.save(MODEL, [Heard(first, "a.mp3", vector, scores=scores)])
    store.embeddings.share([(first, copy)])
    assert store.embeddings.scores_of(MODEL, [copy])[copy].tolist() == [0.5]


def test_playlists_keep_order_and_names_stay_apart(store: Store, tmp_path: Path) -> None:
    folder = store.add_folder(tmp_path)
    ids = store.save_files(folder.id, [record("a.mp3"), record("b.mp3")])
    entries = [PlaylistEntry(ids[1]), PlaylistEntry(ids[0]), PlaylistEntry(ids[1])]
    assert store.playlists.create("Mix", entries).track_ids == (ids[1], ids[0], ids[1])
    assert store.playlists.create("Mix", []).name == "Mix 2"
    assert [playlist.name for playlist in store.playlists.all()] == ["Mix", "Mix 2"]


def test_a_playlist_changes_whole(store: Store) -> None:
    playlist = store.playlists.create("Mix", [PlaylistEntry(None, "/gone.mp3", "Gone", 3.0)])
    changed = store.playlists.change(playlist.id, "Other", None)
    assert (changed.name, changed.entries) == ("Other", playlist.entries)
    store.playlists.delete(playlist.id)
    with pytest.raises(NotFound):
        store.playlists.get(playlist.id)


def test_entries_find_their_track_once_it_is_there(store: Store, tmp_path: Path) -> None:
    playlist = store.playlists.create("Mix", [PlaylistEntry(None, str(tmp_path / "a.mp3"))])
    folder = store.add_folder(tmp_path)
    (track_id,) = store.save_files(folder.id, [record("a.mp3")])
    assert store.playlists.link({str(tmp_path / "a.mp3"): track_id})
    assert store.playlists.get(playlist.id).track_ids == (track_id,)
    assert not store.playlists.unlinked()


def test_a_database_locked_by_another_program_says_so(store: Store, tmp_path: Path) -> None:
    impatient = Store(tmp_path / "library.db", timeout=0.01)
    other = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryInUse, match="busy"):
        impatient.add_folder(tmp_path)
    other.execute("ROLLBACK")
    other.close()
    assert impatient.add_folder(tmp_path).path == tmp_path


def test_a_newer_database_is_refused_untouched(store: Store, tmp_path: Path) -> None:
    store.close()
    path = tmp_path / "library.db"
    with sqlite3.connect(path) as raw:
        raw.execute(
            "INSERT INTO _sqlite_migrations(migration_set, name, applied_at)"
            " VALUES ('nearfield', 'from_the_future', '')"
        )
    raw.close()
    before = path.read_bytes()
    with pytest.raises(LibraryTooNew, match="from_the_future"):
        Store(path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(NearfieldError, match="damaged"):
        Store(path)
    assert path.read_bytes().startswith(b"not a database")
