"""Sockets: what a person may no longer hear ends while they are connected."""

import pytest

from blueprints.accounts.models import LoginSession, Membership
from core import sockets
from core.access import Role
from core.authentication import read_token
from core.db import db
from core.realtime import emit
from tests.architecture.sockets import connected, serving


@pytest.fixture
def member(make):
    """A member of a group, with their token."""
    group = make.group()
    user = make.member(group, Role.VIEWER)
    token = make.headers(user)["Authorization"].removeprefix("Bearer ")
    return user, group, token


def hears(client, group) -> bool:
    emit("job.state", f"group:{group.id}", {"id": "x"})
    try:
        return client.receive(timeout=1)[0] == "job.state"
    except Exception:  # noqa: BLE001 (the client's own timeout error)
        return False


def test_a_removed_member_is_sent_out_of_the_groups_room(app, member):
    user, group, token = member
    with serving(app) as address, connected(address, token) as client:
        assert client.call("join", {"room": f"group:{group.id}"})["ok"]
        assert hears(client, group)
        db.session.query(Membership).filter_by(user_id=user.id, group_id=group.id).delete()
        db.session.commit()
        sockets.recheck()
        assert not hears(client, group)


def test_a_member_stays_in_the_room(app, member):
    _, group, token = member
    with serving(app) as address, connected(address, token) as client:
        client.call("join", {"room": f"group:{group.id}"})
        sockets.recheck()
        assert hears(client, group)


def test_a_revoked_session_is_disconnected(app, member):
    _, group, token = member
    with serving(app) as address, connected(address, token) as client:
        client.call("join", {"room": f"group:{group.id}"})
        session_id = read_token(token).principal.session_id
        db.session.query(LoginSession).filter_by(id=session_id).delete()
        db.session.commit()
        sockets.recheck()
        assert not hears(client, group)
