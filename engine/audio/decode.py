"""Decoding: from any audio file to mono samples, however the file misbehaves.

Called in worker processes by the analysis and by training; nothing but this module and the encoder
of the demo library knows PyAV. The same file gives the same samples on each call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from engine.audio.excerpts import ExcerptPlan
from engine.errors import UnreadableAudio

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

# FFmpeg would write its own remarks on every odd file to the terminal.
av.logging.set_level(None)

_OPTIONS = {
    # A "song" that is really a playlist must not make us fetch what it names.
    "protocol_whitelist": "file",
    # Seek by table or bit rate instead of reading every packet on the way.
    "fflags": "fastseek",
}
_PREROLL = 0.3
"""Seconds decoded and dropped before a window: MP3 and Opus need some to recover after a seek, MP3
at 32 kbit/s up to 0.15."""
_FARTHEST = 30.0
"""A seek that lands this many seconds early has failed."""
_SEQUENTIAL = 600.0
"""Seconds looked at in a file in which one cannot seek, so that its length costs nothing."""
_LEAST = 0.5
"""Seconds of sound a damaged file must give to count as music."""
_BAD_PACKETS = 1000
"""Damaged packets in a row after which the rest of the file is given up."""
_LOUDEST = 10.0
"""No recording is 20 dB over full scale: samples beyond are damage."""
_GATHERED = 0.5
"""Seconds of sound that are resampled together."""
MOST_MEMORY = 1 << 30
"""Bytes that decoding one file may take; `engine.analysis.limits` holds the workers to it."""
TOO_MUCH_MEMORY = "Decoding it needs more than 1 GB of memory."
_SIGNATURES = (b"ID3", b"fLaC", b"OggS", b"RIFF", b"FORM", b"MAC ", b"wvpk", b"0&\xb2u")


def decode_excerpts(path: Path, plan: ExcerptPlan) -> NDArray[np.float32]:
    """Decode the windows of `plan`: mono, shape (n, plan.samples), 1 ≤ n ≤ plan.count.

    Long files are entered by seeking, so their length costs nothing. Sound shorter than a window
    is repeated to fill it. Raises UnreadableAudio.
    """
    windows = _by_seeking(path, plan) or _from_the_start(path, plan)
    return np.stack([np.resize(window, plan.samples) for window in windows])


def decode_whole(
    path: Path, sample_rate: int, limit_seconds: float | None = None
) -> NDArray[np.float32]:
    """Decode from the start: mono at `sample_rate`, shape (samples,), at most `limit_seconds`.

    Raises UnreadableAudio.
    """
    limit = None if limit_seconds is None else round(limit_seconds * sample_rate)
    with _opened(path) as source:
        sound = source.read(sample_rate, limit)
        if len(sound) == 0 or (source.damaged and len(sound) < _LEAST * sample_rate):
            raise UnreadableAudio(path, "The file ends before any sound could be decoded.")
    return sound


def _by_seeking(path: Path, plan: ExcerptPlan) -> list[NDArray[np.float32]]:
    """The windows, or none at all where the file has to be read from its start."""
    with _opened(path) as source:
        if source.duration <= plan.seconds:
            return []
        windows = []
        for start in plan.starts(source.duration):
            window = source.window(start, plan)
            # A file cut short declares more than it holds: plan anew with what is there.
            if len(window) < plan.samples // 2:
                return []
            windows.append(window)
    return windows


def _from_the_start(path: Path, plan: ExcerptPlan) -> list[NDArray[np.float32]]:
    sound = decode_whole(path, plan.sample_rate, limit_seconds=_SEQUENTIAL)
    starts = plan.starts(len(sound) / plan.sample_rate)
    return [sound[(at := round(start * plan.sample_rate)) : at + plan.samples] for start in starts]


class _Source:
    """An open file: its audio stream as mono samples."""

    def __init__(self, container: InputContainer, stream: AudioStream) -> None:
        self._container = container
        self._stream = stream
        self.damaged = False
        # One thread: the analysis already runs one process for each core.
        stream.codec_context.thread_type = "NONE"
        stream.codec_context.thread_count = 1

    @property
    def duration(self) -> float:
        """Seconds as the file declares or FFmpeg estimates them; 0 if neither does."""
        if self._stream.duration is not None and self._stream.time_base is not None:
            return max(0.0, float(self._stream.duration * self._stream.time_base))
        return max(0.0, (self._container.duration or 0) / av.time_base)

    def read(self, sample_rate: int, limit: int | None) -> NDArray[np.float32]:
        """Samples from the start of the file, at most `limit`."""
        return _collect(_mono(self._frames(), sample_rate), limit)

    def window(self, start: float, plan: ExcerptPlan) -> NDArray[np.float32]:
        """The samples of the window at `start` seconds; fewer, or none, if the seek fails."""
        frames = self._frames_near(start - _PREROLL)
        first = next(frames, None)
        early = 0.0 if first is None else start - self._time_of(first, otherwise=start - _PREROLL)
        if first is None or early > _FARTHEST:
            return np.zeros(0, np.float32)
        skip = round(max(0.0, early) * plan.sample_rate)
        samples = _mono(chain([first], frames), plan.sample_rate)
        return _collect(samples, skip + plan.samples)[skip:]

    def _frames_near(self, moment: float) -> Iterator[AudioFrame]:
        try:
            if moment > 0:
                self._container.seek(round(moment * av.time_base) + self._origin)
        except (FFmpegError, OSError, OverflowError):
            return iter(())
        return self._frames()

    @property
    def _origin(self) -> int:
        """The moment the file calls its start, in FFmpeg's microseconds."""
        return self._container.start_time or 0

    def _time_of(self, frame: AudioFrame, otherwise: float) -> float:
        return otherwise if frame.time is None else frame.time - self._origin / av.time_base

    def _frames(self) -> Iterator[AudioFrame]:
        """What can be decoded from here to the end, stepping over damaged packets."""
        packets = self._container.demux(self._stream)
        bad_in_a_row = 0
        while bad_in_a_row < _BAD_PACKETS:
            try:
                frames = next(packets).decode()
            except StopIteration:
                return
            except IndexError:  # another song begins here, and PyAV does not know its stream
                return
            except MemoryError:  # FFmpeg's own among them
                raise
            except FFmpegError:
                self.damaged = True
                bad_in_a_row += 1
                continue
            bad_in_a_row = 0
            yield from frames


