"""The theme: what is written can be read, wherever it stands."""

from __future__ import annotations

import pytest

from app.widgets.theme import Theme

WORDS = ("text", "muted", "faint", "accent", "waiting", "failed", "missing")
GROUNDS = ("window", "sidebar", "surface", "raised", "hover", "selected")
READABLE = 4.5
"""The least contrast of small text: WCAG 2.2, 1.4.3."""


def luminance(theme: Theme, name: str) -> float:
    """As WCAG defines it, 0-1."""
    colour = theme.colour(name)
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", WORDS)
def test_words_stand_out_from_their_ground(theme: Theme, word: str, ground: str) -> None:
    dark, light = sorted((luminance(theme, word), luminance(theme, ground)))
    assert (light + 0.05) / (dark + 0.05) >= READABLE
