"""Every form of playlists, and what is wrong with some."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.catalog.playlist_files import M3UEntry, write_m3u
from engine.training.plays.reading import PlaysError, Reading
from engine.training.sequence import slices
from engine.training.sequence.listed import Listed
from engine.training.sequence.sources import playlist_files, read_playlists

TITLE = 'A "title", with \\ and ]}'
PUBLISHED = Path(__file__).parents[5] / "shared" / "listening" / "mpd" / "mpd.slice.0-999.json"


def entry(number: int) -> dict[str, object]:
    return {
        "pos": number,
        "artist_name": f"Artist {number}",
        "track_uri": f"spotify:track:t{number}",
        "artist_uri": f"spotify:artist:a{number}",
        "track_name": TITLE,
    }


def published(*lists: object, indent: int | None = 4) -> str:
    info = {"generated_on": "2017-12-03 08:41:42.057563", "slice": "0-999", "version": "v1"}
    return json.dumps({"info": info, "playlists": list(lists)}, indent=indent)


def playlist(name: str, *numbers: int) -> dict[str, object]:
    return {"name": name, "pid": 0, "tracks": [entry(number) for number in numbers]}


def read(path: Path) -> tuple[list[Listed], Reading]:
    reading = Reading()
    return list(read_playlists(path, reading)), reading


@pytest.mark.parametrize("indent", [4, None])
@pytest.mark.parametrize("piece", [1 << 20, 7])
def test_slice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, indent: int) -> None:
    monkeypatch.setattr(slices, "PIECE", piece)
    path = tmp_path / "mpd.slice.0-999.json"
    path.write_text(published(playlist("Größe ❤", 1, 2), playlist("", 3), indent=indent))
    assert read(path)[0] == [
        Listed(
            "Größe ❤",
            ("t1", "t2"),
            ("spotify:artist:a1", "spotify:artist:a2"),
            (("Artist 1", TITLE), ("Artist 2", TITLE)),
        ),
        Listed("", ("t3",), ("spotify:artist:a3",), (("Artist 3", TITLE),)),
    ]


def test_slice_tells_what_it_left_out(tmp_path: Path) -> None:
    path = tmp_path / "mpd.slice.0-999.json"
    bad = playlist("bad", 1) | {"tracks": [{"track_uri": 7.5}]}
    path.write_text(published(playlist("one", 1), bad, playlist("two", 2)))
    found, reading = read(path)
    assert [each.title for each in found] == ["one", "two"]
    line = path.read_text().split('"bad"')[0].count("\n")
    assert reading.told() == [
        "left out: 1 of 3 lines",
        "  1: a track has no id",
        f"  such as {path.name}, line {line}: a track has no id",
    ]


def test_slice_that_is_mostly_bad_is_refused_whatever_went_before(tmp_path: Path) -> None:
    good, bad = tmp_path / "mpd.slice.0.json", tmp_path / "mpd.slice.1.json"
    good.write_text(published(*[playlist("good", 1)] * 9))
    bad.write_text(published(playlist("good", 1), {}, {}))
    reading = Reading()
    assert len(list(read_playlists(good, reading))) == 9
    with pytest.raises(PlaysError, match="2 of the first 3 lines"):
        list(read_playlists(bad, reading))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: "", "It is empty."),
        (lambda text: '{"info": {}}', "There is no list of 'playlists' in it."),
        (lambda text: text[:-40], r"Line \d\d: This is not whole JSON."),
        (lambda text: text[: text.rindex("}\n    ]") + 1], "Line 27: The file ends in"),
        (lambda text: text.replace('"pos": 1,', '"pos": 1;'), "Line 13: This is not whole JSON."),
        (lambda text: text.replace('"pos": 1,', f'"pos": {"9" * 5000},'), "Line 8: This is not"),
    ],
)
def test_slice_that_is_none(tmp_path: Path, spoil: Callable[[str], str], said: str) -> None:
    path = tmp_path / "mpd.slice.0-999.json"
    path.write_text(spoil(published(playlist("one", 1, 2))))
    with pytest.raises(PlaysError, match=said):
        read(path)


def test_slice_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "mpd.slice.0-999.json"
    text = published(playlist("one", 1), playlist("Größe", 2)).replace("\\u00f6\\u00df", "öß")
    path.write_bytes(text.encode("latin-1"))
    line = text.split("Größe")[0].count("\n") + 1
    with pytest.raises(PlaysError, match=f"Line {line}: This is not UTF-8"):
        read(path)


@pytest.mark.parametrize("name", ["lists.jsonl", "lists.jsonl.gz"])
def test_lines(tmp_path: Path, name: str) -> None:
    rows = [
        '{"pid": 1, "name": "Morning", "tracks": ["a", "spotify:track:b", 12]}',
        "",
        '{"name": "no tracks"}',
        "{",
        '{"title": "Evening", "tracks": ["c"]}',
        '{"name": "nothing", "tracks": []}',
        json.dumps(playlist("like a slice", 1)),
        f'{{"tracks": [{"9" * 5000}]}}',
    ]
    data = "\n".join(rows).encode() + b'\n{"name": "K\xf6ln", "tracks": ["d"]}\n' + 4 * b'["x"]\n'
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    reading = Reading()
    found: list[Listed] = []
    with pytest.raises(PlaysError, match="9 of the first 13 lines cannot be used"):
        found.extend(read_playlists(path, reading))
    assert reading.left_out == {
        "the playlist has no list of 'tracks'": 1,
        "the line is not JSON": 1,
        "the playlist is empty": 1,
        "the line holds a number that is too long": 1,
        "the line is not UTF-8": 1,
        "the playlist is no JSON object": 4,
    }
    assert f"{name}, line 3: the playlist has no list of 'tracks'" in reading.examples


def test_lines_of_a_few_bad_ones(tmp_path: Path) -> None:
    path = tmp_path / "lists.jsonl"
    path.write_text(
        '{"name": "A", "tracks": ["a", "spotify:track:b", 12]}\n{}\n{"tracks": ["c"]}\n'
    )
    found, reading = read(path)
    assert found == [Listed("A", ("a", "b", "12"), ("", "", "")), Listed("", ("c",), ("",))]
    assert reading.told()[0] == "left out: 1 of 3 lines"


def test_own_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Anna" / "Homogenic"
    songs = [folder / f"0{number} Day {number}.mp3" for number in range(3)]
    write_m3u(tmp_path / "b.m3u8", [M3UEntry(str(songs[0]), "Bob - Night"),
                                    *(M3UEntry(str(song)) for song in songs[1:])])  # fmt: skip
    write_m3u(tmp_path / "a.m3u", [M3UEntry(str(songs[2]))], relative=True)
    (tmp_path / "c.m3u").write_bytes(b"\x00\x01\x02")
    (tmp_path / "d.m3u").write_text("#EXTM3U\n")
    (tmp_path / "notes.txt").write_text("no playlist")
    reading = Reading()
    files = playlist_files(tmp_path)
    found = [each for file in files for each in read_playlists(file, reading)]
    assert [file.name for file in files] == ["a.m3u", "b.m3u8", "c.m3u", "d.m3u"]
    assert found == [
        Listed("a", (str(songs[2]),), ("",), (("Anna", "Day 2"),)),
        Listed(
            "b",
            tuple(map(str, songs)),
            ("", "", ""),
            (("Bob", "Night"), ("Anna", "Day 1"), ("Anna", "Day 2")),
        ),
    ]
    assert reading.left_out.total() == 2


def test_slices_come_in_their_order(tmp_path: Path) -> None:
    names = [f"mpd.slice.{first}-{first + 999}.json" for first in (0, 1000, 2000, 10000)]
    for name in reversed(names):
        (tmp_path / name).write_text(published(playlist(name, 1)))
    assert [file.name for file in playlist_files(tmp_path)] == names


@pytest.mark.parametrize("name", ["absent.jsonl", "song.mp3", "empty"])
def test_what_is_no_source(tmp_path: Path, name: str) -> None:
    (tmp_path / "song.mp3").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(PlaysError, match="Cannot read"):
        playlist_files(tmp_path / name)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published slice is not beside the checkout")
def test_published_slice() -> None:
    found, reading = read(PUBLISHED)
    assert not reading.left_out
    assert (len(found), found[0].title, len(found[0].tracks)) == (29, "Throwbacks", 52)
    assert found[0].tracks[0] == "0UaMYEvWZi0ZqiDOoHU3YI"
    assert found[0].artists[0] == "spotify:artist:2wIVse2owClT7go1WT98tk"
    whole = json.loads(PUBLISHED.read_text())["playlists"]
    assert [len(each.tracks) for each in found] == [len(each["tracks"]) for each in whole]
