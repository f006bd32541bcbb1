from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

import pytest
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC
from mutagen.id3 import APIC, ID3, RVA2, TCON, TIT2, TPE1, TXXX
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from PIL import Image

from engine.catalog.names import names_of
from engine.catalog.pictures import read_picture
from engine.catalog.tag_text import LONGEST_LINE, clean, date, gain, genres, number, r128_gain
from engine.catalog.tags import read_tags
from engine.types import Tags

DATA = Path(__file__).parents[2] / "data"
TAGGED = [*sorted(path.name for path in DATA.glob("tiny*.*")), "silent.ape", "mislabelled_ogg.mp3"]


def copy(name: str, to: Path) -> Path:
    to.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(DATA / name, to))


@pytest.mark.parametrize("name", TAGGED)
def test_every_format_tells_the_same_tags(name: str) -> None:
    tags = read_tags(DATA / name, DATA)
    assert (tags.title, tags.artist, tags.album) == ("Tiny", "Nearfield", "Fixtures")
    assert tags.album_artist == "Nearfield & Friends"
    assert (tags.track_number, tags.disc_number) == (3, 1)
    assert (tags.date, tags.year, tags.genres) == ("2021-05-04", 2021, ("Test",))
    assert tags.recording_id == "5d1f6f0e-3a7b-4c55-9f0a-6f1d3c2b8a90"
    assert tags.release_id == "b2a7c9d4-80e1-4f36-a5d2-0c9e7f4413ab"
    assert tags.artist_id == "e4c8d7f1-1b2a-4d9c-8e6f-7a5b3c1d2e0f"
    assert (tags.track_gain, tags.album_gain) == (-6.5, -7.0)
    assert tags.duration is not None
    assert 0.25 < tags.duration < 0.6


@pytest.mark.parametrize(
    "name", ["empty.mp3", "truncated.mp3", "truncated.flac", "mislabelled.mp3"]
)
def test_a_broken_file_is_known_by_its_name(name: str, tmp_path: Path) -> None:
    path = copy(name, tmp_path / "Nina" / "Live" / f"07 - Blue{Path(name).suffix}")
    expected = Tags(title="Blue", artist="Nina", album="Live", track_number=7)
    assert read_tags(path, tmp_path) == expected


def test_a_file_that_cannot_be_opened_is_an_error_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_tags(tmp_path / "gone.mp3", tmp_path)


def test_a_name_that_is_not_text_is_shown_with_replacements(tmp_path: Path) -> None:
    path = copy("empty.mp3", tmp_path / os.fsdecode(b"Beyonc\xe9 - Halo.mp3"))
    tags = read_tags(path, tmp_path)
    assert (tags.artist, tags.title) == ("Beyonc\N{REPLACEMENT CHARACTER}", "Halo")


def test_an_untagged_wav_of_a_recorder_tells_its_own_chunks(tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    info = b"INFO" + chunk(b"INAM", b"Rain\0") + chunk(b"IART", "Bjørn".encode("cp1252"))
    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16))
    body = b"WAVE" + form + chunk(b"LIST", info) + chunk(b"data", bytes(1600))
    path = tmp_path / "rec.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    tags = read_tags(path, tmp_path)
    assert (tags.title, tags.artist, tags.duration) == ("Rain", "Bjørn", 0.1)


def test_id3_genres_of_old_and_new_kinds(tmp_path: Path) -> None:
    path = copy("tiny.mp3", tmp_path / "a.mp3")
    id3 = ID3(path)
    id3.setall("TCON", [TCON(encoding=3, text=["(17)", "Hip-Hop/Rap", "Jazz; Funk / Soul"])])
    id3.save()
    assert read_tags(path, tmp_path).genres == ("Rock", "Hip-Hop/Rap", "Jazz", "Funk", "Soul")


def test_mp3_gain_written_behind_the_id3_tag_is_found(tmp_path: Path) -> None:
    path = copy("tiny.mp3", tmp_path / "a.mp3")
    id3 = ID3(path)
    id3.delall("TXXX:REPLAYGAIN_TRACK_GAIN")
    id3.delall("TXXX:REPLAYGAIN_ALBUM_GAIN")
    id3.add(RVA2(desc="album", channel=1, gain=-2.5, peak=1.0))
    id3.save()
    ape = APEv2()
    ape["REPLAYGAIN_TRACK_GAIN"] = "-3.50 dB"
    ape["Title"] = "Not this one"
    ape.save(path)
    tags = read_tags(path, tmp_path)
    assert (tags.title, tags.track_gain, tags.album_gain) == ("Tiny", -3.5, -2.5)


