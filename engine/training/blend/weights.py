"""The weights that come with the program.

How sound and tags share is measured on openly licensed music. The rest cannot be: whoever gave the
playlists and the listening that this program is developed with asks that nothing trained on them be
passed on, and nobody's likes and plays are known. For these there are cautious guesses, which the
measurement in docs/blend confirms in their order, and which a library's own playlists correct.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from engine.recommend.blend.asking import EQUAL, FITTED, ahead
from engine.recommend.blend.default import write_weights
from engine.training.blend.music import ALIKE, SIGNALS, Answered, Music
from engine.types import Signal, Weights

GUESSED: Final = {
    Signal.PLAYLISTS: 2.0,
    Signal.LISTENERS: 0.25,
    Signal.REPLAY: 0.1,
    Signal.LIKES: 0.1,
}
"""Beside sound and tags, which together are 1."""


def weigh(answered: Answered) -> Weights:
    """All weights, adding up to 1; sound and tags count alike unless fitting them is better."""
    _, low, _ = ahead(answered.gains[FITTED], answered.gains[EQUAL], answered.groups)
    content = answered.weights if low > 0 else ALIKE
    whole = sum(content.of(signal) for signal in SIGNALS)
    told = {signal: content.of(signal) / whole for signal in SIGNALS} | GUESSED
    total = sum(told.values())
    return Weights(**{signal.value: told[signal] / total for signal in Signal})


def write_shipped(path: Path, music: Music, answered: Answered) -> Weights:
    """Write the file that comes with the program, and what it was made from."""
    weights = weigh(answered)
    write_weights(path, weights, _told(music, answered))
    return weights


def _told(music: Music, answered: Answered) -> Mapping[str, Any]:
    return {
        "measured": [signal.value for signal in SIGNALS],
        "guessed": [signal.value for signal in GUESSED],
        "recordings": len(music.recordings),
        "questions": len(answered.groups),
        "gains": {name: round(float(g.mean()), 4) for name, g in answered.gains.items()},
    }
