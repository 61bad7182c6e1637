"""Visits to the tank: what is one, what is dither, a transfer, or not known."""

import csv
import json
import os
import random
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from processing.telemetry.detectors import Reading, SignalRules, Tracker, find_all, plain
from processing.telemetry.tank_months import Habits, month
from tests.processing.telemetry.feeds import at, feed, found, setup, spans

BEATS = SignalRules(2, beats=frozenset([2]))


def beats(*spans_s: tuple[int, int]) -> list[Reading]:
    return [Reading(at(s), 2, 1.0) for start, end in spans_s for s in range(start, end, 5)]


REST = [(0, 20), (3000, 19), (3001, 20)]
"""A tank at rest that dithers."""


def test_a_rise_of_three_in_twelve_seconds_is_a_visit():
    events = found("tank", feed(*REST, (4000, 21), (4006, 22), (4012, 23)), until=4100)
    assert spans(events) == [("tank_fill", 4000, 4012)]
    assert events[0].measures == {"from_percent": 20, "to_percent": 23, "rise_percent": 3, "rise_ml": 246, "took_s": 12}


def test_a_visit_is_decided_when_it_has_settled():
    rise = feed(*REST, (4000, 21), (4006, 22), (4012, 23))
    assert found("tank", rise, until=4041) == []
    assert len(found("tank", rise, until=4042)) == 1


def test_dither_is_no_visit_however_long_it_goes_on():
    assert found("tank", feed(*((s, 18 + s % 2) for s in range(0, 3000, 7)))) == []


def test_two_steps_that_only_reach_above_the_dither_by_one_are_no_visit():
    assert found("tank", feed((0, 19), (60, 18), (61, 19), (62, 18), (2000, 19), (2005, 20)), until=3000) == []


def test_steps_minutes_apart_are_no_visit():
    assert found("tank", feed(*REST, (4000, 21), (4080, 22), (4160, 23)), until=5000) == []


def test_a_rise_that_falls_back_at_once_is_no_visit():
    assert found("tank", feed(*REST, (4000, 21), (4002, 22), (4003, 21), (4004, 20)), until=5000) == []


def test_a_rise_of_tens_of_percent_is_a_transfer():
    rise = [(4000 + 4 * k, 21 + k) for k in range(24)]
    events = found("tank", feed(*REST, *rise), until=5000)
    assert spans(events) == [("tank_bulk_transfer", 4000, 4092)]
    assert events[0].measures["rise_percent"] == 24


def test_a_visit_while_the_processor_draws_is_one():
    falling = [(300 * k, 60 - k) for k in range(10)]
    events = found("tank", feed(*falling, (2800, 52), (2806, 53), (2812, 54), (3000, 53)), until=4000)
    assert spans(events) == [("tank_fill", 2806, 2812)]
    assert events[0].measures["rise_percent"] == 2


def test_processing_is_reported_with_what_it_drew():
    falling = feed(*((10 + 300 * k, 60 - k) for k in range(10)))
    events = found("tank", falling + feed((0, 16), (3000, 32), slot=1))
    assert spans(events) == [("tank_processing", 0, 3000)]
    assert events[0].measures == {"drawn_percent": 8}


def test_a_false_value_of_one_reading_is_forgotten():
    readings = feed(
        *REST, (4000, 0), (4001, 32), (4024, 20), (5000, 16), (5240, 20), (5300, 21), (5305, 22), (5310, 23)
    )
    assert spans(found("tank", readings, until=6000)) == [("tank_fill", 5300, 5310)]


def test_what_rose_while_the_signal_was_lost_is_not_reported():
    readings = feed(*REST, (4200, 24), (4400, 23)) + beats((0, 4100), (4200, 4500))
    assert found("tank", readings, rules=BEATS) == []


def test_a_loss_nobody_told_of_is_not_taken_for_a_visit():
    assert found("tank", feed(*REST, (9000, 23)), until=9999) == []
    assert found("tank", feed(*REST, (9000, 60), (9100, 59)), until=9999) == []


