from __future__ import annotations

from collections import Counter
from pathlib import Path

import mido
import numpy as np
import pytest

from engine.corpus.compose import composed
from engine.corpus.general_midi import program
from engine.corpus.midi import DRUM_CHANNEL, Performance, write_midi
from engine.corpus.palette import album
from engine.corpus.plan import planned
from engine.corpus.song import Song
from engine.corpus.styles import STYLES

SECONDS = 30.0


def performance(style: str, seed: int = 1) -> tuple[Song, Performance]:
    palette = album(STYLES[style], np.random.default_rng(seed), np.random.default_rng(seed + 1))
    return composed(palette, seed, SECONDS)


def test_there_are_many_styles_and_every_sound_they_name_exists() -> None:
    assert len(STYLES) >= 50
    for style in STYLES.values():
        for role in style.roles:
            for sound in role.sounds.split(","):
                program(sound.strip())


@pytest.mark.parametrize("style", STYLES)
def test_each_style_writes_a_midi_file_that_is_sound(style: str, tmp_path: Path) -> None:
    song, played = performance(style)
    write_midi(tmp_path / "song.mid", played)
    file = mido.MidiFile(tmp_path / "song.mid")

    low, high = STYLES[style].tempos
    assert low <= song.tempo <= high
    assert SECONDS * 0.9 <= file.length <= SECONDS * 1.3 + 4
    sounding, struck = Counter[tuple[int, int]](), 0
    for message in mido.merge_tracks(file.tracks):
        if message.type == "note_on":
            struck += 1
            sounding[message.channel, message.note] += 1
        elif message.type == "note_off":
            sounding[message.channel, message.note] -= 1
    assert struck > 20
    assert not any(sounding.values()), "a key is still down at the end"


def test_a_song_is_the_same_each_time_and_another_with_another_seed() -> None:
    assert performance("Jazz") == performance("Jazz")
    assert performance("Jazz", 1)[1].lines != performance("Jazz", 2)[1].lines


def test_only_drums_play_on_the_drum_channel() -> None:
    for name, style in STYLES.items():
        _, played = performance(name)
        drummers = any(role.drums and role.chance == 1 for role in style.roles)
        channels = [line.channel for line in played.lines]
        assert not drummers or DRUM_CHANNEL in channels
        others = [channel for channel in channels if channel != DRUM_CHANNEL]
        assert len(others) == len(set(others))


def test_a_melody_stays_in_the_key_or_the_chord() -> None:
    song, played = performance("Piano")
    allowed = {
        (song.tonic + step) % 12
        for section in song.sections
        for classes in (set(song.scale), *(h.chord.classes for h in section.harmonies))
        for step in classes
    }

    assert {round(note.pitch) % 12 for line in played.lines for note in line.notes} <= allowed


def test_a_round_has_every_style_and_no_artist_twice() -> None:
    first = [planned(7, number) for number in range(len(STYLES))]
    paths = [planned(7, number).path(".opus") for number in range(len(STYLES) * 12)]

    assert {song.album.style.name for song in first} == set(STYLES)
    assert len({song.artist for song in first}) == len(STYLES)
    assert len(set(paths)) == len(paths)


def test_an_album_shares_its_band_and_studio_and_another_artist_has_others() -> None:
    first, second = planned(7, 0), planned(7, len(STYLES))
    other = planned(7, len(STYLES) * 8)

    assert (first.artist, first.record) == (second.artist, second.record)
    assert first.track + 1 == second.track
    assert first.album == second.album
    assert other.album.studio != first.album.studio
