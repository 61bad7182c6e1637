"""Identifiers of a checklist and the rows they name, held in eight bytes each."""

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt


class RowIndex:
    """Finds the row of an identifier among millions.

    Identifiers are held as Python's own 64-bit hash of the text. Two of ten million texts share one with a
    probability of 3 in a million; the first row would then stand for both.
    """

    def __init__(self, ids: Iterable[str]) -> None:
        hashes = np.frombuffer(array("q", map(hash, ids)), dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        self._sorted = hashes[order]
        self._rows = order.astype(np.uint32)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def n_duplicates(self) -> int:
        """Identifiers that were there before."""
        return int(np.count_nonzero(self._sorted[1:] == self._sorted[:-1])) if len(self) else 0

    def find(self, ids: Sequence[str]) -> npt.NDArray[np.int64]:
        """The row of each identifier, from 0, the first of equal ones; -1 for an unknown or empty one."""
        if not len(self):
            return np.full(len(ids), -1, dtype=np.int64)
        wanted = np.fromiter(map(hash, ids), dtype=np.int64, count=len(ids))
        places = np.minimum(np.searchsorted(self._sorted, wanted), len(self) - 1)
        is_empty = np.fromiter(map(len, ids), dtype=np.int64, count=len(ids)) == 0
        is_known = (self._sorted[places] == wanted) & ~is_empty
        return np.where(is_known, self._rows[places].astype(np.int64), -1)
