"""The front end turns sound into a picture that depends on what is heard, not on how loud."""

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
