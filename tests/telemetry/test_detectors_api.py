"""Detectors, events and targets over HTTP: works, invalid, missing; who may is in the access table."""

import pytest

from blueprints.telemetry.detection import process
from blueprints.telemetry.models import BackTest, Detector, Event, PostTarget
from blueprints.telemetry.store import Row
from core.access import Role
from core.db import db
from core.jobs.models import Job
from core.jobs.worker import run_job_now
from tests.factories.telemetry_detection import NOON

API = "/api/v1/telemetry"


@pytest.fixture
def editor(make):
    """A group's editor and a channel of theirs."""
    group = make.group()
    person = make.member(group, Role.EDITOR)
    channel = make.channel(make.source(make.project(group)))
    return type("Editor", (), {"group": group, "headers": make.headers(person), "channel": channel})


def body(editor, **fields):
    values = {
        "project_id": str(editor.channel.project_id),
        "name": "Attic too warm",
        "method": "limit",
        "params": {"high": 30},
        "channel_ids": [editor.channel.id],
    }
    return values | fields


def rows(channel, *pairs):
    return [Row(channel.id, NOON + round(s * 1e6), value, None, NOON) for s, value in pairs]


def test_methods_describe_what_the_editor_draws(client, editor):
    methods = {m["name"]: m for m in client.get(f"{API}/detector-methods", headers=editor.headers).json["results"]}
    assert {"limit", "rate", "net", "step", "stuck", "missing", "change", "anomaly", "season"} <= set(methods)
    assert {"composite", "cycles", "tank"} <= set(methods)
    high = methods["limit"]["parameters"][0]
    assert (high["name"], high["kind"], high["is_optional"]) == ("high", "number", True)


def test_a_detector_begins_where_the_feed_is(client, editor, readings):
    readings.append(rows(editor.channel, (0, 99.0), (60, 1.0)))
    made = client.post(f"{API}/detectors", json=body(editor), headers=editor.headers)
    assert made.status_code == 201, made.json
    process._looks.clear()
    process.pass_over()
    assert db.session.query(Event).count() == 0
    assert made.json["channels"][0]["public_id"] == editor.channel.public_id


def test_a_detector_can_begin_in_the_past(client, editor, readings):
    readings.append(rows(editor.channel, (0, 99.0), (60, 1.0)))
    client.post(f"{API}/detectors", json=body(editor, since_us=0), headers=editor.headers)
    process._looks.clear()
    process.pass_over()
    found = client.get(f"{API}/events", headers=editor.headers).json
    assert [(e["kind"], e["detector_name"]) for e in found["results"]] == [("limit_high", "Attic too warm")]


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"method": "guess"}, "unknown-detector", "/method"),
        ({"params": {}}, "bad-parameter", "/params/high"),
        ({"params": {"high": "x"}}, "bad-parameter", "/params/high"),
        ({"params": {"height": 1}}, "unknown-parameter", "/params/height"),
        ({"method": "composite", "params": {"conditions": "a >"}}, "bad-conditions", "/params"),
        ({"channel_ids": [None]}, "channels-wrong", "/channel_ids"),
        ({"method": "stuck", "params": {}, "channel_ids": "two"}, "channels-wrong", "/channel_ids"),
        ({"channel_ids": "foreign"}, "channels-wrong", "/channel_ids"),
    ],
)
def test_what_cannot_be_is_refused_by_field(client, editor, make, fields, code, pointer):
    if fields.get("channel_ids") == "two":
        fields = fields | {"channel_ids": [editor.channel.id] * 2}
    if fields.get("channel_ids") == "foreign":
        fields = fields | {"channel_ids": [make.channel(make.source(make.project(editor.group))).id]}
    answer = client.post(f"{API}/detectors", json=body(editor, **fields), headers=editor.headers)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.json["errors"][0]["pointer"] == pointer
    assert db.session.query(Detector).count() == 0


def test_a_channel_one_may_not_see_does_not_exist(client, editor, make):
    answer = client.post(f"{API}/detectors", json=body(editor, channel_ids=[make.channel().id]), headers=editor.headers)
    assert answer.status_code == 404


def test_other_parameters_begin_a_revision_and_keep_the_events(client, editor, make):
    detector = make.detector(editor.channel)
    make.event(detector)
    path = f"{API}/detectors/{detector.id}"
    changed = client.patch(path, json={"params": {"high": 7}}, headers=editor.headers)
    renamed = client.patch(path, json={"name": "Other"}, headers=editor.headers)
    assert (changed.json["revision"], renamed.json["revision"]) == (2, 2)
    assert db.session.query(Event).count() == 1


