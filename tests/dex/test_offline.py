"""Work done offline: taken once, merged field by field, conflicts told."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.dex.models import DexEntry
from core.db import db
from tests.factories import Factory


@pytest.fixture
def me(make: Factory) -> User:
    return make.user()


@pytest.fixture
def write(client: FlaskClient, auth: Any, me: User) -> Any:
    """`write(*writes)` sends what a device did; gives the results."""
    headers = auth(me)

    def send(*writes: dict[str, Any], key: str = "") -> Any:
        more = {"Idempotency-Key": key} if key else {}
        answer = client.post("/api/v1/dex/sync/writes", json={"writes": list(writes)}, headers=headers | more)
        return answer.json["results"]

    return send


def test_an_entry_made_offline_is_made_once(write: Any, make: Factory) -> None:
    one = {"op": "create", "client_id": "a", "fields": {"species_id": str(make.animal().id), "notes": "offline"}}
    first, again, replayed = write(one, key="k")[0], write(one)[0], write(one, key="k")[0]
    assert (first["state"], again["state"], replayed["state"]) == ("created", "unchanged", "created")
    assert db.session.query(DexEntry).count() == 1


def test_fields_nobody_else_changed_are_merged_and_the_others_reported(
    client: FlaskClient, auth: Any, write: Any, make: Factory, me: User
) -> None:
    entry = make.entry(me)
    path = f"/api/v1/dex/entries/{entry.id}"
    client.patch(path, json={"notes": "from the desk"}, headers=auth(me))
    fields = {"notes": "from the field", "is_favourite": True}
    found = write({"op": "change", "id": str(entry.id), "base_version": 1, "fields": fields})[0]
    assert found["state"] == "conflict"
    assert found["conflicts"] == [
        {
            "field": "notes",
            "yours": "from the field",
            "theirs": "from the desk",
            "changed_in_version": 2,
            "base_version": 1,
        }
    ]
    assert (found["entry"]["notes"], found["entry"]["is_favourite"]) == ("from the desk", True)
    forced = write({"op": "change", "id": str(entry.id), "base_version": 1, "overwrite": True, "fields": fields})[0]
    assert (forced["state"], forced["entry"]["notes"]) == ("changed", "from the field")


def test_the_same_change_made_twice_is_no_conflict(write: Any, make: Factory, me: User) -> None:
    one = {"op": "change", "id": str(make.entry(me).id), "base_version": 1, "fields": {"notes": "x"}}
    assert [write(one)[0]["state"] for _ in range(2)] == ["changed", "unchanged"]


def test_deleting_what_was_changed_meanwhile_is_a_conflict(
    client: FlaskClient, auth: Any, write: Any, make: Factory, me: User
) -> None:
    entry = make.entry(me)
    client.patch(f"/api/v1/dex/entries/{entry.id}", json={"notes": "look"}, headers=auth(me))
    found = write({"op": "delete", "id": str(entry.id), "base_version": 1})[0]
    assert (found["state"], [one["field"] for one in found["conflicts"]]) == ("conflict", ["notes"])
    assert write({"op": "delete", "id": str(entry.id), "base_version": 2})[0]["state"] == "deleted"
    changed = write({"op": "change", "id": str(entry.id), "base_version": 2, "fields": {"notes": "late"}})[0]
    assert [one["field"] for one in changed["conflicts"]] == ["deleted_at"]


def test_a_write_that_is_refused_takes_no_other_with_it(write: Any, make: Factory) -> None:
    good = {"op": "create", "client_id": "b", "fields": {"species_id": str(make.animal().id)}}
    bad = {"op": "create", "client_id": "c", "fields": {"scientific_name": "The animal is brown"}}
    without = {"op": "create", "client_id": "d"}
    strange = {"op": "delete", "id": str(make.entry().id)}
    found = write(bad, good, without, strange)
    assert [one["state"] for one in found] == ["refused", "created", "refused", "refused"]
    assert found[3]["problem"]["code"] == "not-found"
