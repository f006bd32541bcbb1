"""Listening and playlists from elsewhere: what becomes of them in a library."""

from __future__ import annotations

import gzip
import json
import re
import tracemalloc
from itertools import count
from pathlib import Path

import pytest

from engine.catalog import import_draft
from engine.catalog.playlist_files import M3UEntry, write_m3u
from engine.errors import Cancelled, NearfieldError, NotFound, SeveralListeners
from engine.training.plays.reading import PlaysError
from engine.training.watch import Watch
from engine.types import Company, ImportKind, Origin, Play
from tests.engine.importing.conftest import SINNERMAN, Desk

HISTORY, LISTENERS, PLAYLISTS = ImportKind
GUESTS = re.compile(r" \(feat\.[^)]*\)")
PUBLISHED = Path(__file__).parents[4] / "shared" / "listening" / "mpd" / "mpd.slice.0-999.json"
ANNA, BOB = "Anna - Nude", "Bob - Sleep"


def test_scrobbles_become_plays(desk: Desk) -> None:
    anna, bob = desk.add(ANNA, BOB)
    source = desk.take_in(HISTORY, desk.scrobbles((ANNA, 100), ("BOB - sleep", 300), (ANNA, 200)))
    assert desk.plays() == [(anna, 100), (anna, 200), (bob, 300)]
    assert {play.origin for play in desk.store.history.plays(9)} == {Origin.IMPORTED}
    assert desk.played == [{anna, bob}]
    assert (source.kind, source.name, source.listener) == (HISTORY, "anna.csv", "anna")
    assert (source.plays, source.songs, source.songs_found) == (3, 2, 2)
    assert (source.report.entries, source.report.by_name) == (3, 3)


def test_an_export_of_listenbrainz_is_found_by_id(desk: Desk) -> None:
    (track,) = desk.add("Nina Simone - Sinner Man", recording_id=SINNERMAN)
    listen = {
        "listened_at": 1_700_000_000,
        "track_metadata": {
            "artist_name": "N. Simone",
            "track_name": "Sinnerman",
            "mbid_mapping": {"recording_mbid": SINNERMAN.upper()},
        },
    }
    desk.file("export/user.json", '{"username": "anna"}')
    desk.file("export/listens/2023/11.jsonl", json.dumps(listen))
    source = desk.take_in(HISTORY, desk.folder / "export")
    assert desk.plays() == [(track, 1_700_000_000)]
    assert (source.report.by_id, source.report.by_name) == (1, 0)


def test_of_several_copies_the_one_that_is_there_is_played(desk: Desk) -> None:
    gone, there, *_ = desk.add(ANNA, "Anna - Nude (Remastered)", BOB)
    desk.store.mark_missing([gone])
    desk.take_in(HISTORY, desk.scrobbles((ANNA, 100)))
    assert desk.plays() == [(there, 100)]


def test_of_several_copies_all_are_in_a_list(desk: Desk) -> None:
    one, copy, bob = desk.add(ANNA, "Anna - Nude (Remastered)", BOB)
    desk.take_in(PLAYLISTS, desk.lists([ANNA, BOB]))
    assert desk.company(Company.PLAYLISTS) == [{one: 1, copy: 1, bob: 1}]


def test_lists_of_fewer_than_two_songs_are_counted_and_not_kept(desk: Desk) -> None:
    anna, bob = desk.add(ANNA, BOB)
    lists = desk.lists([ANNA, "Cid - Gone"], [ANNA, ANNA], ["Cid - Gone"], [BOB, ANNA, "D - E"])
    report = desk.take_in(PLAYLISTS, lists).report
    assert (report.lists, report.lists_kept) == (4, 1)
    assert (report.entries, report.by_name, report.songs, report.songs_found) == (8, 5, 4, 2)
    assert report.missing == (("Cid – Gone", 2), ("D – E", 1))
    assert desk.company(Company.PLAYLISTS) == [{anna: 1, bob: 1}]
    assert desk.tables() == {
        "imports": 1, "import_songs": 3, "import_matches": 2, "import_lists": 1, "import_plays": 0
    }  # fmt: skip


def test_lists_of_which_nothing_would_be_kept_are_refused(desk: Desk) -> None:
    desk.add(ANNA, BOB)
    path = desk.lists([ANNA, "Cid - Gone"], ["D - E", BOB, BOB])
    with pytest.raises(NearfieldError, match=r"2 of the 4 songs.* none of the 2 lists"):
        desk.take_in(PLAYLISTS, path)
    assert set(desk.tables().values()) == {0}
    desk.add("Cid - Gone")
    assert desk.take_in(PLAYLISTS, path).report.lists_kept == 1


