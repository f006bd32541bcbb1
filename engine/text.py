"""Text as it is compared: a search for "beyonce" finds "Beyoncé", and "AC/DC" is "ac dc"."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Without case, accents and punctuation, single spaces between the words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(bare).split())
