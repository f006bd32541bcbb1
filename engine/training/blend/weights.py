"""The weights that come with the program: what may be measured is, the rest is one rule.

How sound and tags share is measured on openly licensed music. The rest cannot be: whoever gave the
playlists and the listening that this program is developed with asks that nothing trained on them be
passed on, and nobody's likes and plays are known. So no number is made up for these: what tells how
two tracks go together counts alike, sound and tags having two shares between them. What speaks of a
track by itself, whatever was asked, has none until the library's own lists show what it is worth
(`engine.library.blend.own`). docs/blend measures this rule beside what is fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from engine.recommend.blend.asking import EQUAL, FITTED, ahead
from engine.recommend.blend.default import write_weights
from engine.training.blend.music import ALIKE, SIGNALS, Answered, Music
from engine.types import Signal, Weights

ALIKE_BY_RULE: Final = (Signal.PLAYLISTS, Signal.LISTENERS)
NOTHING_BY_RULE: Final = (Signal.REPLAY, Signal.LIKES)


def weigh(answered: Answered) -> Weights:
    """All weights, adding up to 1; sound and tags count alike unless fitting them is better."""
    _, low, _ = ahead(answered.gains[FITTED], answered.gains[EQUAL], answered.groups)
    content = answered.weights if low > 0 else ALIKE
    whole = sum(content.of(signal) for signal in SIGNALS)
    told = {signal: len(SIGNALS) * content.of(signal) / whole for signal in SIGNALS}
    told |= dict.fromkeys(ALIKE_BY_RULE, 1.0)
    total = sum(told.values())
    return Weights(**{signal.value: told.get(signal, 0.0) / total for signal in Signal})


def write_shipped(path: Path, music: Music, answered: Answered) -> Weights:
    """Write the file that comes with the program, and what it was made from."""
    weights = weigh(answered)
    write_weights(path, weights, _told(music, answered))
    return weights


def _told(music: Music, answered: Answered) -> Mapping[str, Any]:
    return {
        "measured": [signal.value for signal in SIGNALS],
        "alike by rule": [signal.value for signal in ALIKE_BY_RULE],
        "nothing by rule": [signal.value for signal in NOTHING_BY_RULE],
        "recordings": len(music.recordings),
        "questions": len(answered.groups),
        "gains": {name: round(float(g.mean()), 4) for name, g in answered.gains.items()},
    }
