"""Who may use the routes and rooms of accounts."""

from typing import Any
from uuid import uuid4

from blueprints.accounts.service import invitations, one_time
from core.access import Role
from core.db import db
from tests.architecture.access import Actor, Door, Needs, Room, World, one
from tests.factories.accounts import PASSWORD


def _account() -> dict[str, Any]:
    name = f"new{uuid4().hex[:8]}"
    return {"email": f"{name}@example.org", "username": name, "password": "otter moss lantern 7"}


def _group(w: World) -> Any:
    """A group with the world's people in their roles, owning nothing, so that it can be deleted."""
    group = w.make.group()
    for role in Role:
        w.make.member(group, role, user=w.people[Actor(role.value)])
    return group


def _invitation_token(w: World) -> str:
    return invitations.token_of(w.make.invitation(w.make.group()))


def _own_code(w: World) -> str:
    code = one_time.make_code(w.me.id)
    db.session.commit()
    return code


def _both_factors(w: World) -> dict[str, str]:
    return {"password": PASSWORD, "code": w.make.second_factor(w.me).code()}


def _guarded(w: World) -> Any:
    user = w.guest()
    w.make.second_factor(user)
    return user


DOORS = {
    "accounts.get_setup": Door(Needs.NOTHING),
    "accounts.post_setup": Door(Needs.NOTHING, body=lambda w: _account() | {"token": "x"}),
    "accounts.register": Door(Needs.NOTHING, body=lambda w: _account()),
    "accounts.login": Door(Needs.NOTHING, body=lambda w: {"login": "nobody", "password": "nothing at all"}),
    "accounts.send_code": Door(Needs.NOTHING, body=lambda w: {"email": "nobody@example.org"}),
    "accounts.verify_code": Door(Needs.NOTHING, body=lambda w: {"email": "nobody@example.org", "code": "000000"}),
    "accounts.show_second_factor": Door(Needs.NOTHING, body=lambda w: {"ticket": "x", "code": "000000"}),
    "accounts.forgot_password": Door(Needs.NOTHING, body=lambda w: {"email": "nobody@example.org"}),
    "accounts.reset_password": Door(Needs.NOTHING, body=lambda w: {"token": "x", "password": "otter moss lantern 7"}),
    "accounts.refresh": Door(Needs.NOTHING, body=lambda w: {"refresh_token": "x"}),
    "accounts.logout": Door(Needs.NOTHING, body=lambda w: {}),
    "accounts.logout_all": Door(Needs.SIGN_IN),
    "accounts.get_me": Door(Needs.SIGN_IN),
    "accounts.patch_me": Door(Needs.SIGN_IN, body=lambda w: {"bio": "Listens to bats."}),
    "accounts.patch_password": Door(
        Needs.SIGN_IN,
        body=lambda w: {"old_password": "hazel noctule over water", "new_password": "otter moss lantern 7"},
    ),
    "accounts.get_second_factor": Door(Needs.SIGN_IN),
    "accounts.begin_second_factor": Door(Needs.SIGN_IN, body=lambda w: {"password": PASSWORD}),
    "accounts.confirm_second_factor": Door(
        Needs.SIGN_IN, body=lambda w: {"code": w.make.second_factor(w.me, is_on=False).code()}
    ),
    "accounts.renew_recovery_codes": Door(Needs.SIGN_IN, body=_both_factors),
    "accounts.remove_second_factor": Door(Needs.SIGN_IN, body=_both_factors),
    "accounts.send_own_code": Door(Needs.SIGN_IN),
    "accounts.verify_own_email": Door(Needs.SIGN_IN, body=lambda w: {"code": _own_code(w)}),
    "accounts.list_audit": Door(Needs.OPERATOR),
    "accounts.list_people": Door(Needs.OPERATOR),
    "accounts.end_sessions": Door(Needs.OPERATOR, path=one(lambda w: w.guest()), has_missing=False),
    "accounts.take_second_factor": Door(Needs.OPERATOR, path=one(_guarded), has_missing=False),
    "accounts.get_closing": Door(Needs.SIGN_IN),
    "accounts.close_own_account": Door(
        Needs.SIGN_IN, body=lambda w: {"password": PASSWORD, "own_groups": "hand-over"}, also=(404, 409)
    ),
    "accounts.close_account": Door(
        Needs.OPERATOR, path=one(lambda w: w.make.user()), body=lambda w: {"own_groups": "delete"}, has_missing=False
    ),
    "accounts.list_sessions": Door(Needs.OWNER, shows=lambda w: str(w.make.session(w.me).id)),
    "accounts.delete_session": Door(Needs.OWNER, path=one(lambda w: w.make.session(w.me))),
    "accounts.list_keys": Door(Needs.OWNER, shows=lambda w: str(w.make.api_key(w.me).row.id)),
    "accounts.create_key": Door(Needs.SIGN_IN, body=lambda w: {"name": "Script", "scopes": ["read"]}),
    "accounts.delete_key": Door(Needs.OWNER, path=lambda w: {"id": w.make.api_key(w.me).row.id}),
    "accounts.list_notifications": Door(Needs.OWNER, shows=lambda w: str(w.make.notification(w.me).id)),
    "accounts.count_notifications": Door(Needs.SIGN_IN),
    "accounts.read_notification": Door(Needs.OWNER, path=one(lambda w: w.make.notification(w.me))),
    "accounts.read_all_notifications": Door(Needs.SIGN_IN),
    "accounts.list_groups": Door(Needs.VIEWER, shows=lambda w: str(w.group.id)),
    "accounts.create_group": Door(Needs.SIGN_IN, body=lambda w: {"name": "Bat lab"}),
    "accounts.read_group": Door(Needs.VIEWER, path=one(lambda w: w.group)),
    "accounts.patch_group": Door(Needs.ADMIN, path=one(lambda w: w.group), body=lambda w: {"name": "Bat lab"}),
    "accounts.delete_group": Door(Needs.ADMIN, path=one(_group)),
    "accounts.list_members": Door(Needs.VIEWER, path=one(lambda w: w.group)),
    "accounts.patch_member": Door(
        Needs.ADMIN,
        path=lambda w: {"id": w.group.id, "user_id": w.guest().id},
        body=lambda w: {"role": "editor"},
    ),
    "accounts.delete_member": Door(Needs.ADMIN, path=lambda w: {"id": w.group.id, "user_id": w.guest().id}),
    "accounts.list_invitations": Door(Needs.ADMIN, path=one(lambda w: w.group)),
    "accounts.create_invitation": Door(
        Needs.ADMIN, path=one(lambda w: w.group), body=lambda w: {"email": "guest@example.org", "role": "viewer"}
    ),
    "accounts.delete_invitation": Door(
        Needs.ADMIN, path=lambda w: {"id": w.group.id, "invitation_id": w.make.invitation(w.group).id}
    ),
    "accounts.list_own_invitations": Door(
        Needs.OWNER, shows=lambda w: str(w.make.invitation(w.make.group(), email=w.me.email).id)
    ),
    "accounts.accept_invitation": Door(Needs.SIGN_IN, body=lambda w: {"token": _invitation_token(w)}),
    "accounts.decline_invitation": Door(Needs.SIGN_IN, body=lambda w: {"token": _invitation_token(w)}),
}

ROOMS = {
    "user": Room(Needs.OWNER, key=lambda w: w.me.id),
    "group": Room(Needs.VIEWER, key=lambda w: w.group.id),
}