def test_a_rise_cut_by_a_loss_is_not_decided_after_it():
    readings = feed(*REST, (4000, 21), (4006, 22), (4012, 23), (4100, 26)) + beats((0, 4015), (4100, 4500))
    assert found("tank", readings, rules=BEATS) == []


def test_the_rest_of_a_transfer_after_a_loss_is_no_visit():
    rest = [(4100 + 4 * k, 30 + k) for k in range(8)]
    events = found("tank", feed(*REST, *rest) + beats((0, 4000), (4100, 4500)), rules=BEATS)
    assert [event.kind for event in events] == ["tank_bulk_transfer"]
    assert events[0].confidence < 0.7


def test_the_first_step_after_a_quiet_loss_counts_from_where_the_level_stood():
    readings = feed(*REST, (4500, 21), (4506, 22)) + beats((0, 4000), (4100, 4600))
    assert spans(found("tank", readings, rules=BEATS)) == [("tank_fill", 4500, 4506)]


@pytest.fixture(scope="module")
def made():
    return month(np.random.default_rng(11), n_days=12)


def matches(event, truth, slack_us=60_000_000):
    return event.start_us <= truth.end_us + slack_us and truth.start_us - slack_us <= event.end_us


def test_a_made_month_is_read_almost_without_fault(made):
    events = find_all(setup("tank", rules=BEATS), made.readings)
    gaps = [t for t in made.truth if t.kind == "gap"]
    fills = [e for e in events if e.kind == "tank_fill"]
    true = [t for t in made.truth if t.kind == "tank_fill"]
    sure = [t for t in true if t.percent >= 3 and not any(matches(g, t, 30_000_000) for g in gaps)]
    n_right = sum(any(matches(e, t) for t in true) for e in fills)
    assert len(sure) > 60
    assert n_right / len(fills) >= 0.98
    assert sum(any(matches(e, t) for e in fills) for t in sure) / len(sure) >= 0.98
    assert not [e for e in events if e.kind != "tank_processing" and any(matches(e, g, -1) for g in gaps)]
    transfers = [t for t in made.truth if t.kind == "tank_bulk_transfer"]
    assert not [e for e in fills if any(matches(e, t) for t in transfers) and not any(matches(e, t) for t in true)]


def test_the_order_of_arrival_changes_nothing():
    made = month(np.random.default_rng(3), n_days=2, habits=Habits(late_s=200.0))
    one = setup("tank", rules=BEATS)
    whole = find_all(one, made.readings)
    tracker, rng, start = Tracker(one), random.Random(3), 0
    while start < len(made.readings):
        n = rng.choice([200, 900, 2500])
        tracker.take(made.readings[start : start + n])
        start += n
    assert json.dumps([plain(e) for e in tracker.events()]) == json.dumps([plain(e) for e in whole])
    assert len(whole) > 20


@pytest.mark.skipif("FIELDSTATION_DATA" not in os.environ, reason="needs the recorded day (FIELDSTATION_DATA)")
def test_the_recorded_day_agrees_with_its_labels():
    folder = Path(os.environ["FIELDSTATION_DATA"]) / "telemetry"

    def moment(text: str) -> int:
        return round(datetime.fromisoformat(text).timestamp() * 1e6)

    with (folder / "urine_tank_2018-10-12.csv").open() as file:
        readings = [
            Reading(moment(row["timestamp"]), 0, float(row["value"]))
            for row in csv.DictReader(file)
            if row["channel"] == "NODE3000005"
        ]
    with (folder / "labels_2018-10-12.csv").open() as file:
        labels = [(r["label"], moment(r["start"]), moment(r["end"])) for r in csv.DictReader(file)]
    events = find_all(setup("tank"), readings)
    for kind in ("tank_fill", "tank_bulk_transfer"):
        wanted = [(start, end) for label, start, end in labels if label == kind]
        got = [(e.start_us, e.end_us) for e in events if e.kind == kind]
        assert len(got) == len(wanted)
        assert all(any(a <= d and c <= b for a, b in got) for c, d in wanted)
