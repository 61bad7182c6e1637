"""Invitations into groups."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from blueprints.accounts.models import Group, Invitation, User
from blueprints.accounts.service import invitations
from core.access import Role
from core.clock import now
from core.db import db
from tests.accounts.mailbox import Mailbox
from tests.factories import Factory


@pytest.fixture
def admin(make: Factory) -> User:
    return make.user(username="ada")


@pytest.fixture
def group(make: Factory, admin: User) -> Group:
    return make.group(admin=admin, name="Bat lab")


def _address(group: Group) -> str:
    return f"/api/v1/groups/{group.id}/invitations"


def test_an_invited_person_accepts_by_the_mailed_link(
    client: FlaskClient, make: Factory, auth, admin: User, group: Group, mailbox: Mailbox
) -> None:
    sent = client.post(_address(group), headers=auth(admin), json={"email": "Bob@Example.org", "role": "editor"})
    assert sent.status_code == 201
    assert mailbox.messages()[0]["To"] == "bob@example.org"
    assert "Bat lab" in mailbox.texts()[0]
    bob = make.user(username="bob")
    accepted = client.post("/api/v1/invitations/accept", headers=auth(bob), json={"token": mailbox.token()})
    assert (accepted.json["id"], accepted.json["role"]) == (str(group.id), "editor")
    assert client.get(f"/api/v1/groups/{group.id}", headers=auth(bob)).status_code == 200


def test_an_invitation_works_once(client: FlaskClient, make: Factory, auth, group: Group) -> None:
    token = invitations.token_of(make.invitation(group))
    first = client.post("/api/v1/invitations/accept", headers=auth(make.user()), json={"token": token})
    second = client.post("/api/v1/invitations/accept", headers=auth(make.user()), json={"token": token})
    assert (first.status_code, second.status_code, second.json["code"]) == (200, 400, "link-invalid")


def test_a_declined_invitation_cannot_be_accepted(client: FlaskClient, make: Factory, auth, group: Group) -> None:
    token = invitations.token_of(make.invitation(group))
    headers = auth(make.user())
    assert client.post("/api/v1/invitations/decline", headers=headers, json={"token": token}).status_code == 204
    assert client.post("/api/v1/invitations/accept", headers=headers, json={"token": token}).status_code == 400


def test_an_invitation_lives_seven_days(client: FlaskClient, make: Factory, auth, admin: User, group: Group) -> None:
    sent = client.post(_address(group), headers=auth(admin), json={"email": "bob@example.org"}).json
    row = db.session.scalars(db.select(Invitation)).one()
    assert timedelta(days=6, hours=23) < row.expires_at - now() <= timedelta(days=7)
    db.session.execute(update(Invitation).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()
    token = sent["link"].partition("token=")[2]
    answer = client.post("/api/v1/invitations/accept", headers=auth(make.user()), json={"token": token})
    assert (answer.status_code, answer.json["code"]) == (400, "link-invalid")
    assert client.get(_address(group), headers=auth(admin)).json["count"] == 0


@pytest.mark.parametrize("token", ["nonsense", "a.b", "ImFiYyI.x"])
def test_a_forged_invitation_is_refused(client: FlaskClient, make: Factory, auth, token: str) -> None:
    answer = client.post("/api/v1/invitations/accept", headers=auth(make.user()), json={"token": token})
    assert (answer.status_code, answer.json["code"]) == (400, "link-invalid")


def test_a_person_sees_the_invitations_to_their_address(client: FlaskClient, make: Factory, auth, group: Group) -> None:
    bob = make.user(username="bob")
    make.invitation(group, email=bob.email)
    make.invitation(group)
    listed = client.get("/api/v1/me/invitations", headers=auth(bob)).json
    assert [row["group"]["name"] for row in listed["results"]] == ["Bat lab"]
    token = listed["results"][0]["token"]
    accepted = client.post("/api/v1/invitations/accept", headers=auth(bob), json={"token": token})
    assert accepted.status_code == 200
    assert client.get("/api/v1/me/invitations", headers=auth(bob)).json["count"] == 0


def test_who_only_claims_an_address_sees_no_invitations_to_it(
    client: FlaskClient, make: Factory, auth, group: Group
) -> None:
    pretender = make.user(username="bob", is_verified=False)
    make.invitation(group, email=pretender.email)
    assert client.get("/api/v1/me/invitations", headers=auth(pretender)).json["count"] == 0


def test_a_member_with_an_account_is_told_in_the_page(
    client: FlaskClient, make: Factory, auth, admin: User, group: Group, mailbox: Mailbox
) -> None:
    bob = make.user(username="bob")
    client.post(_address(group), headers=auth(admin), json={"email": bob.email})
    told = client.get("/api/v1/me/notifications", headers=auth(bob)).json["results"]
    assert [(row["kind"], row["title"]) for row in told] == [("invitation", "Ada invites you to Bat lab")]
    assert len(mailbox.messages()) == 1


def test_a_member_is_not_invited_again(client: FlaskClient, make: Factory, auth, admin: User, group: Group) -> None:
    member = make.member(group, Role.VIEWER)
    answer = client.post(_address(group), headers=auth(admin), json={"email": member.email})
    assert (answer.status_code, answer.json["code"]) == (409, "already-member")


def test_a_second_invitation_replaces_the_first(
    client: FlaskClient, make: Factory, auth, admin: User, group: Group
) -> None:
    headers = auth(admin)
    first = client.post(_address(group), headers=headers, json={"email": "bob@example.org"}).json
    client.post(_address(group), headers=headers, json={"email": "bob@example.org", "role": "editor"})
    listed = client.get(_address(group), headers=headers).json["results"]
    assert [row["role"] for row in listed] == ["editor"]
    old = {"token": first["link"].partition("token=")[2]}
    assert client.post("/api/v1/invitations/accept", headers=auth(make.user()), json=old).status_code == 400


def test_a_withdrawn_invitation_is_void(client: FlaskClient, make: Factory, auth, admin: User, group: Group) -> None:
    row = make.invitation(group)
    token = invitations.token_of(row)
    headers = auth(admin)
    assert client.delete(f"{_address(group)}/{row.id}", headers=headers).status_code == 204
    assert client.delete(f"{_address(group)}/{row.id}", headers=headers).status_code == 404
    assert (
        client.post("/api/v1/invitations/accept", headers=auth(make.user()), json={"token": token}).status_code == 400
    )


def test_accepting_never_lowers_a_role(client: FlaskClient, make: Factory, auth, admin: User, group: Group) -> None:
    token = invitations.token_of(make.invitation(group, role=Role.VIEWER))
    client.post("/api/v1/invitations/accept", headers=auth(admin), json={"token": token})
    assert client.get(f"/api/v1/groups/{group.id}", headers=auth(admin)).json["role"] == "admin"


@pytest.mark.parametrize("body", [{}, {"email": "nobody"}, {"email": "a@b.c", "role": "owner"}])
def test_a_malformed_invitation_is_refused(client: FlaskClient, auth, admin: User, group: Group, body: dict) -> None:
    assert client.post(_address(group), headers=auth(admin), json=body).status_code == 422
