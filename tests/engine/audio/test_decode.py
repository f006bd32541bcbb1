"""Decoding real files, good ones and bad ones, to the samples a model listens to."""

import os
import pickle
import struct
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.audio.decode import decode_excerpts, decode_whole
from engine.audio.encode import ENCODINGS, write_audio
from engine.audio.excerpts import ExcerptPlan
from engine.errors import UnreadableAudio

DATA = Path(__file__).parents[2] / "data"
RATE = 16_000
PLAN = ExcerptPlan(seconds=2.0, count=3, sample_rate=RATE)


def rising(seconds: float, rate: int = RATE) -> NDArray[np.float32]:
    """A tone that rises by 50 Hz a second from 200 Hz: its pitch tells the moment."""
    time = np.arange(round(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * (200 * time + 25 * time**2))).astype(np.float32)


def moment(window: NDArray[np.float32]) -> float:
    """The moment of the rising tone at the middle of a window, in seconds."""
    spectrum = np.abs(np.fft.rfft(window * np.hanning(len(window))))
    frequencies = np.fft.rfftfreq(len(window), 1 / RATE)
    pitch = float((spectrum**2 @ frequencies) / (spectrum**2).sum())
    return (pitch - 200) / 50


def wave_header(samples: int, rate: int, kind: int = 1, bits: int = 8) -> bytes:
    """A WAV header for mono sound; kind 1 is whole numbers, 3 is floating point."""
    width = bits // 8
    form = struct.pack("<IHHIIHH", 16, kind, 1, rate, rate * width, width, bits)
    size = samples * width
    return b"".join(
        [b"RIFF", struct.pack("<I", 36 + size), b"WAVEfmt ", form, b"data", struct.pack("<I", size)]
    )


@pytest.mark.parametrize("codec", sorted(ENCODINGS))
def test_every_format_is_heard_at_the_planned_moments(codec: str, tmp_path: Path) -> None:
    path = tmp_path / f"song{ENCODINGS[codec].suffix}"
    write_audio(path, np.stack([rising(20, 44_100)] * 2), 44_100, codec)
    windows = decode_excerpts(path, PLAN)
    assert windows.shape == (3, PLAN.samples)
    assert windows.dtype == np.float32
    middles = [start + PLAN.seconds / 2 for start in PLAN.starts(20.0)]
    assert [moment(window) for window in windows] == pytest.approx(middles, abs=0.25)


@pytest.mark.parametrize("codec", ["mp3", "opus", "aac", "flac"])
def test_a_file_sounds_the_same_each_time(codec: str, tmp_path: Path) -> None:
    path = tmp_path / f"song{ENCODINGS[codec].suffix}"
    write_audio(path, rising(20), RATE, codec)
    np.testing.assert_array_equal(decode_excerpts(path, PLAN), decode_excerpts(path, PLAN))


def test_sound_shorter_than_a_window_is_repeated(tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    sound = rising(0.5)
    write_audio(path, sound, RATE, "wav")
    (window,) = decode_excerpts(path, PLAN)
    np.testing.assert_allclose(window, np.tile(sound, 4), atol=1e-3)


def test_a_whole_file_is_as_long_as_its_sound(tmp_path: Path) -> None:
    path = tmp_path / "song.flac"
    write_audio(path, rising(20, 44_100), 44_100, "flac")
    assert len(decode_whole(path, RATE)) == pytest.approx(20 * RATE, abs=2)
    assert len(decode_whole(path, RATE, limit_seconds=3)) == 3 * RATE


def test_ten_hours_are_entered_by_seeking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ten hours.wav"
    samples = 10 * 3600 * 8000
    path.write_bytes(wave_header(samples, 8000))
    os.truncate(path, path.stat().st_size + samples)  # sparse: no disk is used
    decoded = count_decoded_seconds(monkeypatch)
    assert decode_excerpts(path, PLAN).shape == (3, PLAN.samples)
    assert sum(decoded) < 3 * (PLAN.seconds + 3)


def test_a_file_without_a_length_is_heard_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "stream.flac"
    write_audio(path, rising(20), RATE, "flac")
    content = bytearray(path.read_bytes())
    content[21:26] = bytes([content[21] & 0xF0, 0, 0, 0, 0])  # the count of samples: unknown
    path.write_bytes(content)
    middles = [start + PLAN.seconds / 2 for start in PLAN.starts(20.0)]
    assert [moment(w) for w in decode_excerpts(path, PLAN)] == pytest.approx(middles, abs=0.25)


@pytest.mark.parametrize("codec", ["mp3", "flac", "opus", "wav"])
def test_a_file_cut_short_gives_what_there_is(codec: str, tmp_path: Path) -> None:
    path = tmp_path / f"cut{ENCODINGS[codec].suffix}"
    write_audio(path, rising(30), RATE, codec)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3])
    windows = decode_excerpts(path, PLAN)
    assert len(windows) == 3
    assert max(moment(window) for window in windows) < 10


