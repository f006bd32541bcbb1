"""Names: every text that tracks are called by, once, however many songs carry it.

A name is known by its number. Names are folded, searched and ranked here, each once; 100,000 tracks
are found and sorted by the numbers of theirs, with numpy, which lets the window work meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import count, islice, pairwise
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.text import plain

Thing = TypeVar("Thing")

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]

END: Final = "\n"
"""What follows each folded name; no word that is searched for holds it."""

RUN: Final = 25_000
"""Names sorted without a break: one sort of 200,000 would hold the interpreter, and with it the
window, for 50–90 ms; merged from runs, no step holds it for more than 20."""


class Names:
    """Texts by their numbers, the empty one first; more may come, and none ever leaves.

    They grow on one thread only, and may be read on any.
    """

    def __init__(
        self, texts: Iterable[str] = ("",), folded: bytes = b"", ranks: Numbers | None = None
    ) -> None:
        """`folded` and `ranks` are what those of these texts were, if that is known."""
        self.texts = list(texts)
        self._next = count()
        self._numbers = defaultdict[str, int](self._next.__next__)
        self._letters = np.frombuffer(folded, np.uint8)
        self._ranks = np.empty(0, np.int32) if ranks is None else ranks
        self._starts = _starts(self._letters) if folded else np.empty(0, np.intp)
        self._held: dict[str, Mask] = {}

    def numbers(self, texts: Sequence[str]) -> Numbers:
        """The numbers of texts; one that is new gets the next."""
        known = self._numbers
        if not known:
            known.update(zip(self.texts, self._next, strict=False))
        numbers = np.fromiter(map(known.__getitem__, texts), np.int32, len(texts))
        new = list(islice(reversed(known), len(known) - len(self.texts)))
        self.texts += reversed(new)
        return numbers

    @property
    def folded(self) -> bytes:
        """All names as they are compared, an END behind each."""
        self._fold()
        return self._letters.tobytes()

    @property
    def ranks(self) -> Numbers:
        """Where each name (n,) stands among all of them; the same for those compared as equal."""
        if len(self._ranks) < len(self.texts):
            folded = self.folded.decode("utf-8", "surrogatepass").split(END)[:-1]
            order = sort_in_runs(list(range(len(folded))), folded.__getitem__)
            rising = [folded[number] for number in order]
            steps = [before != after for before, after in pairwise(rising)]
            self._ranks = np.zeros(len(folded), np.int32)
            self._ranks[order[1:]] = np.cumsum(steps)
        return self._ranks

    def holding(self, words: Iterable[str]) -> list[Mask]:
        """Which names (n,) hold each word; of words that were asked for last time, it is known."""
        self._fold()
        known = self._held
        self._held = {word: known[word] if word in known else self._find(word) for word in words}
        return list(self._held.values())

    def _fold(self) -> None:
        """Fold the names that came since."""
        if len(self._starts) < len(self.texts):
            new = self.texts[len(self._starts) :]
            folded = END.join([plain(text) for text in new])
            if folded.count(END) >= len(new):  # no name of a file holds it, but who knows
                folded = END.join([plain(text).replace(END, " ") for text in new])
            more = np.frombuffer(_letters(folded + END), np.uint8)
            self._letters = np.concatenate([self._letters, more])
            self._starts = _starts(self._letters)
            self._held = {}

    def _find(self, word: str) -> Mask:
        first, *others = _letters(word)
        found = self._letters == first
        if not others:
            return np.logical_or.reduceat(found, self._starts)
        hits = np.flatnonzero(found[:-1] & (self._letters[1:] == others[0]))
        for offset, letter in enumerate(others[1:], 2):
            hits = hits[self._letters[hits + offset] == letter]
        holding = np.zeros(len(self._starts), bool)
        holding[np.searchsorted(self._starts, hits, "right") - 1] = True
        return holding


def sort_in_runs(things: list[Thing], key: Callable[[Thing], Any], run: int = RUN) -> list[Thing]:
    """`sorted`, in pieces that let the window in between."""
    if len(things) <= run:
        return sorted(things, key=key)
    half = len(things) // 2
    halves = sort_in_runs(things[:half], key, run) + sort_in_runs(things[half:], key, run)
    return sorted(halves, key=key)


def _letters(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _starts(letters: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where each of the names begins that these letters are."""
    ends = np.flatnonzero(letters == ord(END))
    return np.concatenate([[0], ends[:-1] + 1]).astype(np.intp) if len(ends) else ends
