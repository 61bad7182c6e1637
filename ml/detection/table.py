"""The numbers a candidate is judged by: its own measures and its place among its neighbours."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d

from processing.arrays import FloatArray
from processing.audio.detect import MEASURES, Candidates
from processing.audio.detect.candidates import Column
from processing.audio.detect.learned import Proposal

FAR_S = 10.0
"""Stands for the distance to a neighbour that does not exist, in seconds."""

NEIGHBOURS = 5
"""How many candidates before and after are looked at for louder ones."""

NAMES = (
    "log_duration",
    "rise_db",
    "low_hz",
    "high_hz",
    "bandwidth_hz",
    "peak_position",
    "log_gap_before",
    "log_gap_after",
    "louder_before_db",
    "louder_after_db",
    "below_loudest_db",
    "rise_below_loudest_db",
    "log_reverberant_gap",
    "slope_hz_per_ms",
    "is_adaptive",
    *MEASURES,
)
"""Columns of the table, in order; logarithms are natural, of seconds."""


def table(proposal: Proposal) -> FloatArray:
    """One row a candidate, shape (n, len(NAMES)), float32; frequencies in kilohertz, reaches in log seconds."""
    found = proposal.candidates
    measures = dict(zip(MEASURES, found.measures.T, strict=True))
    gap_before = np.append(FAR_S, np.maximum(found.onset_s[1:] - found.offset_s[:-1], 1e-4))
    gap_after = np.append(gap_before[1:], FAR_S)
    louder_before, since_louder = _louder_before(found.rise_db, found.onset_s, found.offset_s)
    louder_after, _ = _louder_before(found.rise_db[::-1], -found.offset_s[::-1], -found.onset_s[::-1])
    duration_ms = 1000 * found.duration_s
    columns = [
        np.log(found.duration_s),
        found.rise_db,
        found.low_hz / 1000,
        found.high_hz / 1000,
        (found.high_hz - found.low_hz) / 1000,
        (found.peak_s - found.onset_s) / found.duration_s,
        np.log(np.minimum(gap_before, FAR_S)),
        np.log(np.minimum(gap_after, FAR_S)),
        louder_before,
        louder_after[::-1],
        found.level_db - _loudest_near(found, found.level_db),
        found.rise_db - _loudest_near(found, found.rise_db),
        np.log(np.clip(since_louder, 1e-4, FAR_S)),
        (measures["end_hz"] - measures["start_hz"]) / duration_ms,
        proposal.is_adaptive,
        *(_scaled(name, values) for name, values in measures.items()),
    ]
    return np.column_stack(columns).astype(np.float32)


def _scaled(name: str, values: FloatArray) -> FloatArray:
    if name.endswith("_hz"):
        return values / 1000
    return np.log(np.maximum(values, 1e-5)) if name.endswith("_s") else values


def _louder_before(rise_db: Column, onset_s: Column, offset_s: Column) -> tuple[Column, Column]:
    """Decibels by which the loudest of the candidates just before exceeds each, and seconds since it ended."""
    louder = np.zeros(len(rise_db))
    since = np.full(len(rise_db), FAR_S)
    for step in range(1, NEIGHBOURS + 1):
        if step >= len(rise_db):
            break
        difference = rise_db[:-step] - rise_db[step:]
        better = difference > louder[step:]
        since[step:][better] = np.maximum(onset_s[step:] - offset_s[:-step], 0)[better]
        louder[step:][better] = difference[better]
    return louder, since


def _loudest_near(found: Candidates, level_db: Column) -> Column:
    """The highest level within half a minute before and after each candidate."""
    second = np.floor(found.onset_s).astype(int)
    loudest = np.full(int(second.max()) + 1, -np.inf)
    np.maximum.at(loudest, second, level_db)
    return np.asarray(maximum_filter1d(loudest, 61, mode="constant", cval=-np.inf)[second])
