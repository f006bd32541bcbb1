"""Lists of tracks as tables: the user's own playlists, and other people's below them.

scipy is imported by whoever needs it: the window opens without.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.index.base import Ids

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Table = tuple[Ids, "csr_matrix"]
"""Tracks (t,), ascending, and the lists (l, t) in which they stand."""


def listed(lists: Sequence[Collection[int]]) -> Table:
    """The lists that hold two tracks at least: one alone has no company."""
    from scipy.sparse import csr_matrix

    kept = [np.unique(np.fromiter(each, np.int64, len(each))) for each in lists]
    kept = [each for each in kept if len(each) > 1]
    every = np.concatenate([np.empty(0, np.int64), *kept])
    ids, columns = np.unique(every, return_inverse=True)
    ends = np.cumsum([0, *(len(each) for each in kept)])
    return ids, csr_matrix((np.ones(len(every), np.float32), columns, ends), (len(kept), len(ids)))


def stacked(one: Table, other: Table) -> Table:
    """The lists of both."""
    from scipy.sparse import vstack

    ids = np.union1d(one[0], other[0])
    parts = [_spread(table, ids) for table in (one, other)]
    return ids, vstack(parts, format="csr", dtype=np.float32)


def _spread(table: Table, ids: Ids) -> csr_matrix:
    """The lists of a table in the columns of more tracks (l, ids)."""
    from scipy.sparse import csr_matrix

    own, lists = table
    columns = np.searchsorted(ids, own)[lists.indices] if len(own) else lists.indices
    return csr_matrix((lists.data, columns, lists.indptr), (lists.shape[0], len(ids)))
