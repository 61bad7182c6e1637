"""How well one list of intervals agrees with another: matching, precision, recall, F1, onset error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from processing.arrays import IndexArray
from processing.audio.intervals import Interval
from processing.errors import TableError


class Scores(NamedTuple):
    """Agreement of found intervals with a reference; ratios from 0 to 1, counts, and an error in seconds."""

    precision: float
    recall: float
    f1: float
    n_found: int
    n_reference: int
    n_matched: int
    onset_error_s: float | None
    """Median of |found onset − reference onset| over the matched pairs; None when nothing matched."""


class Match(NamedTuple):
    """A found interval and the reference interval it stands for, as positions in their lists."""

    found: int
    reference: int


def match_by_overlap(found: Sequence[Interval], reference: Sequence[Interval], *, min_iou: float = 0.5) -> list[Match]:
    """Pair intervals one to one so that as many pairs as possible overlap enough in time.

    The overlap is intersection over union of the two stretches of time. The pairing is a maximum
    bipartite matching (Hopcroft and Karp 1973, doi:10.1137/0202019), so the count does not depend on order.

    min_iou : smallest overlap of a pair, above 0 to 1.
    Raises TableError("bad-parameter") for an overlap outside that range.
    """
    if not 0.0 < min_iou <= 1.0:
        raise TableError("bad-parameter", f"min_iou must be above 0 and at most 1, got {min_iou}", name="min_iou")

    def overlapping(interval: Interval, onset_s: _Times, offset_s: _Times) -> IndexArray:
        shared_s = np.minimum(interval.offset_s, offset_s) - np.maximum(interval.onset_s, onset_s)
        joined_s = np.maximum(interval.offset_s, offset_s) - np.minimum(interval.onset_s, onset_s)
        # The slack keeps an overlap of exactly the limit when its quotient rounds below it.
        return np.flatnonzero((shared_s > 0) & (shared_s >= min_iou * joined_s - 1e-12))

    return _match(found, reference, overlapping)


def match_by_onset(
    found: Sequence[Interval], reference: Sequence[Interval], *, tolerance_s: float = 0.010
) -> list[Match]:
    """Pair intervals one to one so that as many pairs as possible begin within the tolerance.

    tolerance_s : largest difference of the two onsets in seconds, 0 or more.
    Raises TableError("bad-parameter") for a negative tolerance.
    """
    if not tolerance_s >= 0.0:
        raise TableError("bad-parameter", f"tolerance_s must be 0 or more, got {tolerance_s}", name="tolerance_s")

    def near(interval: Interval, onset_s: _Times, offset_s: _Times) -> IndexArray:  # noqa: ARG001
        return np.flatnonzero(np.abs(onset_s - interval.onset_s) <= tolerance_s + 1e-12)

    return _match(found, reference, near)


def segment_scores(
    found: Sequence[Interval],
    reference: Sequence[Interval],
    *,
    min_iou: float = 0.5,
    onset_tolerance_s: float | None = None,
) -> Scores:
    """Score one recording, by overlap in time or, when a tolerance is given, by onset.

    Nothing found where nothing is expected is perfect agreement (all ratios 1); nothing found where
    something is expected has precision, recall and F1 of 0.
    """
    if onset_tolerance_s is None:
        matches = match_by_overlap(found, reference, min_iou=min_iou)
    else:
        matches = match_by_onset(found, reference, tolerance_s=onset_tolerance_s)
    errors_s = [abs(found[m.found].onset_s - reference[m.reference].onset_s) for m in matches]
    return _scores(len(found), len(reference), errors_s)


def pooled_scores(
    pairs: Iterable[tuple[Sequence[Interval], Sequence[Interval]]],
    *,
    min_iou: float = 0.5,
    onset_tolerance_s: float | None = None,
) -> Scores:
    """Score several recordings as one: counts are added, so a long recording weighs more.

    pairs : for each recording what was found and what was expected; intervals of different recordings
        are never matched with each other.
    """
    n_found = n_reference = 0
    errors_s: list[float] = []
    for found, reference in pairs:
        n_found += len(found)
        n_reference += len(reference)
        if onset_tolerance_s is None:
            matches = match_by_overlap(found, reference, min_iou=min_iou)
        else:
            matches = match_by_onset(found, reference, tolerance_s=onset_tolerance_s)
        errors_s += [abs(found[m.found].onset_s - reference[m.reference].onset_s) for m in matches]
    return _scores(n_found, n_reference, errors_s)


_Times = np.ndarray[tuple[int], np.dtype[np.float64]]
_Near = Callable[[Interval, _Times, _Times], IndexArray]


def _match(found: Sequence[Interval], reference: Sequence[Interval], candidates: _Near) -> list[Match]:
    if not found or not reference:
        return []
    onset_s = np.array([r.onset_s for r in reference])
    offset_s = np.array([r.offset_s for r in reference])
    columns = [candidates(interval, onset_s, offset_s) for interval in found]
    starts = np.concatenate([[0], np.cumsum([c.size for c in columns])])
    edges = csr_array(
        (np.ones(starts[-1], dtype=np.int8), np.concatenate(columns), starts), shape=(len(found), len(reference))
    )
    partner = maximum_bipartite_matching(edges, perm_type="column")
    return [Match(int(i), int(partner[i])) for i in np.flatnonzero(partner >= 0)]


def _scores(n_found: int, n_reference: int, errors_s: list[float]) -> Scores:
    n_matched = len(errors_s)
    if n_found == n_reference == 0:
        return Scores(1.0, 1.0, 1.0, 0, 0, 0, None)
    precision = n_matched / n_found if n_found else 0.0
    recall = n_matched / n_reference if n_reference else 0.0
    f1 = 2 * n_matched / (n_found + n_reference)
    error_s = float(np.median(errors_s)) if errors_s else None
    return Scores(precision, recall, f1, n_found, n_reference, n_matched, error_s)
