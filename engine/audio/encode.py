"""Write samples to an audio file in any of the formats the library reads.

Samples come from the demo's synthesisers and from the makers of test files; the file they go to
appears whole or not at all, and the same samples give the same bytes each time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from engine.whole_file import unwritable, whole_file


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one codec is spelled in FFmpeg: its encoder and the container it usually lives in."""

    encoder: str
    container: str
    suffix: str
    sample_format: str
    bit_rate: int | None = None
    """Bits a second when the caller names none; None for a codec that loses nothing."""
    always_stereo: bool = False
    options: dict[str, str] = field(default_factory=dict)


ENCODINGS = {
    # LAME's quicker search takes less than half the time; at these rates nobody hears which it was.
    "mp3": Encoding(
        "libmp3lame", "mp3", ".mp3", "fltp", 128_000, options={"compression_level": "7"}
    ),
    "flac": Encoding("flac", "flac", ".flac", "s16"),
    # FFmpeg's own Vorbis encoder calls itself experimental and knows two channels only, but
    # unlike libvorbis it is part of every build.
    "vorbis": Encoding(
        "vorbis", "ogg", ".ogg", "fltp", 128_000, True, options={"strict": "experimental"}
    ),
    "opus": Encoding("libopus", "ogg", ".opus", "flt", 96_000),
    # Temporal noise shaping makes FFmpeg's AAC encoder overshoot drum hits to twice their height;
    # its quick coder has the better signal-to-noise ratio at 128 kbit/s, too.
    "aac": Encoding(
        "aac", "ipod", ".m4a", "fltp", 128_000, options={"aac_coder": "fast", "aac_tns": "0"}
    ),
    "alac": Encoding("alac", "ipod", ".m4a", "s16p"),
    "wav": Encoding("pcm_s16le", "wav", ".wav", "s16"),
    "aiff": Encoding("pcm_s16be", "aiff", ".aiff", "s16"),
    "wma": Encoding("wmav2", "asf", ".wma", "fltp", 128_000),
    "wavpack": Encoding("wavpack", "wv", ".wv", "s16p"),
}


def write_audio(
    path: Path,
    samples: NDArray[np.float32],
    rate: int,
    codec: str,
    bit_rate: int | None = None,
) -> None:
    """Encode `samples`, of shape (n,) or (2, n) within ±1, to `path`; the suffix is the caller's.

    `codec` is a key of ENCODINGS, `rate` in Hz (brought to one the codec has, if need be),
    `bit_rate` in bits a second, ignored by lossless codecs. Raises NearfieldError when the file
    cannot be written; whatever was at `path` then stays as it was.
    """
    encoding = ENCODINGS[codec]
    frame = _frame(samples, rate, encoding.always_stereo)
    try:
        with whole_file(path) as unfinished:
            _encode(unfinished, frame, encoding, bit_rate or encoding.bit_rate)
    except OSError as error:
        raise unwritable(path, error) from error


def _frame(samples: NDArray[np.float32], rate: int, always_stereo: bool) -> av.AudioFrame:
    planes = np.atleast_2d(samples)
    if planes.ndim != 2 or len(planes) not in (1, 2) or not planes.size:
        raise ValueError(f"samples of shape {samples.shape}; expected (n,) or (2, n), n > 0")
    if always_stereo and len(planes) == 1:
        planes = np.repeat(planes, 2, axis=0)
    planes = np.ascontiguousarray(planes, dtype=np.float32)
    layout = "mono" if len(planes) == 1 else "stereo"
    frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = 0
    return frame


def _encode(path: Path, frame: av.AudioFrame, encoding: Encoding, bit_rate: int | None) -> None:
    # bitexact keeps serial numbers, dates and library versions out of the file.
    with av.open(
        str(path), "w", format=encoding.container, options={"fflags": "+bitexact"}
    ) as container:
        stream = container.add_stream(
            encoding.encoder,
            rate=_nearest_rate(encoding.encoder, frame.sample_rate),
            options=encoding.options | {"flags": "+bitexact"},
            layout=frame.layout.name,
        )
        assert isinstance(stream, av.AudioStream)
        stream.format = av.AudioFormat(encoding.sample_format)
        if bit_rate is not None:
            stream.bit_rate = bit_rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _nearest_rate(encoder: str, rate: int) -> int:
    """The lowest rate of the encoder that loses nothing of `rate`, else its highest, in Hz."""
    rates = av.codec.Codec(encoder, "w").audio_rates
    if not rates:
        return rate
    return min((offered for offered in rates if offered >= rate), default=max(rates))
