"""The audit log as administrators of the station read it."""

from datetime import timedelta
from typing import Any

import pytest

from blueprints.accounts.models import AuditEntry
from blueprints.accounts.service import audit
from blueprints.accounts.service.sweep import sweep_expired
from core.clock import iso, now
from core.db import db

AUDIT = "/api/v1/audit"


@pytest.fixture
def operator(make: Any) -> Any:
    return make.user(is_operator=True)


@pytest.fixture
def find(client: Any, auth: Any, operator: Any) -> Any:
    """Actions found, newest first."""
    headers = auth(operator)

    def actions(**query: Any) -> list[str]:
        answer = client.get(AUDIT, query_string=query, headers=headers)
        assert answer.status_code == 200, answer.json
        return [row["action"] for row in answer.json["results"]]

    return actions


def test_an_entry_says_who_did_what_to_what_from_where(client: Any, auth: Any, operator: Any, make: Any) -> None:
    person = make.user()
    headers = auth(person)
    made = client.post("/api/v1/me/api-keys", json={"name": "Script", "scopes": ["read"]}, headers=headers).json
    row = client.get(f"{AUDIT}?action=api-key.created", headers=auth(operator)).json["results"][0]
    assert row["actor"]["id"] == str(person.id)
    assert (row["object_type"], row["object_id"]) == ("api-key", made["id"])
    assert row["address"] == "127.0.0.1"
    assert row["request_id"]
    assert row["details"] == {"name": "Script", "scopes": ["read"]}
    assert made["key"] not in str(row)


def test_a_failed_sign_in_is_recorded_without_the_password(client: Any, find: Any, make: Any) -> None:
    user = make.user()
    client.post("/api/v1/auth/login", json={"login": user.username, "password": "not this one at all"})
    assert find(action="login") == ["login.failed"]
    assert "not this one" not in str([row.details for row in db.session.query(AuditEntry)])


def test_entries_are_found_by_noun_person_object_time_and_text(find: Any, operator: Any, make: Any) -> None:
    person = make.user()
    audit.record("group.deleted", actor_id=person.id, object_id=person.id, group_id=person.personal_group_id)
    audit.record("grouping.done", actor_id=operator.id)
    db.session.commit()
    assert find(action="group") == ["group.deleted"]
    assert find(actor_id=str(person.id)) == ["group.deleted"]
    assert find(object_id=str(person.id)) == ["group.deleted"]
    assert find(group_id=str(person.personal_group_id)) == ["group.deleted"]
    assert find(search="grouping") == ["grouping.done"]
    assert find(after=iso(now() + timedelta(hours=1))) == []
    assert "group.deleted" in find(before=iso(now() + timedelta(hours=1)))


def test_entries_outlive_the_account_they_name(find: Any, client: Any, auth: Any, operator: Any) -> None:
    from uuid import uuid4

    audit.record("user.created", actor_id=uuid4())
    db.session.commit()
    rows = client.get(f"{AUDIT}?action=user.created", headers=auth(operator)).json["results"]
    assert [row["actor"] for row in rows] == [None]


def test_people_who_do_not_administer_the_station_do_not_see_it(client: Any, auth: Any, make: Any) -> None:
    assert client.get(AUDIT, headers=auth(make.user())).status_code == 403
    assert client.get(AUDIT).status_code == 401


def test_no_entry_can_be_changed_or_removed_over_the_api(client: Any, auth: Any, operator: Any) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.open(AUDIT, method=method, headers=auth(operator)).status_code == 405


def test_old_entries_are_forgotten(app: Any) -> None:
    audit.record("session.started")
    audit.record("session.ended")
    db.session.flush()
    old = db.session.query(AuditEntry).filter_by(action="session.started").one()
    old.at = now() - timedelta(days=app.config["SETTINGS"].audit_days + 1)
    db.session.commit()
    sweep_expired()
    assert [row.action for row in db.session.query(AuditEntry)] == ["session.ended"]
