"""From stored readings to events: live, late, again, and told to people."""

import json
import random

import pytest

from blueprints.accounts.models import Notification
from blueprints.telemetry.detection import channel_limits, process
from blueprints.telemetry.models import Detector, Event
from blueprints.telemetry.store import Row
from core.db import db
from processing.telemetry.detectors import SignalRules, find_all
from processing.telemetry.tank_months import month
from tests.factories.telemetry_detection import NOON
from tests.processing.telemetry.feeds import setup


def rows(channel, *pairs, received=0):
    return [
        Row(channel.id, NOON + round(s * 1e6), value, None, NOON + round((s + received) * 1e6)) for s, value in pairs
    ]


@pytest.fixture
def look(readings):
    """`look()` is a pass of the detection process right after readings came."""

    def _look():
        process._looks.clear()
        db.session.rollback()
        return process.pass_over()

    return _look


def events(**where):
    db.session.rollback()
    return db.session.query(Event).filter_by(**where).order_by(Event.start_us).populate_existing().all()


def told(row):
    return (row.kind, (row.start_us - NOON) / 1e6, None if row.end_us is None else (row.end_us - NOON) / 1e6)


def test_a_reading_beyond_a_limit_becomes_an_event_with_its_evidence(make, readings, look):
    channel = make.channel(unit="°C", public_id="T1")
    detector = make.detector(channel, params={"high": 5.0, "latch": True}, severity="alarm")
    readings.append(rows(channel, (0, 1.0), (60, 9.0)))
    look()
    (event,) = events()
    assert told(event) == ("limit_high", 60, None)
    assert (event.severity, event.is_latched, event.is_settled) == ("alarm", True, False)
    assert event.evidence[0]["unit"] == "°C"
    assert [value for _, value in event.evidence[0]["points"]] == [1.0, 9.0, 9.0]
    readings.append(rows(channel, (90, 2.0), (1000, 2.0)))
    look()
    (event,) = events()
    assert told(event) == ("limit_high", 60, 90)
    assert event.is_settled
    assert [value for _, value in event.evidence[0]["points"]] == [1.0, 9.0, 2.0, 2.0]
    assert db.session.get(Detector, detector.id).n_events == 1


def test_looking_again_adds_nothing(make, readings, look):
    channel = make.channel()
    make.detector(channel)
    readings.append(rows(channel, (0, 1.0), (60, 9.0), (90, 2.0)))
    look()
    before = [(row.id, row.updated_at) for row in events()]
    look()
    look()
    assert [(row.id, row.updated_at) for row in events()] == before


def test_late_readings_withdraw_an_event_and_bring_it_back(make, readings, look):
    channel = make.channel()
    make.detector(channel, params={"high": 5.0, "hold_s": 60.0})
    readings.append(rows(channel, (0, 9.0), (90, 9.0)))
    look()
    readings.append(rows(channel, (30, 1.0), (31, 9.0)))
    look()
    assert [row.withdrawn_at is None for row in events()] == [False]
    readings.append(rows(channel, (95, 9.0)))
    look()
    assert [told(row) for row in events(withdrawn_at=None)] == [("limit_high", 31, None)]


def test_a_tank_read_live_late_and_twice_gives_the_events_of_its_history(make, readings, look):
    import numpy as np

    made = month(np.random.default_rng(5), n_days=1)
    source = make.source()
    channels = [make.channel(source) for _ in range(3)]
    make.detector(
        channels[0], method="tank", params={}, channel_ids=[c.id for c in channels[:2]], beat_ids=[channels[2].id]
    )
    whole = find_all(setup("tank", rules=SignalRules(2, frozenset([2]))), made.readings)
    rng, left = random.Random(1), list(made.readings)
    while left:
        n = rng.choice([700, 1500])
        readings.append([Row(channels[r.slot].id, r.at_us, r.value, None, r.at_us) for r in left[:n]])
        del left[:n]
        look()
    kept = [
        [e.kind, e.start_us, e.end_us, e.peak, dict(sorted(e.measures.items())), e.confidence]
        for e in events(withdrawn_at=None)
    ]
    expected = [[e.kind, e.start_us, e.end_us, e.peak, dict(sorted(e.measures.items())), e.confidence] for e in whole]
    assert json.dumps(sorted(kept)) == json.dumps(sorted(expected))
    assert len(whole) > 10


