"""The map: places that stay, near what is alike, and the picture made of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.catalog.store import FileRecord, Store
from engine.errors import Cancelled, NearfieldError
from engine.map.layout import FEWEST
from engine.map.maps import Maps, Of, TrackMap
from engine.map.picture import draw_map
from engine.types import Heard, Placed, Tags, Track, TrackState

MODEL = "model"
KINDS = 3


class Shelf:
    """A store whose tracks were heard as one of three kinds of sound, and its maps."""

    def __init__(self, folder: Path, tags: tuple[str, ...] = ()) -> None:
        self.store = Store(folder / "library.db")
        self.store.embeddings.register(MODEL, "embedder", 8, tags)
        self.folder = self.store.add_folder(folder)
        self.maps = Maps(folder / "map", self.store)
        self.dice = np.random.default_rng(0)
        self.count = 0

    def add(self, count: int, kind: int | None = None) -> list[int]:
        names = [str(self.count + n) for n in range(count)]
        self.count += count
        records = [FileRecord(name, 1, 1, name, Tags(title=name)) for name in names]
        ids = self.store.save_files(self.folder.id, records)
        for number, (track_id, name) in enumerate(zip(ids, names, strict=True)):
            self.hear(track_id, name, number % KINDS if kind is None else kind)
        return ids

    def hear(self, track_id: int, identity: str, kind: int) -> None:
        vector = np.eye(8)[kind] + self.dice.normal(0, 0.05, 8)
        vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        scores = np.clip(np.eye(KINDS)[kind] + self.dice.normal(0, 0.05, KINDS), 0.01, 0.99)
        heard = Heard(track_id, identity, vector, scores=scores.astype(np.float32))
        self.store.embeddings.save(MODEL, [heard])


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path, tags=("msd/rock", "msd/jazz", "mtat/piano"))
    with closing(shelf.store):
        yield shelf


def place_of(made: TrackMap, track_id: int) -> tuple[float, float]:
    x, y = made.places[made.ids.tolist().index(track_id)].tolist()
    return x, y


@pytest.mark.parametrize("of", list(Of))
def test_what_is_alike_stands_together(shelf: Shelf, of: Of) -> None:
    ids = shelf.add(60)
    made = shelf.maps.of(of)
    assert sorted(made.ids.tolist()) == ids
    kinds = np.array([ids.index(i) % KINDS for i in made.ids.tolist()])
    apart = np.linalg.norm(made.places[:, None] - made.places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (kinds[apart.argmin(axis=1)] == kinds).mean() > 0.95


def test_the_same_tracks_give_the_same_map(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(30)
    first = shelf.maps.of(Of.SOUND)
    elsewhere = Maps(tmp_path / "other", shelf.store).of(Of.SOUND)
    assert np.array_equal(first.places, elsewhere.places)


def test_new_tracks_join_their_like_and_nobody_moves(shelf: Shelf) -> None:
    old = shelf.add(90)
    before = shelf.maps.of(Of.SOUND)
    (new,) = shelf.add(1, kind=1)
    after = shelf.maps.of(Of.SOUND)
    assert all(place_of(after, i) == place_of(before, i) for i in old)
    centres = [
        np.median([place_of(after, i) for i in old[kind::KINDS]], axis=0) for kind in range(KINDS)
    ]
    assert np.argmin(np.linalg.norm(centres - np.array(place_of(after, new)), axis=1)) == 1


def test_a_track_heard_anew_moves_alone(shelf: Shelf) -> None:
    ids = shelf.add(90)
    before = shelf.maps.of(Of.SOUND)
    shelf.hear(ids[0], "0", kind=2)
    after = shelf.maps.of(Of.SOUND)
    assert place_of(after, ids[0]) != place_of(before, ids[0])
    assert all(place_of(after, i) == place_of(before, i) for i in ids[1:])


def test_when_the_new_outnumber_the_old_all_find_their_places_anew(shelf: Shelf) -> None:
    shelf.add(20)
    shelf.maps.of(Of.SOUND)
    shelf.add(40)
    assert shelf.maps.of(Of.SOUND).first == 60


def test_a_map_is_kept_and_a_spoilt_one_made_anew(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(20)
    steps: list[tuple[int, int]] = []
    first = shelf.maps.of(Of.SOUND, lambda *step: steps.append(step))
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]
    steps.clear()
    assert np.array_equal(shelf.maps.of(Of.SOUND, lambda *s: steps.append(s)).places, first.places)
    assert not steps
    (kept,) = (tmp_path / "map").iterdir()
    kept.write_bytes(b"rubbish")
    assert np.array_equal(shelf.maps.of(Of.SOUND).places, first.places)


def test_a_map_that_is_stopped_leaves_nothing(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(20)
    with pytest.raises(Cancelled):
        shelf.maps.of(Of.SOUND, cancelled=lambda: True)
    assert not (tmp_path / "map").exists()


@pytest.mark.parametrize("count", range(FEWEST + 2))
def test_few_tracks_have_places_of_their_own(shelf: Shelf, count: int, tmp_path: Path) -> None:
    shelf.add(count)
    made = shelf.maps.of(Of.SOUND)
    assert len({tuple(place) for place in made.places.round(3).tolist()}) == count
    if count:
        picture(made, tmp_path / "few.png")


def test_without_tags_there_is_no_map_of_them(tmp_path: Path) -> None:
    with closing((shelf := Shelf(tmp_path)).store):
        shelf.add(3)
        with pytest.raises(NearfieldError, match="tells no tags"):
            shelf.maps.of(Of.TAGS)


def picture(made: TrackMap, path: Path, artist: str = "") -> None:
    tracks = [
        Track(i, 1, Path(str(i)), Tags(str(i), artist or f"Artist {i % 9}", genres=(f"G{i % 20}",)),
              TrackState.READY)
        for i in made.ids.tolist()
    ]  # fmt: skip
    placed = [Placed(t, *spot) for t, spot in zip(tracks, made.places.tolist(), strict=True)]
    draw_map(placed, "A map", path)


def test_the_picture_is_dark_and_shows_the_genres(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(60)
    picture(shelf.maps.of(Of.SOUND), tmp_path / "new" / "map.png")
    with Image.open(tmp_path / "new" / "map.png") as drawn:
        colours = {colour for _, colour in drawn.convert("RGB").getcolors(1 << 24) or []}
        assert drawn.size == (1920, 1200)
        assert drawn.convert("RGB").getpixel((2, 2)) == (0x14, 0x14, 0x16)
    assert len(colours) > 100


def test_names_no_font_has_and_formulas_do_no_harm(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(8)
    made = shelf.maps.of(Of.SOUND)
    for artist in ("$\\frac{$", "ᠮᠣᠩᠭᠣᠯ 𓀀", "bytes \udcff", "a\nb" * 40):
        picture(made, tmp_path / "odd.png", artist)
