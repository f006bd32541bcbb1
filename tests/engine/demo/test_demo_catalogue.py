"""The demo's catalogue: as many tracks as promised, and no way to tell a style but to listen."""

from __future__ import annotations

from collections import Counter

from engine.demo.catalogue import CODECS, LENGTHS, LEVELS, catalogue
from engine.demo.covers import MOTIFS
from engine.demo.roster import ROSTERS
from engine.demo.styles import STYLES


def test_eight_styles_of_two_artists_with_three_albums_each() -> None:
    tracks = catalogue()
    assert len(tracks) == 48
    assert Counter(track.style for track in tracks) == dict.fromkeys(STYLES, 6)
    artists = {(track.style, track.tags.artist) for track in tracks}
    assert Counter(style for style, _ in artists) == dict.fromkeys(STYLES, 2)
    assert len({(track.tags.artist, track.tags.album) for track in tracks}) == 48


def test_every_style_can_be_played_and_drawn() -> None:
    assert set(ROSTERS) == set(STYLES) == set(MOTIFS)


def test_format_level_and_length_say_nothing_about_the_style() -> None:
    for style in STYLES:
        tracks = catalogue([style])
        assert sorted(track.codec for track in tracks) == sorted(CODECS)
        assert sorted(track.level for track in tracks) == sorted(LEVELS)
        assert sorted(track.piece.seconds for track in tracks) == sorted(LENGTHS)


def test_tracks_last_40_to_60_seconds() -> None:
    assert all(40 <= track.piece.seconds <= 60 for track in catalogue())


def test_paths_are_artist_album_and_title_and_fit_any_file_system() -> None:
    paths = [track.path for track in catalogue()]
    assert len(set(paths)) == 48
    assert str(catalogue(["Metal"])[0].path.as_posix()) == (
        "Slagthrone/Born of the Blast Furnace/01 - Anvil Liturgy.m4a"
    )
    for path in paths:
        assert len(path.parts) == 3
        assert not any(set(part) & set('<>:"/\\|?*') or part.endswith(".") for part in path.parts)


def test_the_catalogue_is_the_same_each_time() -> None:
    assert catalogue() == catalogue()
