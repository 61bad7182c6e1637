"""What each detector finds and what it leaves alone."""

import math

import pytest

from processing.errors import ProcessingError
from processing.telemetry.detectors import DETECTORS, Reading, SignalRules, build, schema
from tests.processing.telemetry.feeds import at, feed, found, spans

BEATS = SignalRules(1, beats=frozenset([1]), gap_us=30_000_000)


def beats(*spans_s: tuple[int, int]) -> list[Reading]:
    return [Reading(at(s), 1, 0.0) for start, end in spans_s for s in range(start, end, 5)]


def test_a_limit_is_crossed_until_the_value_is_back_by_the_hysteresis():
    events = found("limit", feed((0, 1), (10, 6), (20, 9), (30, 4.5), (40, 3)), high=5.0, hysteresis=1.0)
    assert spans(events) == [("limit_high", 10, 40)]
    assert (events[0].peak, events[0].peak_us) == (9, at(20))


def test_a_value_on_the_limit_is_within():
    assert found("limit", feed((0, 5), (10, -5)), high=5.0, low=-5.0) == []


def test_a_hold_runs_out_in_feed_time_while_the_value_is_held():
    readings = feed((0, 1), (10, 9), (200, 1))
    assert spans(found("limit", readings[:2], until=69, high=5.0, hold_s=60.0)) == []
    assert spans(found("limit", readings[:2], until=70, high=5.0, hold_s=60.0)) == [("limit_high", 10, None)]
    assert spans(found("limit", readings, high=5.0, hold_s=60.0)) == [("limit_high", 10, 200)]


def test_a_limit_applies_only_in_its_context():
    readings = feed((0, 9), (60, 9)) + feed((0, 2), (30, 16), (50, 2), slot=1)
    assert spans(found("limit", readings, high=5.0, context=16.0)) == [("limit_high", 30, 50)]


def test_a_latched_limit_says_so():
    assert found("limit", feed((0, 9)), high=5.0, latch=True)[0].is_latched


def test_limits_of_a_channel_give_warnings_and_latched_alarms_in_their_context():
    readings = feed((0, 6), (10, 11), (20, 4)) + feed((0, 2), (5, 16), slot=1)
    events = found("channel_limits", readings, warning_high=5.0, alarm_high=10.0, context=16.0)
    assert spans(events) == [("warning_high", 5, 20), ("alarm_high", 10, 20)]
    assert [(e.severity, e.is_latched) for e in events] == [("warning", False), ("alarm", True)]


def test_a_hold_does_not_run_across_a_loss_of_signal():
    readings = feed((0, 9), (150, 9)) + beats((0, 50), (150, 190))
    assert found("limit", readings, rules=BEATS, high=5.0, hold_s=60.0) == []


def test_a_fast_rise_is_found_and_ends_when_the_window_has_passed():
    readings = feed(*((s, 0.0) for s in range(0, 70, 10)), (70, 10), (80, 10), (200, 10))
    events = found("rate", readings, per_minute=5.0, over_s=60.0)
    assert spans(events) == [("rate_rise", 70, 130)]
    assert events[0].measures["per_minute"] == 10


def test_a_fall_does_not_count_where_only_rises_do():
    readings = feed((0, 10), (70, 0), (200, 0))
    assert spans(found("net", readings, amount=5.0, window_s=60.0)) == [("net_fall", 70, 130)]
    assert found("net", readings, amount=5.0, window_s=60.0, direction="rise") == []


def test_nothing_is_compared_across_a_loss_of_signal():
    readings = feed((0, 0), (200, 50), (260, 50)) + beats((0, 100), (200, 300))
    assert found("net", readings, rules=BEATS, amount=5.0, window_s=60.0) == []


def test_a_step_stays_and_a_spike_does_not():
    flat = [(s, 1.0) for s in range(0, 300, 5)]
    spike = found("step", feed(*flat[:40], (201, 9), (203, 1), *flat[41:]), size=2.0)
    step = found("step", feed(*flat, *((s, 5.0) for s in range(300, 600, 5))), size=2.0)
    assert spike == []
    assert spans(step) == [("step", 300, 360)]
    assert step[0].measures == {"before": 1, "after": 5, "change": 4}


def test_a_step_waits_until_it_has_settled():
    readings = feed(*((s, 1.0) for s in range(0, 200, 5)), (200, 5))
    assert found("step", readings, until=259, size=2.0) == []
    assert spans(found("step", readings, until=260, size=2.0)) == [("step", 200, 260)]


def test_a_value_that_stands_still_is_stuck_until_it_moves():
    readings = feed(*((s, 7.0) for s in range(0, 200, 10)), (200, 7.5))
    assert spans(found("stuck", readings, after_s=100.0)) == [("stuck", 0, 200)]
    assert found("stuck", readings, after_s=300.0) == []


def test_silence_is_movement_unless_it_counts():
    assert found("stuck", feed((0, 7)), until=1000, after_s=100.0) == []
    assert spans(found("stuck", feed((0, 7)), until=1000, after_s=100.0, silence_counts=True)) == [("stuck", 0, None)]


