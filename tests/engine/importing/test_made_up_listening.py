"""Listening that is made up for trials: it imports as real exports do."""

from __future__ import annotations

from engine.types import Company, ImportKind, Tags
from tests.engine.importing.conftest import Desk
from tests.made_up_listening import LISTENERS, MOODS, PLAYS, make_up

NOW = 1_700_000_000.0


def test_it_is_found_in_the_library_it_was_made_up_for_but_for_some(desk: Desk) -> None:
    names = [f"Artist {number % 7} - Song {number}" for number in range(40)]
    desk.add(*names)
    songs = [Tags(title, artist) for artist, _, title in (name.partition(" - ") for name in names)]
    make_up(songs, desk.folder, NOW)
    history = desk.take_in(ImportKind.HISTORY, desk.folder / "anna.csv")
    assert history.report.entries == PLAYS
    assert 0.85 * PLAYS < history.plays < 0.95 * PLAYS
    assert sum(count for _, count in history.report.left_out) == 3
    assert max(play.started for play in desk.store.history.plays(PLAYS)) <= NOW
    desk.take_in(ImportKind.LISTENERS, desk.folder / "listeners.csv")
    desk.take_in(ImportKind.PLAYLISTS, desk.folder / "Playlists")
    assert len(desk.company(Company.LISTENERS)) == LISTENERS
    assert len(desk.company(Company.PLAYLISTS)) == 2 * len(MOODS)
