"""The front end turns sound into a picture that depends on what is heard, not on how loud."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from engine.audio.mel import MelFrontEnd, MelSettings

RATE = 16_000


def tone(frequency: float, seconds: float = 2.0, loudness: float = 0.5) -> torch.Tensor:
    time = torch.arange(round(seconds * RATE)) / RATE
    return loudness * torch.sin(2 * torch.pi * frequency * time)[None]


@pytest.fixture(scope="module")
def front_end() -> MelFrontEnd:
    return MelFrontEnd()


def test_the_published_picture(front_end: MelFrontEnd) -> None:
    assert front_end(torch.randn(2, 30 * RATE)).shape == (2, 128, 469)


def test_higher_tones_stand_higher(front_end: MelFrontEnd) -> None:
    rows = [front_end(tone(pitch)).mean(-1).argmax().item() for pitch in (200, 800, 3000, 7000)]
    assert rows == sorted(set(rows))


def test_how_loud_it_is_does_not_matter(front_end: MelFrontEnd) -> None:
    torch.testing.assert_close(
        front_end(tone(440, loudness=0.9)), front_end(tone(440, loudness=0.01)), atol=0.01, rtol=0
    )


def test_silence_lies_at_the_floor(front_end: MelFrontEnd) -> None:
    picture = front_end(torch.zeros(1, RATE))
    torch.testing.assert_close(picture, torch.full_like(picture, MelSettings().floor))


def test_a_window_looks_the_same_alone_and_in_company(front_end: MelFrontEnd) -> None:
    sound = torch.randn(5, RATE, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(front_end(sound)[2:3], front_end(sound[2:3]))


def test_settings_travel_as_plain_numbers() -> None:
    settings = MelSettings(bands=64, floor=-40.0)
    assert MelSettings(**settings.as_metadata()) == settings  # type: ignore[arg-type]


def test_settings_that_came_later_are_told_only_where_they_matter() -> None:
    assert list(MelSettings().as_metadata()) == [
        "sample_rate", "n_fft", "hop", "bands", "level", "floor"
    ]  # fmt: skip
    other = MelSettings(scale="slaney", span=40.0)
    assert {"scale": "slaney", "span": 40.0}.items() <= other.as_metadata().items()
    assert MelSettings(**other.as_metadata()) == other  # type: ignore[arg-type]


def test_a_picture_may_keep_how_loud_it_is() -> None:
    as_it_is = MelFrontEnd(MelSettings(level=None, floor=-200.0))
    louder, softer = (as_it_is(tone(440, loudness=loudness)) for loudness in (0.8, 0.08))
    torch.testing.assert_close(louder.amax() - softer.amax(), torch.tensor(20.0))


def test_the_floor_may_follow_the_loudest_moment() -> None:
    picture = MelFrontEnd(MelSettings(level=None, floor=-100.0, span=30.0))(tone(440))
    torch.testing.assert_close(picture.amin(), picture.amax() - 30)


def test_a_compressed_picture_has_silence_at_nought() -> None:
    settings = MelSettings(level=None, logarithm="compressed")
    compressed, power = MelFrontEnd(settings), MelFrontEnd(MelSettings(level=None, floor=-200.0))
    assert (compressed(torch.zeros(1, RATE)) == 0).all()
    sound = tone(440)
    expected = torch.log10(1 + 10_000 * 10 ** (power(sound) / 10))
    torch.testing.assert_close(compressed(sound), expected, atol=1e-4, rtol=1e-4)


def test_scales_place_a_tone_where_their_formulas_say() -> None:
    for scale, place in (("htk", 2595 * math.log10(1 + 1000 / 700)), ("slaney", 15.0)):
        top = 2595 * math.log10(1 + 8000 / 700)
        if scale == "slaney":
            top = 15 + 27 * math.log(8000 / 1000) / math.log(6.4)
        picture = MelFrontEnd(MelSettings(scale=scale))(tone(1000))
        row = picture.mean(dim=-1).argmax().item()
        assert row == pytest.approx(place / top * 129 - 1, abs=1)


def test_equal_areas_count_wide_bands_less() -> None:
    loud = {
        areas: MelFrontEnd(MelSettings(level=None, floor=-200.0, scale="slaney", equal_areas=areas))
        for areas in (False, True)
    }
    for pitch in (500, 5000):
        lost = (loud[False](tone(pitch)) - loud[True](tone(pitch))).amax(dim=(1, 2))
        assert lost > 10 * math.log10(10)
    assert loud[False](tone(5000)).amax() - loud[True](tone(5000)).amax() > (
        loud[False](tone(500)).amax() - loud[True](tone(500)).amax() + 3
    )


@pytest.mark.parametrize("wrong", [{"scale": "bark"}, {"logarithm": "natural"}])
def test_a_picture_nobody_knows_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no such mel picture"):
        MelSettings(**wrong)


def test_the_settings_of_older_files_still_mean_the_same() -> None:
    older: dict[str, Any] = {"sample_rate": 16000, "n_fft": 2048, "hop": 1024, "bands": 128}
    older |= {"level": -20.0, "floor": -50.0}
    assert MelSettings(**older) == MelSettings()
