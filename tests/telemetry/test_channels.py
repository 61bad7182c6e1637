"""Channels over HTTP: lists with newest readings, changes, the catalogue."""

import io

import pytest

from blueprints.telemetry.models import Channel, LimitStatus
from blueprints.telemetry.store import Row
from core.access import Role
from core.db import db

NOON = 1_539_345_600_000_000
API = "/api/v1/telemetry"


@pytest.fixture
def source(make, editor):
    group = make.group()
    make.member(group, Role.EDITOR, user=editor)
    return make.source(make.project(group))


@pytest.fixture
def editor(make):
    return make.user()


@pytest.fixture
def get(client, auth, editor):
    def ask(path, status=200):
        answer = client.get(f"{API}{path}", headers=auth(editor))
        assert answer.status_code == status, answer.text
        return answer

    return ask


def test_the_list_shows_the_newest_reading_and_finds_by_text(get, make, source, readings):
    tank = make.channel(source, public_id="NODE3000005", name="Urine tank", unit="%")
    make.channel(source, public_id="USLAB000058")
    readings.append([Row(tank.id, NOON, 12.0, None, NOON), Row(tank.id, NOON + 10**6, 13.0, None, NOON)])
    rows = get("/channels?search=urine").json["results"]
    assert [row["public_id"] for row in rows] == ["NODE3000005"]
    assert rows[0]["latest"]["value"] == 13.0
    assert rows[0]["latest"]["at_us"] == NOON + 10**6


def test_all_newest_readings_come_in_one_answer(get, make, source, readings):
    rows = [make.channel(source) for _ in range(3)]
    readings.append([Row(rows[0].id, NOON, 1.0, None, NOON), Row(rows[1].id, NOON, None, "open", NOON)])
    found = get(f"/latest?source_id={source.id}").json
    assert found["count"] == 3
    assert [row[found["columns"].index("value")] for row in found["rows"]] == [1.0, "open", None]


def test_a_list_of_many_channels_asks_the_same_number_of_statements(get, make, source, readings, count_queries):
    make.channel(source)
    with count_queries() as few:
        get("/channels")
    for _ in range(10):
        make.channel(source)
    with count_queries() as many:
        get("/channels")
    assert len(many) == len(few)


def test_limits_must_be_in_order(client, auth, editor, make, source):
    row = make.channel(source)
    answer = client.patch(
        f"{API}/channels/{row.id}", headers=auth(editor), json={"limits": {"warning_low": 5, "alarm_low": 7}}
    )
    assert answer.status_code == 422


def test_limits_with_hysteresis_and_context_are_followed(make, source, ingest, readings):
    mode = make.channel(source, public_id="mode")
    row = make.channel(
        source,
        public_id="tank",
        limits={
            "warning_high": 70, "alarm_high": 90, "hysteresis": 5,
            "context": {"channel_id": mode.id, "op": "=", "value": 16},
        },
    )  # fmt: skip

    def feed(second, **values):
        from blueprints.telemetry.ingest.pipeline import Delivery
        from processing.telemetry.messages import Message

        messages = [Message(name, NOON + second * 10**6, float(v)) for name, v in values.items()]
        ingest.pipeline.store([], [Delivery(source.id, messages, NOON + second * 10**6, f"t/{second}")])
        db.session.expire_all()
        found = db.session.get(LimitStatus, row.id)
        return found and str(found.state)

    ingest.pipeline.catalogue.refresh(is_urgent=True)
    assert feed(0, mode=2, tank=95) is None
    assert feed(1, mode=16, tank=95) == "alarm-high"
    assert feed(2, tank=86) == "alarm-high"
    assert feed(3, tank=85) == "warning-high"
    assert feed(4, tank=66) == "warning-high"
    assert feed(3, tank=99) == "warning-high"
    assert feed(5, tank=65) == "ok"


def test_a_catalogue_goes_out_and_comes_back(client, auth, editor, get, make, source):
    make.channel(
        source, public_id="A", unit="K", limits={"warning_low": 1.5}, value_texts={"0": "off"}, kind="discrete"
    )
    text = get(f"/catalogue?source_id={source.id}").text
    db.session.execute(db.delete(Channel))
    db.session.commit()

    def send(body):
        data = {"source_id": str(source.id), "file": (io.BytesIO(body.encode()), "channels.csv")}
        return client.post(f"{API}/catalogue", headers=auth(editor), data=data)

    assert send(text).json["n_created"] == 1
    row = db.session.scalars(db.select(Channel)).one()
    assert (row.unit, row.limits, row.value_texts, row.kind) == ("K", {"warning_low": 1.5}, {"0": "off"}, "discrete")
    assert send(text).json["n_unchanged"] == 1
    broken = send("public_id,kind\nB,sideways\n\nC,text\n").json
    assert (broken["n_created"], len(broken["problems"])) == (1, 1)
    assert send("nothing\n1\n").status_code == 422


def test_deleting_a_channel_takes_its_readings_along(client, auth, make, source, readings):
    admin = make.user()
    make.member(db.session.get(type(make.group()), source.group_id), Role.ADMIN, user=admin)
    row = make.channel(source)
    readings.append([Row(row.id, NOON, 1.0, None, NOON)])
    assert client.delete(f"{API}/channels/{row.id}", headers=auth(admin)).status_code == 204
    assert readings.latest() == {}
