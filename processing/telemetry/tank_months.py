"""Made-up months of a tank, with everything known that happened: for tests, benches and the sample project.

The numbers of the model are those of the physics the detector reasons from: a visit of about three percent at
about four seconds a percent, some twenty a day; one or two transfers a day; a processor that draws a percent
in five minutes; a sensor that rounds down and trembles; losses of signal; readings late, twice and out of order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from processing.telemetry.detectors.readings import SECOND_US, Reading

DAY_S = 86_400

TANK, STATE, BEAT = 0, 1, 2
"""Slots of the readings made here: level, processor state, and a channel that reports every ten seconds."""

NORMAL, STANDBY = 16.0, 32.0


class Happening(NamedTuple):
    """What truly happened: `tank_fill`, `tank_bulk_transfer` or `gap`, with its true rise."""

    kind: str
    start_us: int
    end_us: int
    percent: float


@dataclass(frozen=True, slots=True)
class Month:
    """Readings in the order of arrival, the truth in the order of time."""

    readings: list[Reading]
    truth: list[Happening]


@dataclass(frozen=True, slots=True)
class Habits:
    """What may differ from month to month and from tank to tank."""

    visits_a_day: float = 21.0
    visit_percent: tuple[float, float] = (3.0, 0.7)
    """Mean and deviation."""
    visit_s_per_percent: tuple[float, float] = (2.0, 9.0)
    transfers_a_day: float = 1.5
    tremble_percent: float = 0.15
    gaps_a_day: float = 14.0
    faults_a_day: float = 1.0
    """Single readings that are false."""
    late_s: float = 60.0
    share_twice: float = 0.03
    start_us: int = field(default=1_538_352_000 * SECOND_US)


def month(rng: np.random.Generator, *, n_days: int = 30, habits: Habits | None = None) -> Month:
    """Make `n_days` of readings and the truth about them; the same generator state gives the same month."""
    h = habits or Habits()
    n = n_days * DAY_S
    inflow, happenings = _arrivals(rng, n, n_days, h)
    level, is_normal = _levels(rng, inflow)
    gaps = _gaps(rng, n, n_days, h)
    dark = _covered(gaps, n)
    readings = [
        *_level_readings(rng, level, dark, gaps, h),
        *_state_readings(is_normal, dark, h),
        *(Reading(h.start_us + s * SECOND_US, BEAT, 1.0) for s in range(0, n, 10) if not dark[s]),
    ]
    truth = [_dated(happening, h) for happening in [*happenings, *(("gap", a, b, 0.0) for a, b in gaps)]]
    return Month(_arrived(rng, readings, h), sorted(truth, key=lambda happening: happening.start_us))


def _dated(happening: tuple[str, int, int, float], h: Habits) -> Happening:
    kind, start, end, percent = happening
    return Happening(kind, h.start_us + start * SECOND_US, h.start_us + end * SECOND_US, percent)


def _arrivals(
    rng: np.random.Generator, n: int, n_days: int, h: Habits
) -> tuple[np.ndarray, list[tuple[str, int, int, float]]]:
    """Inflow per second in percent, and what made it; two of them are at least five minutes apart."""
    n_visits, n_transfers = rng.poisson(h.visits_a_day * n_days), rng.poisson(h.transfers_a_day * n_days)
    kinds = np.array(["tank_fill"] * n_visits + ["tank_bulk_transfer"] * n_transfers)
    starts = rng.integers(600, n - 1200, len(kinds))
    inflow, happenings, free = np.zeros(n), [], 0
    for at in np.argsort(starts, kind="stable"):
        start, kind = int(starts[at]), str(kinds[at])
        if start < free:
            continue
        percent, pace = _pour(rng, kind, h)
        end = start + max(2, round(percent * pace))
        inflow[start:end] += percent / (end - start)
        happenings.append((kind, start, end, percent))
        free = end + 300
    return inflow, happenings


def _pour(rng: np.random.Generator, kind: str, h: Habits) -> tuple[float, float]:
    """How much, and how many seconds a percent."""
    if kind == "tank_bulk_transfer":
        return float(np.clip(rng.lognormal(np.log(24.0), 0.4), 13.0, 60.0)), float(rng.uniform(3.5, 5.0))
    mean, deviation = h.visit_percent
    return float(np.clip(rng.normal(mean, deviation), 1.0, 7.0)), float(rng.uniform(*h.visit_s_per_percent))


def _levels(rng: np.random.Generator, inflow: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The true level at each second and whether the processor draws; it starts when full and stops when low."""
    level, is_normal = np.empty(len(inflow)), np.zeros(len(inflow), dtype=bool)
    now, draws = 20.0, False
    for start in range(0, len(inflow), 60):
        if not draws and now > rng.uniform(40.0, 75.0):
            draws = True
        elif draws and now < 14.0:
            draws = False
        flow = inflow[start : start + 60] - (1.0 / rng.uniform(295.0, 330.0) if draws else 0.0)
        level[start : start + 60] = np.maximum(now + np.cumsum(flow), 3.0)
        is_normal[start : start + 60] = draws
        now = float(level[min(start + 59, len(level) - 1)])
    return level, is_normal


