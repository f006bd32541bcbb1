"""Text as it is compared: a search for "beyonce" finds "Beyoncé", and "AC/DC" is "ac dc"."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile("['’ʼ`]")
_PUNCTUATION = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Without case, accents, apostrophes and punctuation, single spaces between the words.

    A name of nothing but punctuation keeps it.
    """
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    bare = _PUNCTUATION.sub(" ", _APOSTROPHES.sub("", text.casefold()))
    return bare.strip() or text
