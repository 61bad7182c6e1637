"""What one pass over a recording's samples leaves behind: level, offset, flat tops, runs of one value."""

import math
from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from processing.arrays import FloatArray

BoolArray = npt.NDArray[np.bool_]
"""Marks on samples."""

CLIP_RUN = 3
"""Equal neighbours at the extreme that make a flat top: sound below a few hundred hertz aside, no wave stays
on one 16-bit level so long near full scale."""

CLIP_LEVEL = 0.9
"""Share of full scale below which the highest sample is not held for a limit of the recorder."""

MIN_RUN = 32
"""Shortest run of one value that is remembered, samples."""

CHANCE = 1e-3
"""Runs that chance alone would make less often than this in the whole recording are held for drop-outs."""

_MAX_CHANCE_RUN = 4_096
"""Where chance makes runs longer than this (a nearly silent recording), drop-outs cannot be told."""


class SampleTotals(NamedTuple):
    """The outcome of a pass.

    peak, rms, offset : full scale 1; rms without the offset.
    n_clipped, n_clip_runs : samples in flat tops, and flat tops.
    runs : length → how often a run of one value of that length occurred, from `MIN_RUN` on.
    equal_share : share of neighbours that are equal outside such runs.
    """

    n_samples: int
    peak: float
    rms: float
    offset: float
    n_clipped: int
    n_clip_runs: int
    runs: Counter[int]
    equal_share: float

    def drop_outs(self, longest: int, shortest: int) -> Counter[int]:
        """Runs of one value that chance does not explain, from `shortest` to `longest` samples."""
        if self.n_samples == 0 or self.equal_share >= 1:
            return Counter()
        share = max(self.equal_share, 1e-6)
        by_chance = math.log(CHANCE / self.n_samples) / math.log(share)
        if by_chance > _MAX_CHANCE_RUN:
            return Counter()
        least = max(shortest, MIN_RUN, math.ceil(by_chance))
        return Counter({length: n for length, n in self.runs.items() if least <= length <= longest})


class SampleTally:
    """Takes a recording's blocks in order and keeps only totals."""

    def __init__(self) -> None:
        self._n = 0
        self._sum = 0.0
        self._square_sum = 0.0
        self._high, self._low = _FlatTops(), _FlatTops()
        self._runs: Counter[int] = Counter()
        self._n_equal = 0
        self._open_run = 1
        self._last = math.nan

    def add(self, y: FloatArray) -> None:
        """Take further samples, shape (n,), n at least 1."""
        self._n += len(y)
        self._sum += float(y.sum(dtype=np.float64))
        self._square_sum += float(np.einsum("i,i->", y, y, dtype=np.float64))
        self._high.add(y, max(float(y.max()), 0.0))
        self._low.add(y, min(float(y.min()), 0.0))
        self._add_runs(y)

    def totals(self) -> SampleTotals:
        """What the samples so far amount to."""
        runs = Counter(self._runs)
        if self._open_run >= MIN_RUN:
            runs[self._open_run] += 1
        n = max(self._n, 1)
        in_runs = sum(length * count for length, count in runs.items())
        offset = self._sum / n
        tops = [top for top in (self._high, self._low) if abs(top.level) >= CLIP_LEVEL]
        return SampleTotals(
            n_samples=self._n,
            peak=max(self._high.level, -self._low.level),
            rms=math.sqrt(max(self._square_sum / n - offset * offset, 0.0)),
            offset=offset,
            n_clipped=sum(top.n_samples for top in tops),
            n_clip_runs=sum(top.n_runs for top in tops),
            runs=runs,
            equal_share=max(self._n_equal - in_runs, 0) / max(self._n - in_runs, 1),
        )

    def _add_runs(self, y: FloatArray) -> None:
        """Runs of one value, also across blocks; long ones are looked for among whole bytes of a bit mask."""
        is_same = np.empty(len(y), np.bool_)
        is_same[0] = bool(y[0] == self._last)
        np.equal(y[1:], y[:-1], out=is_same[1:])
        self._last = float(y[-1])
        n_same = int(np.count_nonzero(is_same))
        self._n_equal += n_same
        if n_same == len(y):
            self._open_run += len(y)
            return
        lead = int(np.argmin(is_same))
        tail = int(np.argmin(is_same[::-1]))
        self._keep(self._open_run + lead)
        self._open_run = tail + 1
        if n_same - lead - tail >= MIN_RUN:
            for length in _run_lengths(is_same[lead : len(y) - tail]):
                self._keep(length + 1)

    def _keep(self, length: int) -> None:
        if length >= MIN_RUN:
            self._runs[length] += 1


class _FlatTops:
    """Runs of samples that share the extreme value of everything seen so far, in one direction."""

    def __init__(self) -> None:
        self.level = 0.0
        self.n_samples = 0
        self.n_runs = 0

    def add(self, y: FloatArray, extreme: float) -> None:
        if abs(extreme) < abs(self.level) or extreme == 0:
            return
        if extreme != self.level:
            self.level, self.n_samples, self.n_runs = extreme, 0, 0
        if abs(extreme) < CLIP_LEVEL:
            return
        positions = np.flatnonzero(y == np.float32(extreme))
        breaks = np.flatnonzero(np.diff(positions) != 1) + 1
        lengths = np.diff(np.concatenate(([0], breaks, [len(positions)])))
        flat = lengths[lengths >= CLIP_RUN]
        self.n_samples += int(flat.sum())
        self.n_runs += len(flat)


def _run_lengths(mask: BoolArray) -> list[int]:
    """Lengths of the runs of true values that are long enough to fill two whole bytes of the packed mask."""
    is_full = np.packbits(mask) == 0xFF
    if not is_full.any():
        return []
    edges = np.flatnonzero(np.diff(is_full.astype(np.int8), prepend=0, append=0))
    lengths = []
    for first, last in zip(edges[::2] * 8, edges[1::2] * 8, strict=True):
        if last - first < 16:
            continue
        before = mask[max(first - 8, 0) : first][::-1]
        after = mask[last : last + 8]
        lengths.append(int(last - first + count_leading(before) + count_leading(after)))
    return lengths


def count_leading(mask: BoolArray) -> int:
    """How many values at the start are true."""
    return len(mask) if mask.all() else int(np.argmin(mask))
