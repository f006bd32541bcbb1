"""Notice: something the user should read, without being stopped by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import NearfieldError


class Tone(StrEnum):
    """How loud a notice is."""

    PLAIN = "plain"
    """It worked; goes away by itself."""
    TROUBLE = "trouble"
    """It did not; stays until read."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done about a notice, at the press of a button."""

    label: str
    accept: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Notice:
    """A headline, the way out, and perhaps an offer."""

    title: str
    message: str = ""
    tone: Tone = Tone.PLAIN
    offer: Offer | None = None


def notice_of(error: Exception) -> Notice:
    """What a person is told of an error; a bug of ours is no riddle for them to solve."""
    if isinstance(error, NearfieldError):
        return Notice(error.title, error.message, Tone.TROUBLE)
    return Notice(
        "Something went wrong inside Nearfield",
        f"{type(error).__name__}. The details are in the log; nothing of yours was changed.",
        Tone.TROUBLE,
    )
