"""Reading what an outside detector answers; how it is asked is not known here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from processing.audio.detect.candidates import MAX_CANDIDATES
from processing.audio.intervals import Interval
from processing.errors import ProcessingError

MAX_LABEL_LENGTH = 200
"""Longest label taken over, in characters."""

LATE_S = 0.001
"""How far past the end an offset may lie, in seconds, and be taken for the end: detectors round."""


def parse_answer(answer: object, *, duration_s: float, sr: int) -> list[Interval]:
    """Check a decoded JSON answer and make intervals of it.

    answer : a list of objects, or an object with that list as `segments`. Each has `onset_s` and
        `offset_s`, and may have `low_hz`, `high_hz`, `score` (numbers) and `label` (text); other names are
        ignored.
    duration_s, sr : of the recording; times and frequencies must lie within.
    Returns intervals sorted by onset; overlapping ones are kept as they are. An empty list is an answer.
    Raises ProcessingError: bad-answer (`details["row"]` counts from 0), too-many-segments.
    """
    rows = answer.get("segments") if isinstance(answer, Mapping) else answer
    if not isinstance(rows, list):
        raise ProcessingError("bad-answer", "expected a list of segments, or an object that has one as 'segments'")
    if len(rows) > MAX_CANDIDATES:
        raise ProcessingError("too-many-segments", f"expected at most {MAX_CANDIDATES:,} segments, got {len(rows):,}")
    return sorted(
        (_interval(row, i, duration_s, sr) for i, row in enumerate(rows)), key=lambda i: (i.onset_s, i.offset_s)
    )


def _interval(row: object, number: int, duration_s: float, sr: int) -> Interval:
    if not isinstance(row, Mapping):
        raise _refused(number, f"expected an object, got {type(row).__name__}")
    onset_s, offset_s = _number(row, "onset_s", number), _number(row, "offset_s", number)
    if onset_s is None or offset_s is None:
        raise _refused(number, "expected onset_s and offset_s")
    _check_order(number, ("0", 0.0), ("onset_s", onset_s), ("the end", duration_s))
    _check_order(number, ("onset_s", onset_s), ("offset_s", offset_s), ("the end", duration_s + LATE_S))
    if offset_s == onset_s:
        raise _refused(number, f"expected offset_s above onset_s, both are {onset_s:g}")
    low_hz, high_hz = _number(row, "low_hz", number), _number(row, "high_hz", number)
    bounds = [("0", 0.0), ("low_hz", low_hz), ("high_hz", high_hz), ("half the sampling rate", sr / 2)]
    _check_order(number, *[(name, value) for name, value in bounds if value is not None])
    label = row.get("label")
    if label is not None and (not isinstance(label, str) or len(label) > MAX_LABEL_LENGTH):
        raise _refused(number, f"expected a label of at most {MAX_LABEL_LENGTH} characters")
    return Interval(onset_s, min(offset_s, duration_s), low_hz, high_hz, _number(row, "score", number), label)


def _number(row: Mapping[object, object], name: str, number: int) -> float | None:
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refused(number, f"expected {name} to be a finite number, got {value!r:.40}")
    return float(value)


def _check_order(number: int, *named: tuple[str, float]) -> None:
    for (lower_name, lower), (upper_name, upper) in pairwise(named):
        if lower > upper:
            raise _refused(number, f"expected {lower_name} <= {upper_name}, got {lower:g} and {upper:g}")


def _refused(number: int, message: str) -> ProcessingError:
    return ProcessingError("bad-answer", f"segment {number}: {message}", row=number)
