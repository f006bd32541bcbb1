"""Every style sounds, sounds the same each time, and sounds like itself more than like another."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine.demo.catalogue import DemoTrack, catalogue
from engine.demo.mastering import CEILING, mastered
from engine.demo.oscillators import RATE, Wave
from engine.demo.styles import STYLES

SECONDS = 10.0


@cache
def performed(track: DemoTrack) -> Wave:
    return mastered(STYLES[track.style](track.piece), track.level, fade_out=0.1)


@pytest.mark.parametrize("style", STYLES)
def test_a_piece_is_stereo_as_long_as_asked_audible_and_never_clipped(style: str) -> None:
    wave = performed(catalogue([style], SECONDS)[0])
    assert wave.shape == (2, SECONDS * RATE)
    assert np.isfinite(wave).all()
    assert 0.05 < np.abs(wave).max() <= CEILING
    seconds = wave.reshape(2, int(SECONDS), RATE)
    assert (np.abs(seconds[:, 1:]).max(axis=(0, 2)) > 0.02).all(), "a silent second"


@pytest.mark.parametrize("style", STYLES)
def test_a_piece_is_the_same_each_time_and_another_album_is_another_piece(style: str) -> None:
    first, second, *_ = catalogue([style], 3.0)
    once, again, other = (STYLES[style](track.piece) for track in (first, first, second))
    assert np.array_equal(once, again)
    assert not np.allclose(once, other, atol=0.01)


@pytest.mark.parametrize("seconds", [0.5, 1.0])
@pytest.mark.parametrize("style", STYLES)
def test_even_a_very_short_piece_can_be_played(style: str, seconds: float) -> None:
    piece = catalogue([style], seconds)[5].piece
    assert mastered(STYLES[style](piece), -20).shape == (2, seconds * RATE)


def test_the_nearest_of_all_pieces_is_one_of_the_same_style() -> None:
    tracks = [track for style in STYLES for track in catalogue([style], SECONDS)[::2]]
    pictures = np.array([_picture(performed(track)) for track in tracks])
    pictures -= pictures.mean(axis=0)
    pictures /= np.linalg.norm(pictures, axis=1, keepdims=True)
    likeness = pictures @ pictures.T - 2 * np.eye(len(tracks))
    nearest = [tracks[place].style for place in likeness.argmax(axis=1)]
    found = [near == track.style for near, track in zip(nearest, tracks, strict=True)]
    assert np.mean(found) >= 0.9


def _picture(wave: Wave) -> Wave:
    """How loud each of 40 bands is and how much it moves, loudness as a whole left out."""
    frames = np.lib.stride_tricks.sliding_window_view(wave.mean(axis=0), 2048)[::1024]
    power = np.abs(np.fft.rfft(frames * np.hanning(2048), axis=1)) ** 2
    edges = np.unique(np.geomspace(2, power.shape[1] - 1, 41).astype(int))
    bands = np.log10(np.add.reduceat(power, edges, axis=1) + 1e-6)
    picture: Wave = np.concatenate([bands.mean(axis=0) - bands.mean(), bands.std(axis=0)])
    return picture