def test_tags_survive_audio_that_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"")
    id3 = ID3()
    id3.add(TIT2(encoding=3, text=["Still here"]))
    id3.save(path)
    path.write_bytes(path.read_bytes() + b"not audio at all")
    tags = read_tags(path, tmp_path)
    assert (tags.title, tags.duration) == ("Still here", None)


def test_several_artists_stand_in_one_line(tmp_path: Path) -> None:
    path = copy("tiny.flac", tmp_path / "a.flac")
    flac = FLAC(path)
    flac["artist"] = ["Simon", "Garfunkel", "Simon"]
    flac.save()
    assert read_tags(path, tmp_path).artist == "Simon, Garfunkel"


def test_a_title_alone_is_enough_to_be_believed(tmp_path: Path) -> None:
    path = copy("tiny.mp3", tmp_path / "Downloads" / "03 - Someone - Something.mp3")
    id3 = ID3()
    id3.add(TIT2(encoding=3, text=["Hymn"]))
    id3.save(path)
    tags = read_tags(path, tmp_path)
    assert (tags.title, tags.artist, tags.album, tags.track_number) == ("Hymn", "", "", None)


def test_a_missing_title_comes_from_the_name(tmp_path: Path) -> None:
    path = copy("tiny.mp3", tmp_path / "Downloads" / "03 - Someone - Something.mp3")
    id3 = ID3()
    id3.add(TPE1(encoding=3, text=["Somebody"]))
    id3.save(path)
    tags = read_tags(path, tmp_path)
    assert (tags.title, tags.artist, tags.album, tags.track_number) == (
        "Something", "Somebody", "", 3,
    )  # fmt: skip


def test_a_tag_of_megabytes_is_cut(tmp_path: Path) -> None:
    path = copy("tiny.flac", tmp_path / "a.flac")
    flac = FLAC(path)
    flac["title"] = "la " * 500_000
    flac["artist"] = ["x" * 1000] * 500
    flac["genre"] = [f"genre {n}" for n in range(2000)]
    flac.save()
    tags = read_tags(path, tmp_path)
    assert len(tags.title) <= LONGEST_LINE
    assert len(tags.artist) <= LONGEST_LINE
    assert len(tags.genres) < 20


def test_mp4_numbers_may_be_zero(tmp_path: Path) -> None:
    path = copy("tiny_aac.m4a", tmp_path / "a.m4a")
    mp4 = MP4(path)
    mp4["trkn"], mp4["disk"] = [(0, 0)], [(0, 2)]
    mp4.save()
    tags = read_tags(path, tmp_path)
    assert (tags.track_number, tags.disc_number) == (None, None)


def test_replaygain_of_id3_may_be_spelled_any_way(tmp_path: Path) -> None:
    path = copy("tiny.mp3", tmp_path / "a.mp3")
    id3 = ID3()
    id3.add(TXXX(encoding=3, desc="replaygain_track_gain", text=["+1,25 dB"]))
    id3.save(path)
    assert read_tags(path, tmp_path).track_gain == 1.25


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("Artist/Album/01 - Title.mp3", ("Artist", "Album", None, 1, "Title")),
        ("Artist/Album/01. Title.mp3", ("Artist", "Album", None, 1, "Title")),
        ("Artist/Album/1-03 Title.mp3", ("Artist", "Album", 1, 3, "Title")),
        ("Artist/Album/12 Title.mp3", ("Artist", "Album", None, 12, "Title")),
        ("Artist/Album/CD 2/05_some_song.ogg", ("Artist", "Album", 2, 5, "some song")),
        ("Artist/1999 - Album/1999.mp3", ("Artist", "Album", None, None, "1999")),
        ("Artist/1999/05 Title.mp3", ("Artist", "1999", None, 5, "Title")),
        ("Artist/Album/7 rings.mp3", ("Artist", "Album", None, None, "7 rings")),
        ("Artist/Album/07 - Artist - Title.mp3", ("Artist", "Album", None, 7, "Title")),
        ("Artist/Album/07 - Title - Live.mp3", ("Artist", "Album", None, 7, "Title - Live")),
        ("Various Artists/Hits/03 - Foo - Bar.mp3", ("Foo", "Hits", None, 3, "Bar")),
        ("Artist - Album/05 Title.flac", ("Artist", "Album", None, 5, "Title")),
        ("Album/05 Title.flac", ("", "Album", None, 5, "Title")),
        ("Artist/Title.mp3", ("Artist", "", None, None, "Title")),
        ("Downloads/Artist - Title.mp3", ("Artist", "", None, None, "Title")),
        ("50 Cent - In Da Club.mp3", ("50 Cent", "", None, None, "In Da Club")),
        ("Title.mp3", ("", "", None, None, "Title")),
        ("01.mp3", ("", "", None, None, "01")),
        (" .mp3", ("", "", None, None, "?")),
    ],
)
def test_names_tell_what_tags_do_not(
    relative: str, expected: tuple[str, str, int | None, int | None, str]
) -> None:
    named = names_of(relative)
    assert (
        named.artist, named.album, named.disc_number, named.track_number, named.title,
    ) == expected  # fmt: skip