def test_a_listener_of_artists_plays_all_their_tracks(desk: Desk) -> None:
    nude, blue, sleep = desk.add(ANNA, "Anna - Blue", BOB)
    folder = desk.file("hetrec/user_artists.dat", "userID\tartistID\tweight\n"
                       "2\t51\t10\n2\t52\t7\n2\t53\t1\n3\t51\t1\n").parent  # fmt: skip
    desk.file("hetrec/artists.dat", "51\tAnna\n52\tThe Bob\n53\tCid\n")
    report = desk.take_in(LISTENERS, folder).report
    assert (report.by_artist, report.entries) == (3, 4)
    assert (report.lists, report.lists_kept) == (2, 1)
    assert desk.company(Company.LISTENERS) == [{nude: 5, blue: 5, sleep: 7}]
    assert desk.plays() == []


def test_plays_of_a_listener_are_added_up_wherever_they_stand(desk: Desk) -> None:
    nude, sleep = desk.add(ANNA, BOB)
    rows = ["user,artist,track", "x,Anna,Nude", "y,Anna,Nude", "x,Bob,Sleep", "x,Anna,Nude"]
    desk.take_in(LISTENERS, desk.file("many.csv", "\n".join([*rows, "y,Bob,Sleep"])))
    assert desk.company(Company.LISTENERS) == [{nude: 2, sleep: 1}, {nude: 1, sleep: 1}]


def test_published_forms_of_playlists(desk: Desk) -> None:
    anna, bob, cid = desk.add(ANNA, BOB, "Cid - Day")
    entry = {"pos": 0, "album_name": "", "artist_uri": "spotify:artist:a"}
    tracks = [
        {**entry, "track_uri": f"spotify:track:{n}", "artist_name": a, "track_name": t}
        for n, (a, t) in enumerate([("Anna", "Nude - 2011 Remaster"), ("Bob", "Sleep")])
    ]
    desk.file("a/mpd.slice.0-999.json", json.dumps({"playlists": [{"tracks": tracks}]}, indent=4))
    desk.file("a/ids.jsonl.gz", gzip.compress(b'{"name": "ids", "tracks": ["x", "y", "z"]}\n'))
    desk.file("a/tracks.tsv", "x\tAnna\tNude\ny\tCid\tDay\n")
    (desk.folder / "a" / "own").mkdir()
    entries = [
        M3UEntry("/home/bob/Music/Bob/Bob (1999)/01 - Sleep.mp3"),
        M3UEntry("/home/bob/x.mp3", "Cid - Day", 100.0),
        M3UEntry("https://example.org/stream"),
    ]
    write_m3u(desk.folder / "a" / "own" / "mix.m3u8", entries)
    report = desk.take_in(PLAYLISTS, desk.folder / "a").report
    assert (report.lists, report.lists_kept, report.entries) == (3, 3, 8)
    found = desk.company(Company.PLAYLISTS)
    assert sorted(map(sorted, found)) == sorted(map(sorted, [[anna, bob], [anna, cid], [bob, cid]]))


@pytest.mark.skipif(not PUBLISHED.exists(), reason="needs ../shared")
def test_the_published_slice_is_found_by_its_own_names_spelled_otherwise(desk: Desk) -> None:
    lists = [each["tracks"] for each in json.loads(PUBLISHED.read_text())["playlists"]]
    names = {
        f"{entry['artist_name'].upper()} - {GUESTS.sub('', entry['track_name'])}"
        for entries in lists
        for entry in entries
    }
    desk.add(*sorted(names))
    report = desk.take_in(PLAYLISTS, PUBLISHED).report
    assert report.lists == report.lists_kept == len(lists)
    assert report.entries == report.by_name == sum(map(len, lists))
    for found, entries in zip(desk.company(Company.PLAYLISTS), lists, strict=True):
        assert len(found) >= 0.9 * len({entry["track_uri"] for entry in entries})


def test_the_same_files_count_once_under_any_name(desk: Desk) -> None:
    desk.add(ANNA, BOB)
    path = desk.lists([ANNA, BOB])
    first = desk.take_in(PLAYLISTS, path)
    before, told = desk.tables(), desk.store.imports.revision()
    again = desk.take_in(PLAYLISTS, path.rename(desk.folder / "other.jsonl"))
    assert (again.known, again.id, again.report) == (True, first.id, first.report)
    assert desk.tables() == before
    assert desk.store.imports.revision() == told