def test_a_silent_channel_is_missing_while_the_feed_goes_on():
    assert found("missing", feed((0, 1)), until=299, after_s=300.0) == []
    assert spans(found("missing", feed((0, 1), (400, 1)), after_s=300.0)) == [("missing", 0, 400)]


def test_a_loss_of_signal_is_not_missing_data():
    readings = feed((0, 1), (500, 1)) + beats((0, 10), (500, 510))
    assert found("missing", readings, rules=BEATS, after_s=300.0) == []


def test_a_state_is_reported_from_its_beginning_to_its_end():
    readings = feed((0, 32), (10, 16), (500, 2), (600, 16))
    events = found("change", readings, becomes=16.0)
    assert spans(events) == [("state", 10, 500), ("state", 600, None)]
    assert events[0].measures == {"was": 32, "became": 16}
    assert spans(found("change", readings)) == [("state_change", s, s) for s in (10, 500, 600)]
    assert found("change", readings, becomes=2.0, hold_s=120.0) == []


def test_the_state_after_a_loss_of_signal_is_no_change():
    readings = feed((0, 32), (200, 16)) + beats((0, 100), (200, 300))
    assert found("change", readings, rules=BEATS) == []


def test_a_change_well_after_a_loss_of_signal_is_one():
    readings = feed((0, 32), (290, 16)) + beats((0, 100), (200, 300))
    assert spans(found("change", readings, rules=BEATS)) == [("state_change", 290, 290)]


def test_an_outlier_is_found_against_what_is_usual():
    usual = [(float(s), math.sin(s) + s * 1e-3) for s in range(0, 600, 5)]
    events = found("anomaly", feed(*usual[:100], (498, 30.0), *usual[100:]), window_s=300.0)
    assert spans(events) == [("anomaly", 498, 500)]
    assert events[0].measures["score"] > 6
    assert found("anomaly", feed(*usual), window_s=300.0) == []


def test_the_profile_of_the_day_learns_before_it_judges():
    day = [(d * 86400.0 + h * 3600.0, 10.0 * (h in (6, 7)) + 0.1 * (d % 2)) for d in range(8) for h in range(24)]
    odd = [(s, 10.0 if s == 7 * 86400.0 + 12 * 3600.0 else v) for s, v in day]
    assert found("season", feed(*day), floor=0.5, hold_s=0.0) == []
    assert spans(found("season", feed(*odd), floor=0.5, hold_s=0.0)) == [
        ("season", 7 * 86400 + 12 * 3600, 7 * 86400 + 13 * 3600)
    ]


def test_conditions_hold_together_on_held_values():
    readings = feed((0, 1), (10, 6), (50, 1)) + feed((0, 5), (30, 1), slot=1)
    assert spans(found("composite", readings, conditions="a > 5; b < 2")) == [("composite", 30, 50)]
    assert spans(found("composite", readings, conditions="a > 5; b < 2", together="or")) == [("composite", 10, None)]


def test_a_sequence_must_follow_within_its_time():
    readings = feed((0, 0), (10, 6)) + feed((0, 0), (40, 6), slot=1)
    params = {"conditions": "a > 5; b > 5", "together": "within"}
    assert spans(found("composite", readings, within_s=60.0, **params)) == [("composite", 10, 40)]
    assert found("composite", readings, within_s=20.0, **params) == []


def test_cycles_are_counted_with_their_period():
    wave = [(float(s), math.sin(2 * math.pi * s / 40)) for s in range(0, 420)]
    events = found("cycles", feed(*wave), high=0.5, low=-0.5, n_cycles=3.0)
    assert len(events) == 3
    assert events[0].measures["period_s"] == pytest.approx(40)
    assert events[0].measures["n_cycles"] == 3


@pytest.mark.parametrize("name", sorted(DETECTORS))
def test_every_detector_describes_its_parameters(name):
    for parameter in schema(DETECTORS[name].params):
        assert parameter.label
        assert parameter.help
        assert parameter.kind in {"number", "choice", "flag", "text"}


@pytest.mark.parametrize(
    ("name", "params", "code"),
    [
        ("limit", {}, "bad-parameter"),
        ("limit", {"high": 1.0, "low": 2.0}, "bad-parameter"),
        ("limit", {"high": math.nan}, "bad-parameter"),
        ("limit", {"high": "5"}, "bad-parameter"),
        ("limit", {"high": 1.0, "hihg": 2.0}, "unknown-parameter"),
        ("rate", {"direction": "sideways"}, "bad-parameter"),
        ("rate", {"over_s": -1.0}, "bad-parameter"),
        ("composite", {"conditions": "a > 5"}, "bad-conditions"),
        ("composite", {"conditions": "__import__('os'); b > 1"}, "bad-conditions"),
    ],
)
def test_parameters_that_cannot_be_are_refused(name, params, code):
    with pytest.raises(ProcessingError) as caught:
        build(DETECTORS[name].params, params)
    assert caught.value.code == code