def test_two_people_changing_a_detector_do_not_overwrite_each_other(client, editor, make):
    detector = make.detector(editor.channel)
    path = f"{API}/detectors/{detector.id}"
    first = client.get(path, headers=editor.headers).headers["ETag"]
    client.patch(path, json={"name": "One"}, headers=editor.headers | {"If-Match": first})
    answer = client.patch(path, json={"name": "Two"}, headers=editor.headers | {"If-Match": first})
    assert (answer.status_code, answer.json["code"]) == (412, "version-conflict")


def test_a_detector_of_limits_is_changed_at_its_channel(client, editor, make):
    detector = make.detector(editor.channel, limits_channel_id=editor.channel.id)
    path = f"{API}/detectors/{detector.id}"
    assert client.patch(path, json={"name": "Mine"}, headers=editor.headers).json["code"] == "detector-follows-limits"
    assert client.patch(path, json={"is_notified": False}, headers=editor.headers).status_code == 200


def test_a_back_test_tells_what_other_parameters_would_find(client, editor, make, readings):
    import blueprints.telemetry.jobs  # noqa: F401

    detector = make.detector(editor.channel, params={"high": 5.0})
    readings.append(
        rows(editor.channel, *((60.0 * n, 9.0 if n in (10, 20) else 7.0 if n == 30 else 1.0) for n in range(40)))
    )
    asked = {"params": {"high": 8}, "start_us": NOON, "end_us": NOON + 3_600_000_000}
    made = client.post(f"{API}/detectors/{detector.id}/back-tests", json=asked, headers=editor.headers)
    assert made.status_code == 201, made.json
    run_job_now(db.session.query(Job).filter_by(kind="telemetry.back-test").one().id)
    found = client.get(f"{API}/back-tests/{made.json['id']}", headers=editor.headers).json
    assert (found["state"], found["n_common"], found["n_only_old"], found["n_only_new"]) == ("ready", 2, 1, 0)
    assert [pair["in"] for pair in found["events"]] == ["common", "common", "only-old"]
    assert found["n_readings"] == 40
    assert db.session.query(Event).count() == 0


def test_a_back_test_of_a_span_that_is_none_is_refused(client, editor, make):
    detector = make.detector(editor.channel)
    asked = {"params": {"high": 8}, "start_us": 5, "end_us": 5}
    answer = client.post(f"{API}/detectors/{detector.id}/back-tests", json=asked, headers=editor.headers)
    assert answer.status_code == 422
    assert db.session.query(BackTest).count() == 0


def test_alarms_are_what_needs_someone(client, editor, make):
    detector = make.detector(editor.channel)
    over = make.event(detector)
    lasting = make.event(detector, end_us=None)
    latched = make.event(detector, is_latched=True)
    make.event(detector, end_us=None, severity="info")

    def alarms():
        found = client.get(f"{API}/events", query_string={"alarm": "true"}, headers=editor.headers).json["results"]
        return {e["id"] for e in found}

    assert alarms() == {str(lasting.id), str(latched.id)}
    client.post(f"{API}/events/{lasting.id}/shelve", json={"minutes": 30}, headers=editor.headers)
    seen = client.post(f"{API}/events/{latched.id}/acknowledge", headers=editor.headers)
    assert alarms() == set()
    assert seen.json["acknowledged_by"]
    client.post(f"{API}/events/{lasting.id}/shelve", json={"minutes": 0}, headers=editor.headers)
    client.delete(f"{API}/events/{latched.id}/acknowledge", headers=editor.headers)
    assert alarms() == {str(lasting.id), str(latched.id)}
    assert str(over.id) not in alarms()


def test_several_events_are_acknowledged_all_or_none(client, editor, make):
    detector = make.detector(editor.channel)
    mine, foreign = make.event(detector), make.event()
    path = f"{API}/events/acknowledge"
    ids = [str(mine.id), str(foreign.id)]
    assert client.post(path, json={"event_ids": ids}, headers=editor.headers).status_code == 404
    assert db.session.get(Event, mine.id, populate_existing=True).acknowledged_at is None
    answer = client.post(path, json={"event_ids": ids[:1]}, headers=editor.headers)
    assert answer.json == {"n_acknowledged": 1}