def test_years_of_album_folders() -> None:
    assert names_of("A/Album (1987)/1.mp3").date == "1987"
    assert names_of("A/[1987] Album/1.mp3").album == "Album"
    assert names_of("A/2001 A Space Odyssey/1.mp3").album == "2001 A Space Odyssey"


def test_text_is_made_displayable() -> None:
    assert clean("\ufeff a\0b\tc \r\n d\x1b ") == "a b c d"
    assert clean("e\N{COMBINING ACUTE ACCENT}") == "é"


def test_genres_are_taken_apart_with_care() -> None:
    assert genres(["Rock; Pop"]) == ("Rock", "Pop")
    assert genres(["Rock/Pop", "rock"]) == ("Rock", "Pop")
    assert genres(["Hip-Hop/Rap"]) == ("Hip-Hop/Rap",)
    assert genres(["Jazz\0Folk, World, & Country"]) == ("Jazz", "Folk, World, & Country")
    assert genres(["Drum & Bass", "", " ; "]) == ("Drum & Bass",)


def test_numbers_dates_and_gains() -> None:
    assert [number(text) for text in ("3", "03/12", "0", "", "A1", "/4")] == [3, 3, *[None] * 4]
    assert date("2003-00-00") == "2003"
    assert date("1999/05/04 12:00") == "1999-05-04"
    assert date("0000") == ""
    assert [gain(text) for text in ("-7.03 dB", "+0.5", "−3,5 db", "loud", "-999 dB")] == [
        -7.03, 0.5, -3.5, None, None,
    ]  # fmt: skip


def test_opus_gain_is_moved_to_the_level_of_replaygain(tmp_path: Path) -> None:
    assert r128_gain("-1280") == 0.0
    assert r128_gain("x") is None
    path = copy("tiny.opus", tmp_path / "a.opus")
    opus = OggOpus(path)
    opus["R128_TRACK_GAIN"] = "256"
    opus.save()
    assert read_tags(path, tmp_path).track_gain == 6.0


@pytest.mark.parametrize("name", TAGGED)
def test_embedded_covers_are_images(name: str) -> None:
    picture = read_picture(DATA / name)
    if Path(name).suffix in {".wav", ".aiff"}:
        assert picture is None
    else:
        assert picture is not None
        assert picture.startswith(b"\x89PNG")


def test_the_front_cover_comes_before_other_pictures(tmp_path: Path) -> None:
    path = copy("tiny.mp3", tmp_path / "a.mp3")
    front = APIC(encoding=3, mime="image/png", type=3, data=b"\x89PNG\r\n front")
    back = APIC(encoding=3, mime="image/png", type=4, desc="b", data=b"\x89PNG\r\n back")
    id3 = ID3()
    id3.add(back)
    id3.add(front)
    id3.save(path)
    assert read_picture(path) == b"\x89PNG\r\n front"


def test_a_cover_beside_the_file_serves_where_none_is_inside(tmp_path: Path) -> None:
    path = copy("tiny.wav", tmp_path / "a.wav")
    assert read_picture(path) is None
    for name, colour in (("AlbumArtSmall.jpg", "red"), ("FOLDER.JPG", "green"), ("x.jpg", "blue")):
        Image.new("RGB", (4, 4), colour).save(tmp_path / name)
    (tmp_path / "cover.jpg").write_text("not an image")
    assert read_picture(path) == (tmp_path / "FOLDER.JPG").read_bytes()


def test_a_picture_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert read_picture(tmp_path / "nowhere" / "a.mp3") is None
    path = copy("tiny.ogg", tmp_path / "a.ogg")
    ogg = OggVorbis(path)
    ogg["metadata_block_picture"] = "AAAA=not base64"
    ogg.save()
    assert read_picture(path) is None
