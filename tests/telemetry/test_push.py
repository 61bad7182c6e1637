"""Readings sent over HTTP: written down, stored once, refused with a reason."""

import gzip
import json

import pytest

from blueprints.telemetry.models import Channel, DeadLetter, KeepPolicy, Source
from core.access import Role
from core.db import db

T0 = 1_539_345_600_000_000


@pytest.fixture
def editor(make):
    return make.user()


@pytest.fixture
def source(make, editor):
    group = make.group()
    make.member(group, Role.EDITOR, user=editor)
    return make.source(make.project(group))


@pytest.fixture
def push(client, auth, editor, source, ingest):
    def send(body, kind="application/json", query="", headers=()):
        text = body if isinstance(body, bytes | str) else json.dumps(body)
        data = text if isinstance(text, bytes) else text.encode()
        answer = client.post(
            f"/api/v1/telemetry/sources/{source.id}/readings{query}",
            data=data,
            headers=auth(editor) | {"Content-Type": kind} | dict(headers),
        )
        if answer.status_code < 400:
            ingest.drain()
        return answer

    return send


def stored(readings):
    names = dict(db.session.execute(db.select(Channel.id, Channel.public_id)).all())
    found = readings.rows(list(names), 0, 2**61) if names else []
    return [(names[r.channel_id], r.at_us - T0, r.value if r.text is None else r.text) for r in found]


NOON = "2018-10-12T12:00:00Z"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", '{"channel": "A", "time": "2018-10-12T12:00:00Z", "value": 1.5}'),
        ("application/json", '[{"channel": "A", "time": 1539345600, "value": 1.5}]'),
        ("application/json", '{"readings": [{"id": "A", "timestamp": 1539345600000, "value": "1.5"}]}'),
        ("application/x-ndjson", '{"channel": "A", "time": "2018-10-12T14:00:00+02:00", "value": 1.5}\n\n'),
        ("text/csv", "timestamp,channel,value\n2018-10-12 12:00:00,A,1.5\n"),
        ("text/plain", "A value=1.5 1539345600000000000"),
        ("text/plain", "weather,channel=A value=1.5 1539345600000000000"),
    ],
)
def test_every_format_is_read(push, readings, kind, body):
    assert push(body, kind).status_code == 202
    assert stored(readings) == [("A", 0, 1.5)]


def test_gzip_is_unpacked(push, readings):
    body = gzip.compress(b"time,channel,value\n2018-10-12T12:00:00Z,A,2\n")
    assert push(body, "text/csv", headers={"Content-Encoding": "gzip"}).status_code == 202
    assert stored(readings) == [("A", 0, 2.0)]


def test_broken_gzip_becomes_a_dead_letter(push, readings):
    push(b"\x1f\x8bnonsense", "text/csv", headers={"Content-Encoding": "gzip"})
    assert [letter.reason for letter in db.session.scalars(db.select(DeadLetter))] == ["body-unreadable"]


def test_what_cannot_be_stored_is_kept_with_its_reason(push, readings, source):
    push(
        '{"channel": "A", "time": "2018-10-12T12:00:00Z", "value": 1}\nnot json\n'
        '{"channel": "A", "time": "yesterday", "value": 1}\n{"time": 1539345600, "value": 1}\n'
        '{"channel": "A", "time": 1539345601, "value": "warm"}\n{"channel": "A", "time": 9e12, "value": 1}\n'
        '{"channel": "A", "time": 1539345602}\n',
        "application/x-ndjson",
    )
    assert stored(readings) == [("A", 0, 1.0)]
    letters = db.session.scalars(db.select(DeadLetter).order_by(DeadLetter.id)).all()
    assert sorted(letter.reason for letter in letters) == [
        "channel-missing",
        "not-json",
        "time-out-of-bounds",
        "time-unreadable",
        "value-missing",
        "value-unfit",
    ]
    db.session.refresh(source)
    assert source.n_messages == 7
    assert source.n_stored == 1
    assert sum(source.refused.values()) == 6


def test_a_source_that_makes_no_channels_refuses_unknown_ones(push, readings, source, make):
    source.auto_create = False
    source.version += 1
    db.session.commit()
    make.channel(source, public_id="A")
    push([{"channel": name, "time": NOON, "value": 1} for name in ("A", "B")])
    assert stored(readings) == [("A", 0, 1.0)]
    assert db.session.scalars(db.select(DeadLetter.reason)).all() == ["channel-unknown"]


def test_new_channels_have_the_kind_of_their_first_value(push, readings):
    push([{"channel": n, "time": NOON, "value": v} for n, v in (("A", 1), ("B", True), ("C", "open"))])
    kinds = dict(db.session.execute(db.select(Channel.public_id, Channel.kind)).all())
    assert kinds == {"A": "analog", "B": "boolean", "C": "text"}
    assert stored(readings) == [("A", 0, 1.0), ("B", 0, 1.0), ("C", 0, "open")]


def test_the_policy_decides_between_different_values(push, readings, source):
    push([{"channel": "A", "time": NOON, "value": 1}, {"channel": "A", "time": NOON, "value": 2}])
    assert stored(readings) == [("A", 0, 1.0)]
    source.keep = KeepPolicy.LAST
    source.version += 1
    db.session.commit()
    push([{"channel": "A", "time": NOON, "value": 3}])
    assert stored(readings) == [("A", 0, 3.0)]


def test_an_inactive_channel_takes_nothing(push, readings, source, make):
    make.channel(source, public_id="A", is_active=False)
    push([{"channel": "A", "time": NOON, "value": 1}])
    assert stored(readings) == []


def test_the_body_of_a_source_that_is_gone_is_dropped(push, readings, source, ingest, monkeypatch):
    monkeypatch.setattr(ingest, "drain", lambda: None)
    push([{"channel": "A", "time": NOON, "value": 1}])
    monkeypatch.undo()
    db.session.delete(db.session.get(Source, source.id))
    db.session.commit()
    ingest.drain()
    assert stored(readings) == []


def test_sources_that_fetch_or_are_off_take_nothing(push, source):
    source.is_enabled = False
    db.session.commit()
    answer = push([])
    assert (answer.status_code, answer.json["code"]) == (409, "source-stopped")
    source.kind = "simulator"
    db.session.commit()
    assert push([]).json["code"] == "source-not-pushed"


def test_unknown_formats_and_empty_bodies_are_refused_at_once(push):
    assert push(b"<x/>", "application/xml").status_code == 415
    assert push(b"x", headers={"Content-Encoding": "br"}).status_code == 415
    assert push(b"").status_code == 400


def test_the_outcome_can_be_waited_for(app, push, ingest, readings):
    import threading

    def work():
        with app.app_context():
            while not done.is_set():
                ingest.step()

    done = threading.Event()
    worker = threading.Thread(target=work)
    worker.start()
    try:
        answer = push(
            [{"channel": "A", "time": NOON, "value": 1}, {"channel": "A", "time": "?", "value": 1}], query="?wait=20"
        )
    finally:
        done.set()
        worker.join()
    assert answer.status_code == 200
    assert (answer.json["n_stored"], answer.json["n_refused"]) == (1, 1)
    assert answer.json["refused"][0]["reason"] == "time-unreadable"