@pytest.mark.parametrize("codec", ["mp3", "flac", "aac"])
def test_damaged_packets_are_stepped_over(codec: str, tmp_path: Path) -> None:
    path = tmp_path / f"scratched{ENCODINGS[codec].suffix}"
    write_audio(path, rising(20), RATE, codec)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = np.random.default_rng(1).bytes(600)
    path.write_bytes(content)
    windows = decode_excerpts(path, PLAN)
    assert windows.shape == (3, PLAN.samples)
    assert np.isfinite(windows).all()


def test_silence_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "silence.flac"
    write_audio(path, np.zeros(10 * RATE, np.float32), RATE, "flac")
    assert not decode_excerpts(path, PLAN).any()


def test_impossible_samples_are_cleaned(tmp_path: Path) -> None:
    samples = rising(1).astype("<f4")
    samples[100:103] = [np.nan, np.inf, 1e30]
    path = tmp_path / "float.wav"
    path.write_bytes(wave_header(len(samples), RATE, kind=3, bits=32) + samples.tobytes())
    windows = decode_excerpts(path, PLAN)
    assert np.isfinite(windows).all()
    assert np.abs(windows).max() <= 10


TINY = sorted(path.name for path in DATA.glob("tiny*"))


@pytest.mark.parametrize("name", [*TINY, "mislabelled_ogg.mp3"])
def test_tags_pictures_and_wrong_suffixes_do_not_matter(name: str) -> None:
    (window,) = decode_excerpts(DATA / name, PLAN)
    pitches = np.fft.rfftfreq(len(window), 1 / RATE)
    assert pitches[np.abs(np.fft.rfft(window)).argmax()] == pytest.approx(440, abs=5)


@pytest.mark.skipif(os.name != "posix", reason="file names are text on this system")
def test_a_name_that_is_not_text_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 \xff.flac")
    plain = tmp_path / "plain.flac"
    write_audio(plain, rising(5), RATE, "flac")
    plain.rename(path)
    assert decode_excerpts(path, PLAN).shape == (2, PLAN.samples)


def test_a_name_like_an_address_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_audio(tmp_path / "live: at the pub.flac", rising(5), RATE, "flac")
    monkeypatch.chdir(tmp_path)
    assert decode_excerpts(Path("live: at the pub.flac"), PLAN).shape == (2, PLAN.samples)


def reason(path: Path) -> str:
    with pytest.raises(UnreadableAudio) as caught:
        decode_excerpts(path, PLAN)
    assert caught.value.path == path
    return caught.value.reason


def test_a_text_is_not_audio(tmp_path: Path) -> None:
    path = tmp_path / "letter.mp3"
    path.write_text("Dear all,\n" * 200)
    assert reason(path) == "This is not an audio file, although its name ends in .mp3."


def test_a_playlist_in_disguise_is_not_followed(tmp_path: Path) -> None:
    write_audio(tmp_path / "song.mp3", rising(5), RATE, "mp3")
    path = tmp_path / "disguised.mp3"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nsong.mp3\n#EXT-X-ENDLIST\n")
    assert "not an audio file" in reason(path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp3"
    path.touch()
    assert reason(path) == "The file is empty."


def test_a_vanished_file(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone.mp3") == "The file is not there any more."


def test_a_folder(tmp_path: Path) -> None:
    assert "folder" in reason(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="permissions are kept otherwise on this system")
def test_a_file_one_may_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "private.flac"
    write_audio(path, rising(1), RATE, "flac")
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser may read everything
        monkeypatch.setattr(Path, "open", refuse)
    assert reason(path) == "No permission to read this file."


def refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_no_sound_at_all(tmp_path: Path) -> None:
    path = tmp_path / "nothing.wav"
    path.write_bytes(wave_header(0, RATE))
    assert reason(path) == "The file ends before any sound could be decoded."


def test_a_film_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w", format="matroska") as container:
        stream = container.add_stream("mpeg4", rate=25, width=16, height=16, pix_fmt="yuv420p")
        container.mux(stream.encode(av.VideoFrame(16, 16, "yuv420p")))
        container.mux(stream.encode(None))
    assert reason(path) == "There is no sound in this file."


@pytest.mark.parametrize("name", ["truncated.mp3", "truncated.flac"])
def test_a_file_with_too_little_left(name: str) -> None:
    assert reason(DATA / name) == "The file is damaged or cut short: nothing in it can be decoded."


def test_the_reason_crosses_process_borders(tmp_path: Path) -> None:
    error = UnreadableAudio(tmp_path / "a.mp3", "The file is empty.")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.path, copy.reason) == (error.path, error.reason)


def count_decoded_seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A list that fills with the length of each frame that is resampled."""
    from engine.audio import decode

    seconds: list[float] = []
    original = decode._gathered

    def counted(frames: Iterator[av.AudioFrame]) -> Iterator[av.AudioFrame]:
        for frame in original(frames):
            seconds.append(frame.samples / frame.sample_rate)
            yield frame

    monkeypatch.setattr(decode, "_gathered", counted)
    return seconds


@pytest.mark.parametrize("name", ["tiny.ogg", "tiny.opus"])
def test_of_two_songs_in_one_ogg_file_the_first_at_least_is_heard(
    name: str, tmp_path: Path
) -> None:
    alone = (DATA / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(alone + alone)
    length = len(decode_whole(DATA / name, RATE))
    assert len(decode_whole(path, RATE)) > 0.9 * length
