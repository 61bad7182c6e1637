"""Groups and their members."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from blueprints.accounts.models import Membership
from core.access import Role
from core.db import db
from tests.factories import Factory
from tests.queries import recorded_queries

GROUPS = "/api/v1/groups"


def test_the_maker_of_a_group_is_its_administrator(client: FlaskClient, make: Factory, auth) -> None:
    headers = auth(make.user())
    answer = client.post(GROUPS, headers=headers, json={"name": "Bat lab", "description": "Bats."})
    assert answer.status_code == 201
    assert (answer.json["role"], answer.json["is_personal"]) == ("admin", False)
    assert answer.headers["Location"] == f"{GROUPS}/{answer.json['id']}"
    assert client.get(answer.headers["Location"], headers=headers).json == answer.json


def test_groups_are_listed_by_name_and_found_by_search(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user(username="ada")
    for name in ("Owls", "bats", "100%"):
        make.member(make.group(name=name), Role.VIEWER, user=user)
    headers = auth(user)
    names = [row["name"] for row in client.get(GROUPS, headers=headers).json["results"]]
    assert names == ["100%", "ada (personal)", "bats", "Owls"]
    assert [r["name"] for r in client.get(f"{GROUPS}?search=OWL", headers=headers).json["results"]] == ["Owls"]
    assert [r["name"] for r in client.get(f"{GROUPS}?search=%25", headers=headers).json["results"]] == ["100%"]
    assert client.get(f"{GROUPS}?ordering=secret", headers=headers).status_code == 422


def test_a_group_is_renamed_only_by_who_read_the_present_version(client: FlaskClient, make: Factory, auth) -> None:
    admin = make.user()
    address = f"{GROUPS}/{make.group(admin=admin).id}"
    headers = auth(admin)
    tag = client.get(address, headers=headers).headers["ETag"]
    first = client.patch(address, headers=headers | {"If-Match": tag}, json={"name": "Bats"})
    assert (first.status_code, first.json["name"]) == (200, "Bats")
    assert first.headers["ETag"] != tag
    late = client.patch(address, headers=headers | {"If-Match": tag}, json={"name": "Owls"})
    assert (late.status_code, late.json["code"]) == (412, "version-conflict")
    assert client.get(address, headers=headers).json["name"] == "Bats"


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": " "}, {"name": "x" * 101}, {"name": "a\nb"}])
def test_a_group_with_a_wrong_name_is_refused(client: FlaskClient, make: Factory, auth, body: dict) -> None:
    assert client.post(GROUPS, headers=auth(make.user()), json=body).status_code == 422


def test_an_empty_group_is_removed(client: FlaskClient, make: Factory, auth) -> None:
    admin = make.user()
    address = f"{GROUPS}/{make.group(admin=admin).id}"
    headers = auth(admin)
    assert client.delete(address, headers=headers).status_code == 204
    assert client.get(address, headers=headers).status_code == 404


def test_a_group_that_owns_work_stays(client: FlaskClient, make: Factory, auth) -> None:
    admin = make.user()
    group = make.group(admin=admin)
    make.project(group)
    answer = client.delete(f"{GROUPS}/{group.id}", headers=auth(admin))
    assert (answer.status_code, answer.json["code"]) == (409, "group-not-empty")


def test_a_personal_group_stays(client: FlaskClient, make: Factory, auth) -> None:
    user = make.user()
    headers = auth(user)
    answer = client.delete(f"{GROUPS}/{user.personal_group_id}", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (409, "personal-group")
    leave = client.delete(f"{GROUPS}/{user.personal_group_id}/members/{user.id}", headers=headers)
    assert (leave.status_code, leave.json["code"]) == (409, "personal-group")


def test_members_are_listed_in_as_many_queries_however_many_they_are(client: FlaskClient, make: Factory, auth) -> None:
    group = make.group()
    people = [make.member(group, Role.EDITOR) for _ in range(5)]
    headers, address = auth(people[0]), f"{GROUPS}/{group.id}/members"
    with recorded_queries() as statements:
        listed = client.get(address, headers=headers).json
    assert listed["count"] == 6
    assert {"user", "role", "created_at"} == set(listed["results"][0])
    assert "email" not in listed["results"][0]["user"]
    # One reads the token, one the group, one counts, one reads the page.
    assert len(statements) == 4, statements


def test_a_role_is_changed_and_counts_at_once(client: FlaskClient, make: Factory, auth) -> None:
    admin = make.user()
    group = make.group(admin=admin)
    viewer = make.member(group, Role.VIEWER)
    own = auth(viewer)
    body = {"group_id": str(group.id), "name": "Hedgerows"}
    assert client.post("/api/v1/projects", headers=own, json=body).status_code == 403
    changed = client.patch(f"{GROUPS}/{group.id}/members/{viewer.id}", headers=auth(admin), json={"role": "editor"})
    assert changed.json["role"] == "editor"
    assert client.post("/api/v1/projects", headers=own, json=body).status_code == 201


def test_an_unknown_role_is_refused(client: FlaskClient, make: Factory, auth) -> None:
    admin = make.user()
    group = make.group(admin=admin)
    answer = client.patch(f"{GROUPS}/{group.id}/members/{admin.id}", headers=auth(admin), json={"role": "owner"})
    assert answer.status_code == 422


def test_a_removed_member_is_a_stranger_at_once(client: FlaskClient, make: Factory, auth) -> None:
    admin = make.user()
    group = make.group(admin=admin)
    member = make.member(group, Role.EDITOR)
    member.active_group_id = group.id
    db.session.commit()
    own = auth(member)
    assert client.delete(f"{GROUPS}/{group.id}/members/{member.id}", headers=auth(admin)).status_code == 204
    assert client.get(f"{GROUPS}/{group.id}", headers=own).status_code == 404
    me = client.get("/api/v1/me", headers=own).json
    assert me["active_group_id"] == str(member.personal_group_id)


def test_a_member_leaves_a_group(client: FlaskClient, make: Factory, auth) -> None:
    group = make.group()
    member = make.member(group, Role.VIEWER)
    headers = auth(member)
    assert client.delete(f"{GROUPS}/{group.id}/members/{member.id}", headers=headers).status_code == 204
    assert client.get(f"{GROUPS}/{group.id}", headers=headers).status_code == 404


def test_the_last_administrator_neither_leaves_nor_steps_down(client: FlaskClient, make: Factory, auth) -> None:
    admin = make.user()
    group = make.group(admin=admin)
    make.member(group, Role.EDITOR)
    headers, address = auth(admin), f"{GROUPS}/{group.id}/members/{admin.id}"
    left = client.delete(address, headers=headers)
    stepped = client.patch(address, headers=headers, json={"role": "viewer"})
    assert [(a.status_code, a.json["code"]) for a in (left, stepped)] == [(409, "last-admin")] * 2


def test_two_administrators_who_leave_at_once_leave_one_behind(app: Flask, make: Factory) -> None:
    first, second = make.user(), make.user()
    group = make.group(admin=first)
    make.member(group, Role.ADMIN, user=second)
    statuses: list[int] = []

    def leave(address: str, headers: dict[str, str]) -> None:
        statuses.append(app.test_client().delete(address, headers=headers).status_code)

    requests = [(f"{GROUPS}/{group.id}/members/{user.id}", make.headers(user)) for user in (first, second)]
    threads = [threading.Thread(target=leave, args=request) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    admins = select(func.count()).where(Membership.group_id == group.id, Membership.role == "admin")
    assert sorted(statuses) == [204, 409]
    assert db.session.scalar(admins) == 1
