"""Text as it is compared: a search for "beyonce" finds "Beyoncé", and "AC/DC" is "ac dc".

And moments as they are written.
"""

from __future__ import annotations

import re
import time
import unicodedata
from itertools import filterfalse

_APOSTROPHES = re.compile("['’ʼ`]")
_PUNCTUATION = re.compile(r"[\W_]+")
_ODD = re.compile(r"[^A-Za-z0-9 ]|  |^ | $")
"""What most names are without."""


def plain(text: str) -> str:
    """Without case, accents, apostrophes and punctuation, single spaces between the words.

    A name of nothing but punctuation keeps it.
    """
    if text.isascii() and not _ODD.search(text):
        return text.lower()
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(filterfalse(unicodedata.combining, letters))
    bare = _PUNCTUATION.sub(" ", _APOSTROPHES.sub("", text.casefold()))
    return bare.strip() or text


def moment(seconds: float) -> str:
    """A moment in Unix time as the clock here showed it: `5 November 2026, 03:58`."""
    return time.strftime("%d %B %Y, %H:%M", time.localtime(seconds)).lstrip("0")
