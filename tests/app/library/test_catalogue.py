"""Searching and sorting, without a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.library.catalogue import Catalogue
from app.library.listing import Listing, Order
from app.library.rows import cell
from app.library.sorting import Column
from engine.text import plain
from engine.types import Tags, Track, TrackState
from tests.app.fake_library.invented import lines_of, make_tracks


def track(number: int, title: str, artist: str = "", **tags: object) -> Track:
    described = Tags(title, artist, **tags)  # type: ignore[arg-type]
    return Track(number, 1, Path(f"/music/{number}.mp3"), described, TrackState.READY)


def fill(catalogue: Catalogue, tracks: Sequence[Track]) -> None:
    catalogue.fill(lines_of(tracks).on_shelf())


@pytest.fixture
def catalogue() -> Catalogue:
    catalogue = Catalogue()
    fill(
        catalogue,
        [
            track(1, "Jóga", "Björk", album="Homogenic", date="1997", genres=("Art Pop",)),
            track(2, "Svefn-g-englar", "Sigur Rós", album="Ágætis byrjun", date="1999"),
            track(3, "Hells Bells", "AC/DC", duration=312.0),
            track(4, "Don't Stop", "Fleetwood Mac", date="1977", duration=193.0),
            track(5, "untitled"),
        ],
    )
    return catalogue


def ids(listing: Listing) -> list[int]:
    return listing.ids


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bjork", [1]),
        ("BJÖRK joga", [1]),
        ("homogenic pop", [1]),
        ("agaetis", []),
        ("svefn englar", [2]),
        ("ac/dc", [3]),
        ("dont stop", [4]),
        ("don’t", [4]),
        ("bjork rós", []),
        ("  ", [3, 1, 4, 2, 5]),
    ],
)
def test_every_word_must_be_somewhere(catalogue: Catalogue, query: str, found: list[int]) -> None:
    assert sorted(ids(catalogue.arrange(Order(query)))) == sorted(found)


def test_unsorted_tracks_stand_as_on_a_shelf() -> None:
    catalogue = Catalogue()
    fill(
        catalogue,
        [
            track(1, "Second", "B", album="X", track_number=2),
            track(2, "First", "B", album="X", track_number=1),
            track(3, "Other disc", "B", album="X", disc_number=2, track_number=1),
            track(4, "Guest", "Z", album_artist="A", album="Y"),
        ],
    )
    assert ids(catalogue.arrange(Order())) == [4, 2, 1, 3]


@pytest.mark.parametrize(
    ("column", "rising"),
    [
        (Column.TITLE, [4, 3, 1, 2, 5]),
        (Column.ARTIST, [3, 1, 4, 2, 5]),
        (Column.YEAR, [4, 1, 2, 5, 3]),
        (Column.LENGTH, [4, 3, 5, 1, 2]),
    ],
)
def test_sorting_puts_empty_cells_last_both_ways(
    catalogue: Catalogue, column: Column, rising: list[int]
) -> None:
    up = ids(catalogue.arrange(Order("", column)))
    down = ids(catalogue.arrange(Order("", column, descending=True)))
    empty = {i for i in up if not cell(found(catalogue, i), column)}
    full = [i for i in rising if i not in empty]
    assert [i for i in up if i not in empty] == full
    assert [i for i in down if i not in empty] == full[::-1]
    for order in (up, down):
        assert set(order[len(full) :]) == empty


def found(catalogue: Catalogue, track_id: int) -> Track:
    track = catalogue.track(track_id)
    assert track
    return track


def test_a_state_changes_in_place(catalogue: Catalogue) -> None:
    before = catalogue.arrange(Order())
    failed = replace(found(catalogue, 3), state=TrackState.FAILED, reason="It is truncated.")
    refreshed = catalogue.update(lines_of([failed]), [], Order())
    assert not refreshed.moved
    assert refreshed.touched == (before.row_of(3),)
    assert refreshed.listing.rows[refreshed.touched[0]].reason == "It is truncated."
    assert refreshed.listing.states[TrackState.FAILED] == 1
    assert before.rows[refreshed.touched[0]].state is TrackState.READY, "listings never change"


def test_sorted_by_state_a_state_moves(catalogue: Catalogue) -> None:
    order = Order("", Column.STATE)
    catalogue.arrange(order)
    failed = replace(found(catalogue, 5), state=TrackState.FAILED)
    refreshed = catalogue.update(lines_of([failed]), [], order)
    assert refreshed.moved
    assert ids(refreshed.listing)[0] == 5


def test_a_retagged_track_moves_and_is_found_by_its_new_name(catalogue: Catalogue) -> None:
    catalogue.arrange(Order())
    renamed = replace(found(catalogue, 5), tags=Tags("Aardvark", "Abba"))
    refreshed = catalogue.update(lines_of([renamed]), [], Order())
    assert refreshed.moved
    assert ids(refreshed.listing)[0] == 5
    assert ids(catalogue.arrange(Order("aardvark"))) == [5]
    assert ids(catalogue.arrange(Order("untitled"))) == []


def test_tracks_come_and_go(catalogue: Catalogue) -> None:
    catalogue.arrange(Order())
    refreshed = catalogue.update(lines_of([track(9, "New")]), [1, 2], Order())
    assert set(ids(refreshed.listing)) == {3, 4, 5, 9}
    assert catalogue.track(1) is None
    assert refreshed.listing.total == 4


def test_equal_cells_stay_in_shelf_order_both_ways(catalogue: Catalogue) -> None:
    fill(catalogue, [track(number, f"{number}", album="ab"[number % 2]) for number in range(6)])
    assert ids(catalogue.arrange(Order("", Column.ALBUM))) == [0, 2, 4, 1, 3, 5]
    assert ids(catalogue.arrange(Order("", Column.ALBUM, descending=True))) == [1, 3, 5, 0, 2, 4]


def test_a_search_finds_what_python_finds(tmp_path: Path) -> None:
    tracks = [*make_tracks(300, tmp_path), track(999, "Łódź 東京", "ÅÅ"), track(1000, "", "z")]
    catalogue = Catalogue()
    fill(catalogue, tracks)
    texts = {track.id: folded(track.tags) for track in tracks}
    words = {text[at : at + size] for text in texts.values() for at in (0, 9) for size in (1, 2, 7)}
    for query in {" ".join(word.split()) for word in words} | {"ź", "京", "zz zz", "z"}:
        found = {i for i, text in texts.items() if all(w in text for w in Order(query).words)}
        assert set(ids(catalogue.arrange(Order(query)))) == found, query


def folded(tags: Tags) -> str:
    return "\n".join(map(plain, (tags.title, tags.artist, tags.album, tags.genre))) + "\n"


def test_nothing_is_found_in_an_empty_library() -> None:
    catalogue = Catalogue()
    assert ids(catalogue.arrange(Order("a", Column.TITLE))) == []
    fill(catalogue, [])
    assert ids(catalogue.arrange(Order("a", Column.TITLE))) == []
    assert ids(catalogue.arrange(Order("ab"))) == []


def test_a_listing_knows_where_its_tracks_stand(catalogue: Catalogue) -> None:
    listing = catalogue.arrange(Order("o", Column.TITLE))
    assert listing.ids == [4, 1, 2]
    assert listing.rows.indices([1, 4, 5, 77]) == [0, 1]
    assert [listing.row_of(i) for i in (4, 1, 5)] == [0, 1, None]
    assert [row.id for row in listing.rows[:2]] == [4, 1]
