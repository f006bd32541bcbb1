"""What the demo writes into a file of any format, the library reads out of it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import mutagen
import numpy as np
import pytest
from PIL import Image

from engine.audio.encode import ENCODINGS, write_audio
from engine.catalog.pictures import read_picture
from engine.catalog.tags import read_tags
from engine.demo.covers import MOTIFS, SIZE, cover
from engine.demo.tags import write_tags
from engine.types import Tags

TAGS = Tags(
    title="Förderband “Nr. 9”",
    artist="Kessel & Co",
    album_artist="Diverse",
    album="日曜日",
    track_number=7,
    disc_number=2,
    date="2019-06-28",
    genres=("Techno", "Dub"),
    recording_id="5d1f6f0e-3a7b-4c55-9f0a-6f1d3c2b8a90",
    release_id="b2a7c9d4-80e1-4f36-a5d2-0c9e7f4413ab",
    artist_id="e4c8d7f1-1b2a-4d9c-8e6f-7a5b3c1d2e0f",
    track_gain=0.0,
    album_gain=-3.5,
)


@pytest.fixture(params=ENCODINGS)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"tone{ENCODINGS[request.param].suffix}"
    tone = np.sin(np.arange(12_000) * 0.1).astype(np.float32) / 2
    write_audio(path, tone, 24_000, request.param)
    return path


def test_all_tags_come_back(file: Path) -> None:
    write_tags(file, TAGS)
    assert replace(read_tags(file, file.parent), duration=None) == TAGS


def test_the_picture_comes_back(file: Path) -> None:
    picture = cover("Techno", 1)
    write_tags(file, TAGS, picture)
    assert read_picture(file) == picture


def test_tags_replace_those_before(file: Path) -> None:
    write_tags(file, TAGS, cover("Techno", 1))
    write_tags(file, Tags(title="Only a title"))
    read = read_tags(file, file.parent)
    assert (read.title, read.artist_id, read.genres) == ("Only a title", "", ())
    assert read_picture(file) is None


def test_a_file_of_an_unknown_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("not a song")
    with pytest.raises(mutagen.MutagenError, match="no way to tag"):
        write_tags(path, TAGS)


@pytest.mark.parametrize("style", MOTIFS)
def test_a_cover_is_a_square_jpeg_of_its_album_alone(style: str) -> None:
    with Image.open(BytesIO(cover(style, 1))) as image:
        assert (image.format, image.size) == ("JPEG", (SIZE, SIZE))
        assert len(image.getcolors(SIZE * SIZE) or ()) > 20
    assert cover(style, 1) == cover(style, 1)
    assert cover(style, 1) != cover(style, 2)
