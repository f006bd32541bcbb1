"""Skip-gram with negative sampling, for tracks in playlists as for words in sentences.

Each track has two vectors, one as an entry and one as what stands near another entry. Source:
Mikolov, Sutskever, Chen, Corrado and Dean, "Distributed representations of words and phrases and
their compositionality", 2013. A file of trained vectors is read by `engine.models.sequence`,
without torch.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional


class SkipGram(nn.Module):
    """Vectors of `rows` tracks; gradients are sparse, of the rows that a batch touches."""

    def __init__(self, rows: int, dimension: int, *, sparse: bool = True) -> None:
        super().__init__()
        self.entries = nn.Embedding(rows, dimension, sparse=sparse)
        self.context = nn.Embedding(rows, dimension, sparse=sparse)
        nn.init.uniform_(self.entries.weight, -0.5 / dimension, 0.5 / dimension)
        nn.init.zeros_(self.context.weight)

    def loss(
        self, entries: Tensor, context: Tensor, near: Tensor, negatives: Tensor, each: int
    ) -> Tensor:
        """The summed loss of all pairs in blocks, `each` negatives to a pair.

        Rows: entries (b, l), context (b, c), negatives (b, m); near (b, l, c) says which pairs
        there are. The m negatives stand for `each` of every pair.
        """
        own = self.entries(entries)
        found = own @ self.context(context).transpose(1, 2)
        drawn = own @ self.context(negatives).transpose(1, 2)
        weight = near.sum(2, keepdim=True) * (each / negatives.shape[1])
        pulled = (functional.softplus(-found) * near).sum()
        return pulled + (functional.softplus(drawn) * weight).sum()
