from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from engine.catalog.playlist_files import M3UEntry, read_m3u, write_m3u
from engine.errors import PlaylistError

LATIN = os.fsdecode(b"Beyonc\xe9.mp3")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "Music" / "Björk"
    folder.mkdir(parents=True)
    for name in ("a.mp3", "#1 hit.mp3", " padded .mp3", "two\nlines.mp3", r"AC\DC.mp3", LATIN):
        (folder / name).touch()
    return folder


def read(folder: Path, data: bytes, name: str = "list.m3u8") -> list[M3UEntry]:
    path = folder / name
    path.write_bytes(data)
    return read_m3u(path)


def locations(folder: Path, data: bytes, name: str = "list.m3u8") -> list[str]:
    return [entry.location for entry in read(folder, data, name)]


@pytest.mark.parametrize("relative", [True, False])
@pytest.mark.parametrize("name", ["out.m3u8", "out.m3u", "Björk/out.m3u8"])
def test_what_is_written_is_read_again(music: Path, name: str, relative: bool) -> None:
    entries = [
        M3UEntry(os.fspath(file), f"Title of {number}", float(number))
        for number, file in enumerate(sorted(music.iterdir()), 1)
    ]
    entries.append(M3UEntry("https://radio.example/stream?a=1", "Radio"))
    path = music.parent / name
    write_m3u(path, entries, relative=relative)
    assert read_m3u(path) == entries
    assert all(entry.path.exists() for entry in read_m3u(path) if entry.path)


def test_relative_names_move_with_the_folder(music: Path, tmp_path: Path) -> None:
    path = music.parent / "lists" / "out.m3u8"
    path.parent.mkdir()
    write_m3u(path, [M3UEntry(os.fspath(music / "a.mp3"))], relative=True)
    assert path.read_text().splitlines()[-1] == "../Björk/a.mp3"
    moved = music.parent.rename(tmp_path / "elsewhere")
    (entry,) = read_m3u(moved / "lists" / "out.m3u8")
    assert entry.location == os.fspath(moved / "Björk" / "a.mp3")


def test_the_way_up_from_a_linked_folder_is_the_real_one(music: Path, tmp_path: Path) -> None:
    (music.parent / "lists").mkdir()
    link = tmp_path / "link"
    link.symlink_to(music.parent / "lists")
    write_m3u(link / "out.m3u8", [M3UEntry(os.fspath(music / "a.mp3"))], relative=True)
    for place in (link, music.parent / "lists"):
        (entry,) = read_m3u(place / "out.m3u8")
        assert Path(entry.location).samefile(music / "a.mp3")


def test_the_written_file_is_an_extended_m3u(music: Path) -> None:
    path = music / "out.m3u8"
    write_m3u(
        path,
        [M3UEntry(os.fspath(music / "a.mp3"), "Björk - It's\r\nso\nquiet", 218.6), M3UEntry("/b")],
        relative=True,
    )
    assert path.read_bytes() == (
        "#EXTM3U\n#EXTINF:219,Björk - It's so quiet\na.mp3\n#EXTINF:-1,\n../../../" .encode()
        + os.path.relpath("/b", music).removeprefix("../../../").encode() + b"\n"
    )  # fmt: skip


def test_a_name_that_is_not_text_is_written_as_its_bytes(music: Path) -> None:
    path = music / "out.m3u8"
    write_m3u(path, [M3UEntry(os.fspath(music / LATIN), LATIN)], relative=True)
    assert path.read_bytes().endswith(b"\nBeyonc\xe9.mp3\n")


def test_a_full_disk_leaves_the_old_playlist(music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = music / "out.m3u8"
    write_m3u(path, [M3UEntry("/a.mp3")])
    before = sorted(music.iterdir()), path.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(PlaylistError, match="No space left"):
            write_m3u(path, [M3UEntry("/b.mp3")])
    assert (sorted(music.iterdir()), path.read_bytes()) == before
    write_m3u(path, [])
    assert read_m3u(path) == []


def test_a_playlist_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaylistError, match="No such file"):
        write_m3u(tmp_path / "none" / "out.m3u8", [])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_all_line_ends_and_marks(tmp_path: Path, mark: bytes, end: bytes) -> None:
    rows = ("#EXTM3U", "#EXTINF:12,Ä", "ä.mp3", "", "# a word", "b.mp3", "  ")
    entries = read(tmp_path, mark + end.join(row.encode() for row in rows))
    assert entries == [
        M3UEntry(os.fspath(tmp_path / "ä.mp3"), "Ä", 12.0),
        M3UEntry(os.fspath(tmp_path / "b.mp3")),
    ]


def test_utf16_is_read(tmp_path: Path) -> None:
    assert locations(tmp_path, "#EXTM3U\r\nä.mp3".encode("utf-16")) == [str(tmp_path / "ä.mp3")]


def test_old_windows_playlists_are_read(tmp_path: Path) -> None:
    data = "#EXTINF:3,Beyoncé\r\nPop\\Beyoncé.mp3\r\nC:\\Music\\a.mp3".encode("cp1252")
    entries = read(tmp_path, data, "old.m3u")
    assert entries[0] == M3UEntry(os.fspath(tmp_path / "Pop" / "Beyoncé.mp3"), "Beyoncé", 3.0)
    assert entries[1].location == "C:\\Music\\a.mp3"
    write_m3u(tmp_path / "new.m3u8", entries)
    assert read_m3u(tmp_path / "new.m3u8") == entries


def test_locations_of_all_kinds(tmp_path: Path) -> None:
    data = b"""
/music/./a.mp3
../b.mp3
file:///music/c%20%C3%A4%e9.mp3
file://localhost/d%23.mp3
file://[broken
file:///nothing%00.mp3
http://radio.example/stream
"""
    assert locations(tmp_path, data) == [
        "/music/a.mp3",
        os.fspath(tmp_path.parent / "b.mp3"),
        os.fsdecode(b"/music/c \xc3\xa4\xe9.mp3"),
        "/d#.mp3",
        "file://[broken",
        "file:///nothing%00.mp3",
        "http://radio.example/stream",
    ]


@pytest.mark.parametrize(
    ("info", "title", "duration"),
    [
        ("123,Artist - Title, part 2", "Artist - Title, part 2", 123.0),
        ("-1,Radio", "Radio", None),
        ("0,", "", None),
        (' 12.5 tvg-id="a,b" group="x" , Title', "Title", 12.5),
        ("soon,Title", "soon,Title", None),
        ("9" * 400 + ",Title", "9" * 391 + ",Title", 999999999.0),
    ],
)
def test_extended_information(
    tmp_path: Path, info: str, title: str, duration: float | None
) -> None:
    (entry,) = read(tmp_path, f"#EXTINF:{info}\na.mp3".encode())
    assert (entry.title, entry.duration) == (title, duration)


@pytest.mark.parametrize("data", [b"ID3\x04\0\0\0\0", os.urandom(500) + b"\0", b"\x7fELF\x02\x01"])
def test_a_file_that_is_no_playlist_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(PlaylistError, match="is not a playlist"):
        read(tmp_path, data)


def test_a_playlist_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaylistError, match="Cannot read the playlist"):
        read_m3u(tmp_path / "none.m3u8")
    with pytest.raises(PlaylistError, match="Cannot read the playlist"):
        read_m3u(tmp_path)


def test_an_empty_playlist_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, b"") == []
    assert read(tmp_path, b"#EXTM3U\n") == []
