"""Play MIDI files on a General MIDI sound font with the command line of fluidsynth."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.corpus.midi import Performance, write_midi
from engine.demo.oscillators import RATE, Wave, samples
from engine.errors import NearfieldError

SOUND_FONTS = (
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/soundfonts/FluidR3_GM.sf2",
    "/usr/share/soundfonts/FluidR3_GM2-2.sf2",
    "/usr/local/share/soundfonts/FluidR3_GM.sf2",
    "/opt/homebrew/share/soundfonts/FluidR3_GM.sf2",
    "/usr/share/sounds/sf2/default-GM.sf2",
    "/usr/share/soundfonts/default.sf2",
)
"""Where the packages of the usual systems put a General MIDI sound font."""
_HOW = (
    "It comes with the packages fluidsynth and fluid-soundfont-gm (Debian, Ubuntu), "
    "fluidsynth and fluid-soundfont-gm (Fedora), or `brew install fluid-synth` and a sound font "
    "of your own named with --sound-font."
)


@dataclass(frozen=True, slots=True)
class Synthesiser:
    """The program and the sound font it plays."""

    program: Path
    sound_font: Path


def find_synthesiser(sound_font: Path | None = None) -> Synthesiser:
    """fluidsynth and `sound_font`, or the first of the usual ones; NearfieldError without them."""
    program = shutil.which("fluidsynth")
    if program is None:
        raise NearfieldError("fluidsynth is not installed", _HOW)
    fonts = [sound_font] if sound_font else [Path(font) for font in SOUND_FONTS]
    for font in fonts:
        if font.is_file():
            return Synthesiser(Path(program), font)
    missing = f"{sound_font} is not there." if sound_font else "None is in the usual places."
    raise NearfieldError("No General MIDI sound font was found", f"{missing} {_HOW}")


def rendered(
    synthesiser: Synthesiser, performance: Performance, seconds: float, folder: Path
) -> Wave:
    """`performance` as sound of shape (2, n) at RATE, `seconds` long; `folder` takes its files.

    Raises NearfieldError when fluidsynth fails.
    """
    score, sound = folder / "song.mid", folder / "song.raw"
    write_midi(score, performance)
    command = [
        os.fspath(synthesiser.program),
        *("-n", "-i", "-q", "-r", str(RATE), "-g", "0.4", "-T", "raw", "-O", "float"),
        *("-o", "synth.dynamic-sample-loading=1", "-o", "synth.cpu-cores=1"),
        *("-F", os.fspath(sound), os.fspath(synthesiser.sound_font), os.fspath(score)),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    except subprocess.TimeoutExpired as error:
        raise NearfieldError("fluidsynth does not come to an end of a song") from error
    if done.returncode or not sound.is_file():
        raise NearfieldError("fluidsynth cannot play a song", done.stderr.strip()[-400:])
    wave = np.fromfile(sound, np.float32).reshape(-1, 2).T[:, : samples(seconds)]
    sound.unlink()
    return np.pad(wave, ((0, 0), (0, samples(seconds) - wave.shape[1])))
