"""The demo's eight styles: each module composes and performs a piece, `perform(Piece) -> Wave`."""

from __future__ import annotations

from collections.abc import Callable

from engine.demo.oscillators import Wave
from engine.demo.score import Piece
from engine.demo.styles import (
    ambient,
    bossa_nova,
    chiptune,
    choral,
    drum_and_bass,
    metal,
    solo_piano,
    techno,
)

STYLES: dict[str, Callable[[Piece], Wave]] = {
    "Ambient": ambient.perform,
    "Techno": techno.perform,
    "Chiptune": chiptune.perform,
    "Solo Piano": solo_piano.perform,
    "Metal": metal.perform,
    "Bossa Nova": bossa_nova.perform,
    "Drum & Bass": drum_and_bass.perform,
    "Choral": choral.perform,
}
"""By the genre written into the tags."""
