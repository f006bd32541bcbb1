"""A sheet of spectrograms, one song of each of the corpus's styles: `make corpus-sheet`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from engine.corpus.make import performed
from engine.corpus.plan import planned
from engine.corpus.production import OUT_RATE
from engine.corpus.render import find_synthesiser
from engine.corpus.styles import STYLES

COLUMNS = 8
FRAME, HOP = 1024, 320
SECONDS, SHOWN = 24.0, 8.0
"""How much of a song is made, and how much of it, from the middle, is drawn."""


def draw_sheet(output: Path, seed: int) -> None:
    """Make and draw one song of each style; the styles stand in the order of the alphabet."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    synthesiser = find_synthesiser()
    songs = {song.album.style.name: song for song in (planned(seed, n) for n in range(len(STYLES)))}
    rows = -(-len(songs) // COLUMNS)
    figure, grid = plt.subplots(rows, COLUMNS, figsize=(2.1 * COLUMNS, 1.35 * rows))
    for axes in grid.flat:
        axes.set_axis_off()
    with tempfile.TemporaryDirectory() as scratch:
        for axes, name in zip(grid.flat, sorted(songs), strict=False):
            wave = performed(songs[name], SECONDS, synthesiser, Path(scratch))
            _draw(axes, name, wave)
    figure.tight_layout(pad=0.4)
    figure.savefig(output, dpi=72, pil_kwargs={"quality": 75})
    plt.close(figure)


def _draw(axes: Axes, name: str, wave: NDArray[np.floating]) -> None:
    start = int((SECONDS - SHOWN) / 2 * OUT_RATE)
    picture = _spectrogram(wave[start : start + int(SHOWN * OUT_RATE)])
    top = picture.max()
    axes.imshow(picture, origin="lower", aspect="auto", cmap="magma", vmin=top - 70, vmax=top)
    axes.set_title(name, fontsize=8, pad=2)


def _spectrogram(wave: NDArray[np.floating]) -> NDArray[np.floating]:
    """Levels in dB, shape (96, frames), in bands evenly spaced in pitch from 60 Hz to 8 kHz."""
    frames = np.lib.stride_tricks.sliding_window_view(wave, FRAME)[::HOP] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames)) ** 2
    places = np.geomspace(60, OUT_RATE / 2, 96) * FRAME / OUT_RATE
    bands = np.array([np.interp(places, np.arange(power.shape[1]), frame) for frame in power])
    levels: NDArray[np.floating] = 10 * np.log10(bands.T + 1e-8)
    return levels


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("docs/benchmarks/corpus.jpg"))
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    draw_sheet(given.output, given.seed)