def test_a_longer_export_of_the_same_history_adds_what_is_new(desk: Desk) -> None:
    anna, bob = desk.add(ANNA, BOB)
    plays = [(ANNA, 100), (BOB, 300), (ANNA, 500)]
    first = desk.take_in(HISTORY, desk.scrobbles(*plays[:2]))
    second = desk.take_in(HISTORY, desk.scrobbles(*plays, name="later.csv"))
    assert desk.plays() == [(anna, 100), (bob, 300), (anna, 500)]
    assert desk.played == [{anna, bob}, {anna}]
    assert desk.store.imports.remove(first.id) == frozenset()
    assert desk.plays() == [(anna, 100), (bob, 300), (anna, 500)]
    assert desk.store.imports.remove(second.id) == {anna, bob}
    assert desk.plays() == []


def test_a_play_that_was_noted_here_is_not_added_again(desk: Desk) -> None:
    (anna,) = desk.add(ANNA)
    desk.store.history.add(Play(anna, 1000.0, 30.0, Origin.RADIO))
    source = desk.take_in(HISTORY, desk.scrobbles((ANNA, 1030), (ANNA, 1090)))
    assert desk.plays() == [(anna, 1000), (anna, 1090)]
    desk.store.imports.remove(source.id)
    assert desk.plays() == [(anna, 1000)]


def test_a_source_is_taken_out_with_all_it_brought(desk: Desk) -> None:
    desk.add(ANNA, BOB)
    own = desk.take_in(HISTORY, desk.scrobbles((ANNA, 100)))
    lists = desk.take_in(PLAYLISTS, desk.lists([ANNA, BOB]))
    desk.store.imports.remove(lists.id)
    assert desk.company(Company.PLAYLISTS) == []
    assert [source.id for source in desk.store.imports.sources()] == [own.id]
    desk.store.imports.remove(own.id)
    assert set(desk.tables().values()) == {0}
    with pytest.raises(NotFound):
        desk.store.imports.remove(own.id)


def test_what_was_not_found_is_found_when_its_album_is_added(desk: Desk) -> None:
    (anna,) = desk.add(ANNA)
    desk.take_in(HISTORY, desk.scrobbles((BOB, 100), (ANNA, 200)))
    desk.take_in(PLAYLISTS, desk.lists([ANNA, BOB, "Anna - Nude (Remastered)"]))
    assert desk.plays() == [(anna, 200)]
    (bob,) = desk.add(BOB)
    assert desk.plays() == [(anna, 200)]
    desk.settle()
    assert desk.plays() == [(bob, 100), (anna, 200)]
    assert desk.played[-1] == {bob}
    assert desk.company(Company.PLAYLISTS) == [{anna: 1, bob: 1}]


