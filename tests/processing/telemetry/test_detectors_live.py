"""The same events, bit for bit, however the feed was cut, shuffled and repeated."""

import json
import random

import pytest

from processing.telemetry.detectors import DETECTORS, Reading, SignalRules, Tracker, find_all, plain
from tests.processing.telemetry.feeds import at, setup

PARAMS: dict[str, dict[str, object]] = {
    "limit": {"high": 2.0, "low": -2.0, "hysteresis": 0.3, "hold_s": 7.0},
    "channel_limits": {"warning_high": 1.0, "alarm_high": 2.0, "alarm_low": -2.0, "hysteresis": 0.3},
    "rate": {"per_minute": 4.0, "over_s": 20.0, "hold_s": 3.0},
    "net": {"amount": 2.0, "window_s": 45.0},
    "step": {"size": 1.0, "before_s": 40.0, "settle_s": 20.0},
    "stuck": {"after_s": 30.0, "tolerance": 0.4, "silence_counts": True},
    "missing": {"after_s": 12.0},
    "change": {"hold_s": 4.0},
    "anomaly": {"score": 3.0, "window_s": 120.0},
    "season": {"n_days": 1.0, "n_bins": 288.0, "score": 2.0, "hold_s": 5.0},
    "composite": {"conditions": "a > 1; b > 0", "hold_s": 5.0},
    "cycles": {"high": 1.0, "low": -1.0},
    "tank": {"visit_percent": 1.0, "transfer_percent": 4.0, "settle_s": 10.0},
}


def walk(seed: int) -> list[Reading]:
    """A random walk with jumps, silences, a second channel and beats that stop now and then."""
    rng = random.Random(seed)
    readings, value, second = [], 0.0, 0.0
    while second < 900:
        second += rng.choice([1, 1, 2, 3, 20]) + rng.choice([0, 0.25])
        value = round(0.9 * value + rng.gauss(0, 0.6) + rng.choice([0] * 20 + [3, -3]), 1)
        readings.append(Reading(at(second), 0, value))
        if rng.random() < 0.2:
            readings.append(Reading(at(second), 1, float(rng.choice([16, 32, -1]))))
    dark = [rng.uniform(0, 850) for _ in range(3)]
    readings += [Reading(at(s), 9, 1.0) for s in range(0, 960, 5) if not any(d < s < d + 60 for d in dark)]
    return sorted(readings)


def told(events):
    return json.dumps([plain(event) for event in events])


def test_the_walk_covers_every_detector():
    assert set(PARAMS) == set(DETECTORS)


@pytest.mark.parametrize("beats", [False, True], ids=["held", "with signal"])
@pytest.mark.parametrize("name", sorted(PARAMS))
def test_pieces_in_any_order_give_what_the_whole_gives(name, beats):
    rules = SignalRules(2, frozenset([9]) if beats else frozenset(), gap_us=30_000_000)
    n_found = 0
    for seed in range(6):
        readings = [r for r in walk(seed) if beats or r.slot != 9]
        if not beats and name != "season":
            readings += [Reading(r.at_us + 300_000_000_000, r.slot, r.value) for r in walk(seed + 100) if r.slot != 9]
        one = setup(name, rules=rules, late_s=120.0, **PARAMS[name])
        whole = find_all(one, readings)
        rng = random.Random(seed)
        delayed = sorted(readings + readings[::7], key=lambda r: r.at_us + rng.choice([0, 0, rng.uniform(0, 110e6)]))
        tracker = Tracker(one)
        while delayed:
            n = rng.choice([1, 5, 60])
            tracker.take(delayed[:n])
            del delayed[:n]
        assert told(tracker.events()) == told(whole)
        n_found += len(whole)
    assert n_found > 0 or name in {"tank", "season"}


def test_an_event_is_known_before_it_settles_and_withdrawn_when_late_readings_undo_it():
    tracker = Tracker(setup("limit", high=5.0, hold_s=60.0, late_s=300.0))
    tracker.take([Reading(at(0), 0, 9.0), Reading(at(90), 0, 9.0)])
    assert [event.kind for event in tracker.events()] == ["limit_high"]
    tracker.take([Reading(at(30), 0, 1.0)])
    assert tracker.events() == []


def test_what_comes_after_the_window_changes_nothing():
    tracker = Tracker(setup("limit", high=5.0, late_s=300.0))
    tracker.take([Reading(at(0), 0, 1.0), Reading(at(1000), 0, 1.0)])
    tracker.take([Reading(at(100), 0, 9.0)])
    assert tracker.events() == []
