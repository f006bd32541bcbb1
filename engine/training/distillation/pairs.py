"""Pairs: batches in which every window has company from its own record.

Half of a batch is drawn from all windows, each once an epoch; beside each stands another window of
the same recording or of another one from the same album.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Sampler

from engine.training.material import Recording

_FROM_THE_ALBUM = 0.5
"""How often the company may be another recording."""


class Pairs(Sampler[list[int]]):
    """Batches of places in `recording` (n,) and `record` (n,); another order each time.

    The order comes from torch's generator.
    """

    def __init__(self, recording: NDArray[np.int64], record: NDArray[np.int64], batch: int) -> None:
        self._half = batch // 2
        self._recording, self._record = _together(recording), _together(record)

    def __len__(self) -> int:
        """The batches of an epoch."""
        return len(self._recording) // self._half

    def __iter__(self) -> Iterator[list[int]]:
        """The batches of an epoch."""
        random = np.random.default_rng(int(torch.randint(2**31, ()).item()))
        order = random.permutation(len(self._recording))
        for number in range(len(self)):
            drawn = order[number * self._half : (number + 1) * self._half].tolist()
            yield [place for one in drawn for place in (one, self._company(one, random))]

    def _company(self, place: int, random: np.random.Generator) -> int:
        near = self._record if random.random() < _FROM_THE_ALBUM else self._recording
        return int(random.choice(near[place]))


def records(recordings: Sequence[Recording]) -> NDArray[np.int64]:
    """Numbers for albums; a recording that is on none is a record of its own: (n,)."""
    numbers: dict[tuple[str, str], int] = {}
    return np.array(
        [
            numbers.setdefault(
                (one.artist, one.album) if one.artist and one.album else ("", one.name),
                len(numbers),
            )
            for one in recordings
        ]
    )


def _together(group: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """For each place those of its group, itself among them."""
    members = {name: np.flatnonzero(group == name) for name in np.unique(group).tolist()}
    return [members[name] for name in group.tolist()]