def test_only_tracks_that_are_songs_of_it_are_looked_at(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, *_ = desk.add(ANNA, BOB, "Cid - Day")
    monkeypatch.setattr(desk, "settle", lambda _: None)
    desk.take_in(HISTORY, desk.scrobbles((ANNA, 100)))
    due = desk.store._db.records("SELECT track_id FROM import_due")
    assert due == [(anna,)]


def test_a_track_that_comes_while_a_file_is_read_is_found(desk: Desk) -> None:
    came: list[int] = []

    def add_one(doing: str, done: int, total: int) -> None:
        if doing.startswith("Reading") and not came:
            came.extend(desk.add(BOB))

    desk.add(ANNA)
    desk.take_in(HISTORY, desk.scrobbles((BOB, 100)), watch=Watch(add_one))
    assert desk.plays() == [(came[0], 100)]


def test_only_tracks_that_changed_are_looked_at_again(desk: Desk) -> None:
    anna, _ = desk.add(ANNA, BOB)
    desk.take_in(PLAYLISTS, desk.lists([ANNA, BOB]))
    told = desk.store.imports.revision()
    desk.store.mark_missing([anna])
    desk.store.mark_back([anna])
    assert desk.store._db.rows("SELECT * FROM import_due") == []
    desk.settle()
    assert desk.store.imports.revision() == told


def test_a_track_that_is_called_otherwise_is_another_song(desk: Desk) -> None:
    anna, bob = desk.add(ANNA, BOB)
    desk.take_in(PLAYLISTS, desk.lists([ANNA, BOB]))
    desk.store._db.execute("UPDATE tracks SET title = 'Blue' WHERE id = ?", (anna,))
    desk.settle()
    assert desk.company(Company.PLAYLISTS) == [{bob: 1}]


def test_folders_that_go_and_come_back(desk: Desk) -> None:
    desk.add(ANNA, BOB)
    desk.take_in(PLAYLISTS, desk.lists([ANNA, BOB]))
    desk.store.remove_folder(desk.music)
    desk.settle()
    assert desk.store.imports.sources()[0].songs_found == 0
    desk.store.add_folder(desk.folder / "music")
    desk.settle()
    assert len(desk.company(Company.PLAYLISTS)) == 1


MANY = "user,artist,track,time\nx,Anna,Nude,100\ny,Bob,Sleep,200\nx,Anna,Nude,300\n"


def test_a_file_of_several_listeners_asks_which_is_the_user(desk: Desk) -> None:
    anna, bob = desk.add(ANNA, BOB)
    path = desk.file("many.csv", MANY)
    with pytest.raises(SeveralListeners, match=r"2 listeners.*x, y") as raised:
        desk.take_in(HISTORY, path)
    assert raised.value.listeners == ("x", "y")
    with pytest.raises(NearfieldError, match=r"called 'z'.*x, y"):
        desk.take_in(HISTORY, path, listener="z")
    assert set(desk.tables().values()) == {0}
    source = desk.take_in(HISTORY, path, listener="y")
    assert (source.report.entries, source.report.songs) == (1, 1)
    assert desk.plays() == [(bob, 200)]
    desk.take_in(HISTORY, path, listener="x")
    assert desk.plays() == [(anna, 100), (bob, 200), (anna, 300)]
    assert desk.take_in(HISTORY, path, listener="x").known


def test_stopped_anywhere_it_leaves_nothing(desk: Desk) -> None:
    desk.add(ANNA, BOB)
    path = desk.lists([ANNA, BOB])
    for after in count():
        looks = iter(range(after))
        watch = Watch(cancelled=lambda looks=looks: next(looks, None) is None)  # type: ignore[misc]
        try:
            report = desk.take_in(PLAYLISTS, path, watch=watch).report
        except Cancelled:
            assert set(desk.tables().values()) == {0}
        else:
            break
    assert after >= 4
    assert report.lists_kept == 1


def test_matching_goes_on_where_it_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.catalog.imports_store.TRACKS", 1)
    anna, bob = desk.add(ANNA, BOB)
    settled = iter([False])
    monkeypatch.setattr(desk, "settle", lambda _: None)
    desk.take_in(HISTORY, desk.scrobbles((ANNA, 100), (BOB, 200)))
    desk.store.imports.settle(lambda: next(settled, True))
    assert desk.plays() == [(anna, 100)]
    desk.store.imports.settle(lambda: False)
    assert desk.plays() == [(anna, 100), (bob, 200)]


BROKEN = (
    (HISTORY, "a.csv", b"", "The file is empty"),
    (HISTORY, "a.csv", b"one,two,three,four,five,six\n", "Line 1: 6 columns"),
    (HISTORY, "a.csv", b'"uts,artist,track\n100,Anna,Nude\n', "Line 1: This is no row of a table"),
    (HISTORY, "a.csv", b"user,item\nx,Anna - Nude\n", "line 2: the line does not say when"),
    (
        HISTORY,
        "a.csv",
        b"artist,track,uts\nAnna,Nude,99999999999999999999999\n",
        "line 2: the time",
    ),
    (HISTORY, "a.csv", b"artist,track,uts\nAnna,Nude,7000000000\n", "line 2: the time is yet"),
    (HISTORY, "a.csv", b"artist,track,uts\nAnna,\xff\xfe,100\n", "line 2: the line is not UTF-8"),
    (HISTORY, "a.csv", b"artist,track,uts,plays\nAnna,Nude,100,2\n", "line 2: .*several plays"),
    (LISTENERS, "a.csv", b"user,artist,plays\nx,Anna,1" + b"0" * 5000, "line 2: the number of"),
    (LISTENERS, "a.csv", b"user,artist\n,Anna\n", "line 2: the line does not say who"),
    (LISTENERS, "a.jsonl", b"{}\n[]\n", "line 1: the line is not a listen"),
    (PLAYLISTS, "a.jsonl", b"{}\n", "line 1: the playlist has no list of 'tracks'"),
    (PLAYLISTS, "a.jsonl", b"nonsense\n", "line 1: the line is not JSON"),
    (PLAYLISTS, "a.json", b'{"playlists": [{"tracks": ["\xff"]}]}', "Line 1: This is not UTF-8"),
    (PLAYLISTS, "a.json", b'{"playlists": [{"tracks": [{"tra', "Line 1: This is not whole JSON"),
    (PLAYLISTS, "a.m3u", b"#EXTM3U\n", "line 1: the playlist is empty"),
    (PLAYLISTS, "a.txt", b"what", "Its name ends in none of"),
)


@pytest.mark.parametrize(("kind", "name", "content", "said"), BROKEN)
def test_files_that_cannot_be_used(
    desk: Desk, kind: ImportKind, name: str, content: bytes, said: str
) -> None:
    desk.add(ANNA)
    with pytest.raises(NearfieldError, match=said):
        desk.take_in(kind, desk.file(name, content))
    assert set(desk.tables().values()) == {0}


@pytest.mark.parametrize("kind", ImportKind)
def test_files_that_are_not_there(desk: Desk, kind: ImportKind) -> None:
    with pytest.raises(PlaysError, match="no such file"):
        desk.take_in(kind, desk.folder / "gone.jsonl")
    (desk.folder / "empty").mkdir()
    with pytest.raises(PlaysError, match="folder holds n"):
        desk.take_in(kind, desk.folder / "empty")


def test_a_few_bad_lines_are_told_with_their_numbers(desk: Desk) -> None:
    desk.add(ANNA)
    path = desk.scrobbles(*[(ANNA, time) for time in range(100, 109)])
    with path.open("ab") as file:
        file.write(b"100,too few\n\xff\n")
    report = desk.take_in(HISTORY, path).report
    assert report.entries == 9
    assert report.left_out == (
        ("the line has 2 columns instead of 8", 1),
        ("the line is not UTF-8", 1),
    )
    assert report.examples[1] == "anna.csv, line 12: the line is not UTF-8"
    assert report.lines == 12


def test_strange_characters_are_kept_as_what_can_be_shown(desk: Desk) -> None:
    desk.add(ANNA, BOB)
    path = desk.folder / "lists.jsonl"
    tracks = [{"id": "1", "artist_name": "A\ud800\0", "track_name": "x" * 9999}, *(
        {"id": n, "artist_name": n.split(" - ")[0], "track_name": n.split(" - ")[1]}
        for n in (ANNA, BOB)
    )]  # fmt: skip
    path.write_text(json.dumps({"name": "\ud800 list", "tracks": tracks}))
    report = desk.take_in(PLAYLISTS, path).report
    assert report.lists_kept == 1
    assert report.missing[0][0].startswith("A\N{REPLACEMENT CHARACTER} – xxx")


def test_a_listener_with_a_strange_name_can_be_chosen(desk: Desk) -> None:
    (anna,) = desk.add(ANNA)
    listen = {
        "user_name": "x\ud800",
        "listened_at": 100,
        "track_metadata": {"artist_name": "Anna", "track_name": "Nude"},
    }
    path = desk.file("1.listens", f"{json.dumps(listen)}\n")
    source = desk.take_in(HISTORY, path, listener="x\N{REPLACEMENT CHARACTER}")
    assert source.listener == "x\N{REPLACEMENT CHARACTER}"
    assert desk.plays() == [(anna, 100)]


def test_a_full_disk_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the temporary files: a draft that cannot grow."""
    small = import_draft._TABLES + "PRAGMA max_page_count = 8;"
    monkeypatch.setattr(import_draft, "_TABLES", small)
    songs = [f"Artist {n} - Song {n}" for n in range(2000)]
    desk.add(*songs[:2])
    with pytest.raises(NearfieldError, match="disk is full"):
        desk.take_in(PLAYLISTS, desk.lists(songs))
    assert set(desk.tables().values()) == {0}


def test_memory_does_not_grow_with_the_lists(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_draft, "_REMEMBERED", 50)
    songs = [f"Artist {n} - Song {n}" for n in range(100)]
    desk.add(*songs)

    def peak(playlists: int) -> int:
        lists = [songs[n % 60 : n % 60 + 40] for n in range(playlists)]
        path = desk.lists(*lists, name=f"{playlists}.jsonl")
        tracemalloc.start()
        assert desk.take_in(PLAYLISTS, path).report.lists_kept == playlists
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(5)
    assert peak(200) < 1.5 * peak(20)
