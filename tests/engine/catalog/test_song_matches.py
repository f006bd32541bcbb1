"""Which songs from elsewhere are which tracks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.song_matches import KnownSongs, Means, NamedTrack, Song
from tests.engine.catalog.test_song_names import NAMES

ONE, OTHER = "3bd73256-3905-4f3a-97e2-8b341527f805", "11111111-3905-4f3a-97e2-8b341527f805"
TRACK = NamedTrack(1, "Nude (2011 Remaster)", "Anna feat. Bob", "The Annas", ONE)


@pytest.mark.parametrize(
    ("song", "means"),
    [
        (Song("", "", ONE), Means.ID),
        (Song("Whoever", "Whatever", ONE), Means.ID),
        (Song("ANNA", "nude", OTHER), Means.NAME),
        (Song("Annas", "Nude"), Means.NAME),
        (Song("anna", ""), Means.ARTIST),
        (Song("Annas", ""), Means.ARTIST),
        (Song("Bob", "Nude"), None),
        (Song("", "Nude"), None),
        (Song("Anna", "", OTHER), None),
        (Song("", ""), None),
    ],
)
def test_by_id_then_by_name_then_by_artist(song: Song, means: Means | None) -> None:
    assert KnownSongs([TRACK]).means(song, song.name) == means


def test_tracks_without_artists_and_ids_are_no_songs() -> None:
    known = KnownSongs([NamedTrack(1, "Nude", "", "", ""), NamedTrack(2, "", "Unknown", "", "")])
    for song in (Song("", "Nude"), Song("Unknown", "")):
        assert known.means(song, song.name) is None


IDS = st.sampled_from(["", ONE, OTHER])


@settings(max_examples=100, database=None, deadline=None)
@given(NAMES, NAMES.filter(bool), IDS, NAMES, NAMES.filter(bool), IDS)
def test_a_song_is_a_track_whichever_of_the_two_is_the_track(
    artist: str, title: str, song_id: str, other_artist: str, other_title: str, other_id: str
) -> None:
    one, other = Song(artist, title, song_id), Song(other_artist, other_title, other_id)
    there, back = (
        KnownSongs([NamedTrack(1, b.title, b.artist, "", b.recording_id)]).means(a, a.name)
        for a, b in ((one, other), (other, one))
    )
    assert there == back
