"""A job for the listening process: what of a track has to be known to listen to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Job:
    """A track to listen to."""

    track_id: int
    identity: str
    path: Path
