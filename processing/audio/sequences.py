"""Calls in sequence: the intervals between them, the bouts they come in, and feeding buzzes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from processing.arrays import FloatArray, IndexArray

MAX_GAP_S = 0.5
"""Silence that ends a bout, unless told otherwise: several wing beats without a call (Fenton et al. 1973 count
passes by a silence of about a second; shorter ones part individuals that follow each other)."""

BUZZ_INTERVAL_S = 0.015
"""Onsets nearer than this belong to a feeding buzz: pulse intervals fall below 10 to 15 ms in its terminal
phase (Griffin et al. 1960; Surlykke and Moss 2000)."""

MIN_BUZZ_CALLS = 5
"""Calls in a row that make a buzz; fewer may be an echo beside its call."""

SHORTEST_S, LONGEST_S = 0.001, 100.0
"""Ends of the histogram of intervals."""

BINS_PER_DECADE = 10


class Bouts(NamedTuple):
    """Bouts of calls; every array has the shape (n_bouts,).

    first, n_calls : position of a bout's first call among the calls as given, and how many follow it in all.
    start_s, stop_s : onset of the first call, end of the last.
    median_interval_s : NaN for a bout of one call.
    n_buzzes : runs of at least `MIN_BUZZ_CALLS` calls at intervals of a buzz.
    """

    first: IndexArray
    n_calls: IndexArray
    start_s: FloatArray
    stop_s: FloatArray
    median_interval_s: FloatArray
    n_buzzes: IndexArray


def find_bouts(
    onsets_s: FloatArray,
    offsets_s: FloatArray,
    *,
    max_gap_s: float = MAX_GAP_S,
    buzz_interval_s: float = BUZZ_INTERVAL_S,
) -> Bouts:
    """Part the calls of one recording into bouts, wherever none was heard for longer than `max_gap_s`.

    onsets_s, offsets_s : of calls in order of their onsets, shape (n,). Empty gives no bouts.
    Raises ValueError when the onsets do not grow or the shapes differ.
    """
    if onsets_s.shape != offsets_s.shape:
        raise ValueError(f"needs as many ends as onsets, got {offsets_s.shape} and {onsets_s.shape}")
    if np.any(np.diff(onsets_s) < 0):
        raise ValueError("needs onsets in order")
    if not len(onsets_s):
        none, nothing = np.zeros(0), np.zeros(0, dtype=np.int64)
        return Bouts(nothing, nothing, none, none, none, nothing)
    # A long call may outlast the next: silence begins where the last of all has ended.
    heard_until = np.maximum.accumulate(offsets_s)
    is_first = np.concatenate([[True], onsets_s[1:] - heard_until[:-1] > max_gap_s])
    first = np.flatnonzero(is_first)
    after = np.concatenate([first[1:], [len(onsets_s)]])
    gaps = np.diff(onsets_s)
    return Bouts(
        first=first,
        n_calls=after - first,
        start_s=onsets_s[first],
        stop_s=heard_until[after - 1],
        median_interval_s=np.array([_median(gaps[a : b - 1]) for a, b in zip(first, after, strict=True)]),
        n_buzzes=np.array([_n_buzzes(gaps[a : b - 1] <= buzz_interval_s) for a, b in zip(first, after, strict=True)]),
    )


def _median(gaps: FloatArray) -> float:
    return float(np.median(gaps)) if len(gaps) else float("nan")


def _n_buzzes(is_short: npt.NDArray[np.bool_]) -> int:
    """Runs of short intervals that are long enough; n calls have n - 1 intervals."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_short.astype(np.int8), [0]])))
    return int(np.sum(edges[1::2] - edges[::2] >= MIN_BUZZ_CALLS - 1))


def interval_edges() -> FloatArray:
    """Edges in seconds of the histogram of intervals: equal steps of the logarithm, shape (n_bins + 1,)."""
    decades = np.log10(LONGEST_S / SHORTEST_S)
    return np.geomspace(SHORTEST_S, LONGEST_S, round(decades * BINS_PER_DECADE) + 1)


def count_intervals(gaps_s: FloatArray) -> IndexArray:
    """How many intervals fall between each two edges; those beyond the ends count at the ends."""
    edges = interval_edges()
    inside = np.clip(gaps_s, SHORTEST_S, LONGEST_S * (1 - 1e-9))
    return np.asarray(np.histogram(inside, bins=edges)[0], dtype=np.int64)