def _gaps(rng: np.random.Generator, n: int, n_days: int, h: Habits) -> list[tuple[int, int]]:
    gaps, free = [], 0
    for start in np.sort(rng.integers(0, n - 3000, rng.poisson(h.gaps_a_day * n_days))):
        length = int(np.clip(rng.lognormal(np.log(180.0), 0.9), 45.0, 1500.0))
        if start > free:
            gaps.append((int(start), int(start) + length))
            free = int(start) + length + 120
    return gaps


def _covered(gaps: list[tuple[int, int]], n: int) -> np.ndarray:
    dark = np.zeros(n, dtype=bool)
    for start, end in gaps:
        dark[start:end] = True
    return dark


def _level_readings(
    rng: np.random.Generator, level: np.ndarray, dark: np.ndarray, gaps: list[tuple[int, int]], h: Habits
) -> list[Reading]:
    """The rounded, trembling level, told when it changes and sometimes when the signal is back."""
    n = len(level)
    noise = np.repeat(rng.normal(0.0, h.tremble_percent, n // 20 + 1), 20)[:n]
    shown = np.floor(level + noise + rng.normal(0.0, h.tremble_percent / 3.0, n))
    told = np.flatnonzero(np.diff(shown, prepend=shown[0] - 1) != 0)
    again = [end for _, end in gaps if end < n and rng.random() < 0.5]
    false = rng.choice(n - 60, rng.poisson(h.faults_a_day * n / DAY_S), replace=False)
    values = {int(second): float(shown[second]) for second in [*told, *again, *(false + 24)]}
    values |= {int(second): float(rng.integers(0, 101)) for second in false}
    return [
        Reading(h.start_us + second * SECOND_US, TANK, value) for second, value in values.items() if not dark[second]
    ]


def _state_readings(is_normal: np.ndarray, dark: np.ndarray, h: Habits) -> list[Reading]:
    switched = np.flatnonzero(np.diff(is_normal.astype(np.int8), prepend=np.int8(0)) != 0)
    return [
        Reading(h.start_us + int(s) * SECOND_US, STATE, NORMAL if is_normal[s] else STANDBY)
        for s in switched
        if not dark[s]
    ]


def _arrived(rng: np.random.Generator, readings: list[Reading], h: Habits) -> list[Reading]:
    """In the order of arrival: most at once, one in ten late, a few twice."""
    times = np.array([reading.at_us for reading in readings], dtype=np.int64)
    late = np.where(rng.random(len(times)) < 0.1, rng.uniform(0.0, h.late_s, len(times)), 0.0)
    twice = np.flatnonzero(rng.random(len(times)) < h.share_twice)
    arrival = np.concatenate([times + (late * SECOND_US).astype(np.int64), times[twice] + 2 * SECOND_US])
    source = np.concatenate([np.arange(len(times)), twice])
    return [readings[source[at]] for at in np.argsort(arrival, kind="stable")]
