"""The station at a glance."""

import pytest
from sqlalchemy import update

from blueprints.accounts.models import User
from core.db import db
from core.jobs.kinds import JobState
from core.jobs.models import Job

STATUS = "/api/v1/status"


@pytest.fixture
def person(make):
    return make.user()


@pytest.fixture
def operator(make):
    user = make.user()
    db.session.execute(update(User).where(User.id == user.id).values(is_operator=True))
    db.session.commit()
    return user


def test_a_signed_in_person_sees_parts_queues_and_disks(client, auth, person, migrated):
    body = client.get(STATUS, headers=auth(person)).json
    assert body["ok"] is True
    assert [part["name"] for part in body["parts"]] == ["database", "redis", "storage", "migrations"]
    assert all(part["ok"] and part["ms"] >= 0 for part in body["parts"])
    assert [queue["name"] for queue in body["queues"]] == ["short", "net", "audio", "train"]
    assert {disk["name"] for disk in body["disks"]} == {"data", "uploads"}
    assert all(0 < disk["free_bytes"] <= disk["total_bytes"] for disk in body["disks"])
    assert body["version"]


def test_queues_are_counted_by_their_rows(client, auth, person, make):
    group_id = person.personal_group_id
    for state, queue in ((JobState.QUEUED, "audio"), (JobState.QUEUED, "audio"), (JobState.RUNNING, "audio"),
                         (JobState.SUCCEEDED, "audio"), (JobState.QUEUED, "short")):  # fmt: skip
        db.session.add(Job(kind="x", title="x", queue=queue, state=state, group_id=group_id))
    db.session.commit()
    queues = {queue["name"]: queue for queue in client.get(STATUS, headers=auth(person)).json["queues"]}
    assert (queues["audio"]["queued"], queues["audio"]["running"]) == (2, 1)
    assert (queues["short"]["queued"], queues["train"]["queued"]) == (1, 0)


def test_causes_are_shown_to_operators_alone(client, auth, person, operator, app, monkeypatch):
    headers, operators = auth(person), auth(operator)
    monkeypatch.setattr(app.config["SETTINGS"], "redis_url", "redis://127.0.0.1:1")

    def redis_part(who):
        body = client.get(STATUS, headers=who).json
        assert body["ok"] is False
        return next(part for part in body["parts"] if part["name"] == "redis")

    assert redis_part(headers)["detail"] is None
    assert "127.0.0.1" in redis_part(operators)["detail"]


def test_active_people_are_counted(client, auth, person, operator):
    for user in (person, operator, person):
        body = client.get(STATUS, headers=auth(user)).json
    assert body["active_people"] >= 1


def test_anonymous_sees_nothing(client):
    assert client.get(STATUS).status_code == 401