def test_events_are_found_by_channel_and_words(client, editor, make):
    other = make.channel(make.source(make.project(editor.group)))
    mine = make.event(make.detector(editor.channel, name="Attic"))
    make.event(make.detector(other, name="Cellar"))

    def found(**query):
        page = client.get(f"{API}/events", query_string=query, headers=editor.headers).json
        return [e["id"] for e in page["results"]]

    assert found(channel_id=editor.channel.id) == [str(mine.id)]
    assert found(search="attic") == [str(mine.id)]
    assert len(found(kind="limit_high")) == 2
    assert found(start_us=mine.start_us + 1, end_us=mine.start_us + 2) == []


def test_withdrawn_events_are_left_out_unless_asked_for(client, editor, make):
    from core.clock import now

    make.event(make.detector(editor.channel), withdrawn_at=now())
    assert client.get(f"{API}/events", headers=editor.headers).json["count"] == 0
    assert client.get(f"{API}/events?withdrawn=true", headers=editor.headers).json["count"] == 1


def target(editor, **fields):
    values = {"group_id": str(editor.group.id), "name": "Fediverse", "kind": "mastodon"}
    return (
        values | {"settings": {"address": "https://social.example"}, "secrets": {"token": "very-secret-token"}} | fields
    )


def test_credentials_are_encrypted_and_never_shown(client, editor):
    made = client.post(f"{API}/post-targets", json=target(editor), headers=editor.headers)
    assert made.status_code == 201, made.json
    path = f"{API}/post-targets/{made.json['id']}"
    answers = [
        made,
        client.get(path, headers=editor.headers),
        client.get(f"{API}/post-targets", headers=editor.headers),
    ]
    assert made.json["secrets_set"] == ["token"]
    assert not any("very-secret-token" in answer.text for answer in answers)
    assert "very-secret-token" not in db.session.query(PostTarget).one().secrets


def test_credentials_stay_when_other_things_change(client, editor):
    made = client.post(f"{API}/post-targets", json=target(editor), headers=editor.headers).json
    path = f"{API}/post-targets/{made['id']}"
    live = client.patch(path, json={"is_live": True}, headers=editor.headers)
    assert (live.status_code, live.json["is_live"], live.json["secrets_set"]) == (200, True, ["token"])
    gone = client.patch(path, json={"secrets": {"token": ""}}, headers=editor.headers)
    assert gone.json["errors"][0]["code"] == "credentials-missing"


def test_a_station_whose_secret_changed_asks_for_credentials_again(app, client, editor, monkeypatch):
    made = client.post(f"{API}/post-targets", json=target(editor), headers=editor.headers).json
    path = f"{API}/post-targets/{made['id']}"
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret of the station, just as long")
    assert client.get(path, headers=editor.headers).json["secrets_set"] == []
    assert client.patch(path, json={"is_live": True}, headers=editor.headers).json["code"] == "secrets-unreadable"
    again = client.patch(path, json={"secrets": {"token": "entered anew"}}, headers=editor.headers)
    assert again.json["secrets_set"] == ["token"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"settings": {"address": "http://social.example"}}, "/settings/address"),
        ({"settings": {"address": "https://user:word@social.example"}}, "/settings/address"),
        ({"settings": {"adress": "https://social.example"}}, "/settings/adress"),
        ({"secrets": {"password": "x"}}, "/secrets/password"),
        ({"is_live": True, "secrets": {}}, "/is_live"),
        ({"templates": {"*": ["{__class__}"]}}, "/templates/*/0"),
        ({"templates": {"*": ["{peak.real}"]}}, "/templates/*/0"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone"),
    ],
)
def test_a_target_that_cannot_be_is_refused_by_field(client, editor, fields, pointer):
    answer = client.post(f"{API}/post-targets", json=target(editor, **fields), headers=editor.headers)
    assert answer.status_code == 422, answer.json
    assert answer.json["errors"][0]["pointer"] == pointer


def test_templates_are_tried_on_the_newest_events(client, editor, make):
    detector = make.detector(editor.channel, name="Attic")
    make.event(detector, measures={"rise_percent": 3.0})
    asked = {
        "kind": "x",
        "detector_id": str(detector.id),
        "templates": {"*": ["{detector}: +{rise_percent:.0f} %", "{nothing}"]},
    }
    found = client.post(f"{API}/post-targets/preview", json=asked, headers=editor.headers).json["results"]
    assert [(one["text"], one["length"], one["limit"]) for one in found] == [("Attic: +3 %", 11, 280)]
