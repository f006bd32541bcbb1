"""Plays in each published form: what is read, what is left out and told, what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from engine.errors import Cancelled
from engine.models.item import Item
from engine.training.plays.hetrec import read_tags
from engine.training.plays.play import MOST_PLAYS, Play
from engine.training.plays.reading import PlaysError, Reading
from engine.training.plays.sources import read_plays
from engine.training.text_files import LONGEST
from engine.training.watch import Watch

SHA = "00000c289a1829a808ac09c00daf10bc3c4e223b"
MBID = "3bd73256-3905-4f3a-97e2-8b341527f805"
LISTEN = {
    "listened_at": 1_700_000_000,
    "track_metadata": {
        "artist_name": "Nina Simone",
        "track_name": "Sinnerman",
        "additional_info": {"recording_mbid": "sent", "artist_mbids": ["one", "two"]},
        "mbid_mapping": {"recording_mbid": MBID},
    },
}


def read(path: Path, reading: Reading | None = None) -> list[Play]:
    return list(read_plays(path, reading or Reading()))


def hetrec(folder: Path, plays: str, artists: str = "51\tDuran Duran\n52\tMorcheeba\n") -> Path:
    (folder / "user_artists.dat").write_text("userID\tartistID\tweight\n" + plays)
    (folder / "artists.dat").write_text(artists)
    return folder


def table(folder: Path, text: str, name: str = "anna.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_hetrec_names_its_artists(tmp_path: Path) -> None:
    folder = hetrec(tmp_path, "2\t51\t13883\n2\t52\t11690\n")
    assert read(folder) == read(folder / "user_artists.dat") == [
        Play("2", Item("Duran Duran", id="51"), 13883),
        Play("2", Item("Morcheeba", id="52"), 11690),
    ]  # fmt: skip


def test_hetrec_artists_of_one_name_stay_apart(tmp_path: Path) -> None:
    first, second = read(hetrec(tmp_path, "2\t1\t1\n2\t2\t1\n", "1\t????\n2\t????\n"))
    assert first.item.name == second.item.name
    assert first.item.key != second.item.key


def test_hetrec_tags_are_counted_by_artist(tmp_path: Path) -> None:
    folder = hetrec(tmp_path, "2\t51\t1\n")
    (folder / "tags.dat").write_bytes(
        "tagID\ttagValue\n1\tmetal\n2\ttropicália\n".encode("latin-1")
    )
    header = "userID\tartistID\ttagID\tday\tmonth\tyear\n"
    rows = [f"{user}\t51\t{tag}\t1\t4\t2009\n" for user, tag in ((2, 2), (3, 2), (2, 1), (2, 9))]
    (folder / "user_taggedartists.dat").write_text(header + "".join(rows))
    reading = Reading()
    assert read_tags(folder, reading) == {"51": {"tropicália": 2, "metal": 1}}
    assert reading.examples == ["user_taggedartists.dat, line 5: the tag is not in tags.dat"]


def test_lastfm_360k(tmp_path: Path) -> None:
    text = f"{SHA}\t{MBID}\tbetty blowtorch\t2137\n{SHA}\t\tdie Ärzte\t1099\n"
    path = table(tmp_path, text, "usersha1-artmbid-artname-plays.tsv")
    plays = [
        Play(SHA, Item("betty blowtorch", artist_id=MBID), 2137),
        Play(SHA, Item("die Ärzte"), 1099),
    ]
    assert read(path) == plays
    assert read(path.rename(tmp_path / "part.tsv")) == plays


def test_listenbrainz_export(tmp_path: Path) -> None:
    (tmp_path / "user.json").write_text('{"user_id": 7, "username": "anna"}')
    for name, time in (("2023/11.jsonl", 1_700_000_000), ("2024/1.jsonl", 1_704_100_000)):
        path = tmp_path / "listens" / name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({**LISTEN, "listened_at": time}) + "\n")
    (tmp_path / "feedback.jsonl").write_text('{"score": 1}\n')
    item = Item("Nina Simone", "Sinnerman", recording_id=MBID)
    assert read(tmp_path) == [
        Play("anna", item, time=1_700_000_000),
        Play("anna", item, time=1_704_100_000),
    ]


def test_listenbrainz_dump_names_its_users(tmp_path: Path) -> None:
    lines = [json.dumps({**LISTEN, "user_id": user, "timestamp": 5}) for user in (11, 12)]
    path = table(tmp_path, "\n".join(lines), "1.listens")
    assert [play.user for play in read(path)] == ["11", "12"]
    packed = tmp_path / "2.listens.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed) == read(path)


def test_listenbrainz_lines_that_are_no_listens(tmp_path: Path) -> None:
    good = json.dumps(LISTEN)
    times = ("1" + 30 * "0", "Infinity", "1" * 5_000)
    strange = (
        '{"listened_at": 1', "[]", '{"track_metadata": {"artist_name": "A"}}', "{}",
        *(good.replace("1700000000", time) for time in times),
    )  # fmt: skip
    path = table(tmp_path, "\n".join((*[good] * len(strange), *strange)), "1.jsonl")
    reading = Reading()
    assert len(read(path, reading)) == len(strange)
    assert reading.left_out == {
        "the line is not JSON": 1,
        "the line is not a listen": 4,
        "the listen names no artist or no track": 1,
        "the time is not within 1970 and 2200": 1,
    }
    assert reading.examples[0] == "1.jsonl, line 8: the line is not JSON"


def test_a_list_of_listens_is_told_from_lines(tmp_path: Path) -> None:
    with pytest.raises(PlaysError, match="Line 1: This is one list"):
        read(table(tmp_path, json.dumps([LISTEN]), "listens.jsonl"))


SCROBBLES = (
    'uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n'
    f'1700000000,"14 Nov 2023, 22:13",Nina Simone,,"Pastel, Blues",,Sinnerman,{MBID}\n',
    "Artist;Album;AlbumId;Track;Date#anna\nNina Simone;Pastel Blues;;Sinnerman;1700000000000\n",
    "Nina Simone,Pastel Blues,Sinnerman,14 Nov 2023 22:13\n",
    "date\ttrack\tartist\n2023-11-14T23:13:20+01:00\tSinnerman\tNina Simone\n",
)  # fmt: skip


@pytest.mark.parametrize("text", SCROBBLES)
def test_scrobbles_are_of_whom_the_file_is_named_after(tmp_path: Path, text: str) -> None:
    (play,) = read(table(tmp_path, text))
    assert (play.user, play.item.artist, play.item.title) == ("anna", "Nina Simone", "Sinnerman")
    assert play.time is not None
    assert play.time // 60 == 1_700_000_000 // 60
    assert play.item.recording_id in ("", MBID)


@pytest.mark.parametrize(
    ("text", "plays"),
    [
        ("u1,i1\nu2,i1\n", [Play("u1", Item(title="i1", id="i1")),
                           Play("u2", Item(title="i1", id="i1"))]),
        ("u1\ti 1\t86400\n", [Play("u1", Item(title="i 1", id="i 1"), time=86400)]),
        ("plays,item,user\n3,i1,u1\n", [Play("u1", Item(title="i1", id="i1"), 3)]),
        ("\ufeffuser_id;artist\nu1;Air\n", [Play("u1", Item("Air"))]),
        ('user,item\n"Smith, J.",i1\r\n\r\n', [Play("Smith, J.", Item(title="i1", id="i1"))]),
    ],
)  # fmt: skip
def test_any_table_of_users_and_items(tmp_path: Path, text: str, plays: list[Play]) -> None:
    assert read(table(tmp_path, text)) == plays


def test_bad_lines_are_left_out_counted_and_told(tmp_path: Path) -> None:
    path = tmp_path / "plays.tsv"
    bad = [
        b"u1\ti1", b"u1\t\t5\t0", b"\ti1\t5\t0", b"u1\ti1\tmany\t0", b"u1\ti1\t-3\t0",
        b"u1\ti1\t" + b"9" * 400, b"u1\ti1\t" + b"9" * 400 + b"\t0", b"u1\ti1\t5\tlong ago",
        b"u1\ti1\t5\t99999999999999999999", b"u1\ti\xe9\t5\t0", b"u1\ti\0\t5\t0",
        b"u1\ti1\t" + b"x" * LONGEST,
    ]  # fmt: skip
    good = [b"u1\ti1\t5\t0"] * len(bad)
    path.write_bytes(b"\n".join([b"user\titem\tcount\ttime", *good, *bad, b"u2\ti2\t1\t"]))
    reading = Reading()
    plays = read(path, reading)
    assert len(plays) == len(good) + 1
    assert plays[-1] == Play("u2", Item(title="i2", id="i2"))
    assert reading.left_out == {
        "the line has 2 columns instead of 4": 1,
        "the line has 3 columns instead of 4": 1,
        "the line does not say what was played": 1,
        "the line does not say who played it": 1,
        "the number of plays is not a whole number": 2,
        f"the number of plays is not within 1 and {MOST_PLAYS}": 1,
        "the time is neither a number nor a date": 1,
        "the time is not within 1970 and 2200": 1,
        "the line is not UTF-8": 1,
        "the line is not text": 1,
        "the line is longer than 1 MiB": 1,
    }
    told = reading.told()
    assert told[0] == "left out: 12 of 26 lines"
    assert "  such as plays.tsv, line 14: the line has 2 columns instead of 4" in told


def test_an_unknown_artist_is_left_out(tmp_path: Path) -> None:
    reading = Reading()
    plays = read(hetrec(tmp_path, "2\t51\t1\n2\t99\t1\n"), reading)
    assert [play.item.id for play in plays] == ["51"]
    assert reading.examples == ["user_artists.dat, line 3: the artist is not in artists.dat"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.csv", b"user,length\nu1,5\n", "Line 1: No column tells what was played"),
        ("a.csv", b"hello\n", "Line 1: 1 columns. A row is user,item"),
        ("a.csv", b"a,b,c,d,e,f\n", "Line 1: 6 columns"),
        ("a.csv", "user,item\n".encode("utf-16"), "line 1: the line is not UTF-8"),
        ("a.csv", b"u,i\n" + b"u\n" * 3, "3 of the first 4 lines cannot be used"),
        ("a.csv.gz", b"no gzip", "Not a gzipped file"),
        ("a.csv.gz", gzip.compress(b"u,i\n" * 99)[:-20], "The packed file is damaged"),
        ("user_artists.dat", b"userID\tweight\n", "Line 1: There is no column 'artistID'"),
        ("1.jsonl", b"nothing\n" * 200, "101 of the first 101|100 of the first 100"),
    ],
)
def test_what_is_no_file_of_plays_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PlaysError, match=message):
        read(path)


def test_a_folder_without_plays_and_none_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaysError, match="neither HetRec's"):
        read(tmp_path)
    with pytest.raises(PlaysError, match="no such file"):
        read(tmp_path / "nothing.csv")


def test_reading_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    path = table(tmp_path, "u1,i1\n" * 25_000)
    told: list[tuple[int, int]] = []
    read(path, Reading(Watch(lambda _, done, total: told.append((done, total)))))
    assert [total for _, total in told] == [path.stat().st_size] * 3
    assert sorted(told) == told
    with pytest.raises(Cancelled):
        read(path, Reading(Watch(cancelled=lambda: True)))
