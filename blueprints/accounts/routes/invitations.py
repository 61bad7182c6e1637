"""Invitations into groups and their answers."""

from flask import Response, jsonify

from blueprints.accounts.models import Invitation
from blueprints.accounts.policy import get_group
from blueprints.accounts.routes.area import api
from blueprints.accounts.schemas import (
    GroupView,
    InvitationBody,
    InvitationPage,
    InvitationPath,
    NewInvitationView,
    OwnInvitationPage,
    TokenBody,
)
from blueprints.accounts.service import groups, invitations, users
from blueprints.accounts.shapes import shape_group, shape_invitation, shape_own_invitation
from core.access import Role, principal
from core.api import IdPath, created, no_content
from core.db import db
from core.documents import NOTHING
from core.idempotency import shown_once
from core.paging import Ordering, PageQuery, moment, paginate

ORDERINGS = {
    "email": Ordering(Invitation.email.expression),
    "created_at": Ordering(Invitation.created_at.expression, moment),
}


@api.get("/groups/<id>/invitations", responses={200: InvitationPage})
def list_invitations(path: IdPath, query: PageQuery) -> Response:
    """Invitations of a group that wait for an answer"""
    group = get_group(principal(), path.id, Role.ADMIN)
    rows = invitations.list_open(group.id)
    page = paginate(rows, query, key=Invitation.id.expression, orderings=ORDERINGS, default="-created_at")
    return jsonify(page.shape(shape_invitation))


@api.post("/groups/<id>/invitations", responses={201: NewInvitationView})
@shown_once
def create_invitation(path: IdPath, body: InvitationBody) -> Response:
    """Invite an address; `link` is what the message holds, to be passed on by hand where mail is not set up"""
    group = get_group(principal(), path.id, Role.ADMIN)
    invitation = invitations.invite(group, users.get_user(principal().user_id), email=body.email, role=body.role)
    shaped = shape_invitation(invitation) | {"link": invitations.link_of(invitation)}
    db.session.commit()
    return created(shaped, f"/api/v1/groups/{path.id}/invitations/{shaped['id']}")


@api.delete("/groups/<id>/invitations/<invitation_id>", responses={204: NOTHING})
def delete_invitation(path: InvitationPath) -> Response:
    """Withdraw an invitation"""
    group = get_group(principal(), path.id, Role.ADMIN)
    invitations.withdraw(group.id, path.invitation_id)
    db.session.commit()
    return no_content()


@api.get("/me/invitations", responses={200: OwnInvitationPage})
def list_own_invitations(query: PageQuery) -> Response:
    """Invitations to your address, once it is shown to be yours, each with the token that answers it"""
    rows = invitations.list_for(users.get_user(principal().user_id))
    page = paginate(rows, query, key=Invitation.id.expression, orderings=ORDERINGS, default="-created_at")
    return jsonify(page.shape(shape_own_invitation))


@api.post("/invitations/accept", responses={200: GroupView})
def accept_invitation(body: TokenBody) -> Response:
    """Become a member of the group"""
    member = invitations.accept(users.get_user(principal().user_id), body.token)
    db.session.commit()
    group = invitations.group_of(member)
    return jsonify(shape_group(group, member.role, is_personal=groups.is_personal(group.id)))


@api.post("/invitations/decline", responses={204: NOTHING})
def decline_invitation(body: TokenBody) -> Response:
    """Turn an invitation down"""
    invitations.decline(body.token)
    db.session.commit()
    return no_content()