@contextmanager
def _opened(path: Path) -> Iterator[_Source]:
    """Open the audio stream of a file; what goes wrong here or inside is an UnreadableAudio."""
    beginning = _beginning(path)
    try:
        # An absolute path is never mistaken for a protocol ("live: at the pub.mp3").
        with av.open(
            str(path.absolute()), options=_OPTIONS, metadata_errors="replace"
        ) as container:
            if not container.streams.audio:
                raise UnreadableAudio(path, "There is no sound in this file.")
            stream = container.streams.audio[0]
            if stream.codec_context is None:
                raise UnreadableAudio(path, "Its sound is in a format that cannot be decoded.")
            yield _Source(container, stream)
    except MemoryError as error:
        raise UnreadableAudio(path, TOO_MUCH_MEMORY) from error
    except FFmpegError as error:
        if _looks_like_audio(beginning):
            reason = "The file is damaged or cut short: nothing in it can be decoded."
        else:
            reason = f"This is not an audio file, although its name ends in {path.suffix}."
        raise UnreadableAudio(path, reason) from error


def _beginning(path: Path) -> bytes:
    """The first bytes of a file; says plainly what the system has against reading them."""
    try:
        if not path.is_file() and path.exists():
            raise UnreadableAudio(path, "This is a folder or a device, not a file.")
        with path.open("rb") as file:
            beginning = file.read(12)
    except FileNotFoundError as error:
        raise UnreadableAudio(path, "The file is not there any more.") from error
    except PermissionError as error:
        raise UnreadableAudio(path, "No permission to read this file.") from error
    except OSError as error:
        reason = f"The disk cannot read this file ({error.strerror})."
        raise UnreadableAudio(path, reason) from error
    if not beginning:
        raise UnreadableAudio(path, "The file is empty.")
    return beginning


def _looks_like_audio(beginning: bytes) -> bool:
    """Whether a file begins as one of the usual formats does, though it cannot be decoded."""
    is_mp3_frame = len(beginning) > 1 and beginning[0] == 0xFF and beginning[1] & 0xE0 == 0xE0
    return is_mp3_frame or beginning.startswith(_SIGNATURES) or beginning[4:8] == b"ftyp"


def _mono(frames: Iterator[AudioFrame], sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """Frames of any rate and layout, even changing ones, as blocks of mono samples."""
    for _, alike in groupby(frames, lambda f: (f.format.name, f.layout.name, f.sample_rate)):
        resampler = AudioResampler(format="flt", layout="mono", rate=sample_rate)
        for gathered in chain(_gathered(alike), [None]):
            for block in resampler.resample(gathered):
                samples = np.nan_to_num(block.to_ndarray()[0], posinf=_LOUDEST, neginf=-_LOUDEST)
                yield samples.clip(-_LOUDEST, _LOUDEST)


def _gathered(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
    """The same sound in longer frames: each costs Python and the resampler about as much."""
    waiting = AudioFifo()
    for frame in frames:
        # Sound is laid end to end: a gap in the timestamps is no reason to drop or stretch any.
        frame.pts = None
        waiting.write(frame)
        if waiting.samples >= _GATHERED * frame.sample_rate and (full := waiting.read()):
            yield full
    if rest := waiting.read(partial=True):
        yield rest


def _collect(blocks: Iterator[NDArray[np.float32]], limit: int | None) -> NDArray[np.float32]:
    """Join blocks until there are `limit` samples; those that follow are never decoded."""
    parts = [np.zeros(0, np.float32)]
    length = 0
    for block in blocks:
        parts.append(block)
        length += len(block)
        if limit is not None and length >= limit:
            break
    return np.concatenate(parts)[:limit]