def test_a_history_longer_than_a_page_is_gone_through_without_waking_anyone(make, readings, look, monkeypatch):
    from blueprints.telemetry.detection import feeds

    monkeypatch.setattr(feeds, "PAGE_ROWS", 50)
    channel = make.channel()
    make.detector(channel, is_catching_up=True, checkpoint_us=NOON - 1)
    pairs = [(10.0 * s, 9.0 if s % 100 == 50 else 1.0) for s in range(1000)]
    readings.append(rows(channel, *pairs))
    look()
    found = events()
    assert [told(row) for row in found] == [("limit_high", s, s + 10) for s in range(500, 10000, 1000)]
    assert db.session.query(Notification).count() == 0
    assert not db.session.query(Detector).one().is_catching_up


def test_members_are_told_of_a_fresh_event_once(make, readings, look):
    channel = make.channel()
    make.detector(channel, name="Attic")
    readings.append(rows(channel, (0, 1.0), (60, 9.0)))
    look()
    look()
    (note,) = db.session.query(Notification).all()
    assert note.title == "Attic: above the high limit at 2018-10-12 12:01:00 UTC"
    assert note.link == f"/telemetry/events/{events()[0].id}"


def test_a_detector_waits_for_its_schedule_or_for_news(make, readings):
    channel = make.channel()
    detector = make.detector(channel)
    readings.append(rows(channel, (0, 1.0)))
    process._looks.clear()
    assert process.pass_over() == 1
    assert process.pass_over() == 0
    process._looks[detector.id] = process._looks[detector.id]._replace(at=-process.PROMPT_S)
    assert process.pass_over() == 0
    readings.append(rows(channel, (10, 1.0)))
    process._looks[detector.id] = process._looks[detector.id]._replace(at=-process.PROMPT_S)
    assert process.pass_over() == 1


def test_a_parameter_that_no_longer_exists_is_shown_and_stops_nobody(make, readings, look):
    channel = make.channel()
    broken = make.detector(channel, params={"hihg": 5.0})
    make.detector(channel)
    readings.append(rows(channel, (0, 1.0), (60, 9.0)))
    look()
    assert "expected one of" in db.session.get(Detector, broken.id).problem
    assert len(events()) == 1


def test_limits_of_channels_become_detectors_that_follow_them(make, readings, look):
    source = make.source()
    mode = make.channel(source)
    context = {"channel_id": mode.id, "op": "=", "value": 16}
    limits = {"warning_high": 5, "alarm_high": 8, "hysteresis": 1, "context": context}
    channel = make.channel(source, limits=limits)
    assert channel_limits.follow() == 1
    assert channel_limits.follow() == 0
    readings.append(rows(mode, (0, 16.0)) + rows(channel, (0, 1.0), (60, 9.0)))
    look()
    assert [(row.kind, row.severity) for row in sorted(events(), key=lambda e: e.kind)] == [
        ("alarm_high", "alarm"),
        ("warning_high", "warning"),
    ]
    channel.limits = {}
    db.session.commit()
    assert channel_limits.follow() == 1
    assert not db.session.query(Detector).populate_existing().one().is_enabled


def test_a_detector_of_limits_is_named_after_its_channel_and_never_twice_the_same(make):
    source = make.source()
    channels = [make.channel(source, name="Battery", limits={"alarm_low": 11}) for _ in range(2)]
    channel_limits.follow()
    names = {row.limits_channel_id: row.name for row in db.session.query(Detector)}
    assert names == {
        channels[0].id: "Limits of Battery",
        channels[1].id: f"Limits of Battery ({channels[1].public_id})",
    }


def test_a_detector_of_limits_that_had_its_channels_number_loses_it(make):
    channel = make.channel(make.source(), name="Battery", limits={"alarm_low": 11})
    channel_limits.follow()
    db.session.query(Detector).one().name = f"Limits of Battery ({channel.id})"
    db.session.commit()
    assert channel_limits.follow() == 1
    assert db.session.query(Detector).one().name == "Limits of Battery"
