"""Values unlike those before: a robust score against the last while, and a profile of the day."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from processing.telemetry.detectors.episodes import Episodes
from processing.telemetry.detectors.limits import FAR
from processing.telemetry.detectors.parameters import number
from processing.telemetry.detectors.readings import SECOND_US, SIGNAL, Feed, Found, State, us
from processing.telemetry.detectors.registry import detector

MAD_TO_SIGMA = 1.4826
"""Median absolute deviation to standard deviation, for a normal distribution."""

N_KEPT = 600
"""Readings kept of a window; a faster channel is thinned evenly in time to that many."""

N_NEEDED = 20
"""Readings without which a median says nothing about what is usual."""

DAY_US = 86_400 * SECOND_US


@dataclass(frozen=True, slots=True)
class ScoreParams:
    score: float = number(6.0, label="Score", help="Deviations from the median that are too many",
                          minimum=1.0, maximum=1000.0)  # fmt: skip
    window_s: float = number(3600.0, label="Window", unit="s", help="Stretch that tells what is usual",
                             minimum=1.0, maximum=604800.0)  # fmt: skip
    floor: float = number(0.0, label="Smallest deviation", minimum=0.0, maximum=FAR,
                          help="The channel's resolution: a deviation below it counts as this much")  # fmt: skip
    hold_s: float = number(0.0, label="Hold", unit="s", help="How long it must last", minimum=0.0, maximum=86400.0)


@dataclass(frozen=True, slots=True)
class SeasonParams:
    score: float = number(5.0, label="Score", help="Deviations from the profile that are too many",
                          minimum=1.0, maximum=1000.0)  # fmt: skip
    n_bins: float = number(24.0, label="Parts of the day", help="How finely the day is divided",
                           minimum=1.0, maximum=288.0)  # fmt: skip
    n_days: float = number(5.0, label="Days to learn", help="Days seen before anything is unusual",
                           minimum=1.0, maximum=365.0)  # fmt: skip
    floor: float = number(0.0, label="Smallest deviation", help="A deviation below it counts as this much",
                          minimum=0.0, maximum=FAR)  # fmt: skip
    hold_s: float = number(60.0, label="Hold", unit="s", help="How long it must last", minimum=0.0, maximum=86400.0)


@detector(
    "anomaly",
    label="Anomaly (robust score)",
    about="A value far from the median of the last while, in units of the usual deviation.",
    params=ScoreParams,
)
def find_outliers(feed: Feed, state: State, params: ScoreParams) -> Found:
    """Report values whose robust z-score (Iglewicz and Hoaglin, 1993) is too high; over at half the score.

    Median and deviation are those of the readings of the window before the reading itself. A channel that
    never moved has no deviation: without `floor` any movement of it is unusual only against a tiny one.
    """
    unusual = Episodes("anomaly", state.setdefault("unusual", {}), hold_us=us(params.hold_s))
    kept = _Kept(state, us(params.window_s))
    for at_us, slot, value in feed.readings:
        unusual.until(at_us)
        if slot == SIGNAL:
            unusual.interrupt()
            continue
        usual = kept.usual(at_us)
        if usual is not None:
            median, deviation = usual
            scale = max(deviation, params.floor, abs(median) * 1e-9, 1e-12)
            score = abs(value - median) / scale
            unusual.see(
                at_us, value, rank=score, begins=score >= params.score, ends=score < params.score / 2.0,
                score=score, median=median, deviation=deviation,
            )  # fmt: skip
        kept.add(at_us, value)
    unusual.until(feed.until_us)
    return Found(unusual.events(), state)


class _Kept:
    """The readings of the window, thinned, with their median and deviation worked out once for each change."""

    def __init__(self, state: State, window_us: int) -> None:
        self.state = state
        self.window_us = window_us
        self.times: list[int] = state.setdefault("times", [])
        self.values: list[float] = state.setdefault("values", [])
        self.sorted = sorted(self.values)

    def add(self, at_us: int, value: float) -> None:
        if not self.times or at_us - self.times[-1] >= self.window_us // N_KEPT:
            self.times.append(at_us)
            self.values.append(value)
            bisect.insort(self.sorted, value)
            self.state["usual"] = None

    def usual(self, at_us: int) -> tuple[float, float] | None:
        """Median and robust deviation of what lies in the window; None while there is too little."""
        n_old = bisect.bisect_left(self.times, at_us - self.window_us)
        for value in self.values[:n_old]:
            del self.sorted[bisect.bisect_left(self.sorted, value)]
        if n_old:
            del self.times[:n_old], self.values[:n_old]
            self.state["usual"] = None
        if len(self.values) < N_NEEDED:
            return None
        if self.state.get("usual") is None:
            median = _middle(self.sorted)
            spread = _middle(sorted([abs(value - median) for value in self.sorted]))
            self.state["usual"] = [median, spread * MAD_TO_SIGMA]
        median, deviation = self.state["usual"]
        return median, deviation


def _middle(ordered: list[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2.0


@detector(
    "season",
    label="Anomaly (profile of the day)",
    about="A value unlike those at the same time of earlier days.",
    params=SeasonParams,
)
def find_unseasonal(feed: Feed, state: State, params: SeasonParams) -> Found:
    """Report values far from the mean of their part of the (UTC) day, over days already seen.

    Each part of a day gives one mean when it is over; the profile keeps their running mean and mean
    absolute deviation with a memory of about 14 days. A part of a day with an event teaches nothing.
    """
    unusual = Episodes("season", state.setdefault("unusual", {}), hold_us=us(params.hold_s))
    n_bins = int(params.n_bins)
    profile: list[list[float]] = state.setdefault("profile", [[0.0, 0.0, 0.0] for _ in range(n_bins)])
    for at_us, slot, value in feed.readings:
        unusual.until(at_us)
        if slot == SIGNAL:
            unusual.interrupt()
            continue
        part = at_us * n_bins // DAY_US
        _turn(state, profile, part)
        n_days, mean, deviation = profile[part % n_bins]
        if n_days >= params.n_days:
            scale = max(deviation * 1.2533, params.floor, abs(mean) * 1e-9, 1e-12)
            score = abs(value - mean) / scale
            unusual.see(
                at_us, value, rank=score, begins=score >= params.score, ends=score < params.score / 2.0,
                score=score, mean=mean, deviation=deviation,
            )  # fmt: skip
        state["is_spoilt"] = bool(state["is_spoilt"]) or unusual.is_open
        state["sum"] += value
        state["n"] += 1
    unusual.until(feed.until_us)
    return Found(unusual.events(), state)


def _turn(state: State, profile: list[list[float]], part: int) -> None:
    """When a part of the day is over, its mean goes into the profile."""
    if state.get("part") == part:
        return
    if state.get("part") is not None and state["n"] and not state["is_spoilt"]:
        cell = profile[int(state["part"]) % len(profile)]
        mean = state["sum"] / state["n"]
        weight = 1.0 / min(cell[0] + 1.0, 14.0)
        off = abs(mean - cell[1]) if cell[0] else 0.0
        cell[1] += weight * (mean - cell[1])
        cell[2] += weight * (off - cell[2])
        cell[0] += 1.0
    state.update(part=part, sum=0.0, n=0, is_spoilt=False)
