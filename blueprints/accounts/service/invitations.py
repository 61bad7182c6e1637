"""Invitations into a group: sent by mail as a signed link, answered by a signed-in person."""

from datetime import timedelta
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import joinedload

from blueprints.accounts.models import Group, Invitation, Membership, User
from blueprints.accounts.service import audit
from blueprints.accounts.service.groups import add_member
from blueprints.accounts.service.notifications import NotificationKind, notify
from blueprints.accounts.service.users import find_user
from core.access import Role
from core.clock import now
from core.config import Settings
from core.db import db
from core.errors import AppError, conflict, not_found
from core.mail import Mail, post
from core.transactions import rows_changed

LIFE = timedelta(days=7)
"""How long an invitation can be answered (platform.md, section 2)."""

INVITATION_TEXT = """Hello,

{inviter} invites you to the group "{group}" on Fieldstation, as {role}. Answer here, within 7 days:

    {link}
"""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="invitation")


def token_of(invitation: Invitation) -> str:
    """The secret of an invitation's link: its id, signed, so that nothing secret is stored."""
    return str(_signer().dumps(invitation.id.hex))


def link_of(invitation: Invitation) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.base_url}/invitation?token={token_of(invitation)}"


def _open() -> Select[Invitation]:
    return (
        select(Invitation)
        .where(Invitation.accepted_at.is_(None), Invitation.declined_at.is_(None), Invitation.expires_at > now())
        .options(joinedload(Invitation.group), joinedload(Invitation.invited_by))
    )


def list_open(group_id: UUID) -> Select[Invitation]:
    """Invitations of a group that wait for an answer."""
    return _open().where(Invitation.group_id == group_id)


def list_for(user: User) -> Select[Invitation]:
    """Invitations to a person's address; none until the person has shown that the address is theirs."""
    mine = Invitation.email == user.email if user.email_verified_at is not None else Invitation.id.is_(None)
    return _open().where(mine)


def invite(group: Group, inviter: User, *, email: str, role: Role) -> Invitation:
    """Offer an address a place in a group; a new invitation replaces an open one to the same address.

    Raises AppError 409 `already-member`.
    """
    email = email.lower()
    invited = find_user(email)
    if invited is not None and db.session.get(Membership, (group.id, invited.id)) is not None:
        raise conflict("already-member", "This person is a member of the group already.")
    old = list_open(group.id).where(Invitation.email == email).with_only_columns(Invitation.id).options()
    db.session.execute(delete(Invitation).where(Invitation.id.in_(old)))
    invitation = Invitation(
        group_id=group.id, group=group, email=email, role=role,
        invited_by_id=inviter.id, invited_by=inviter, expires_at=now() + LIFE,
    )  # fmt: skip
    db.session.add(invitation)
    db.session.flush()
    _announce(invitation, invited)
    audit.record("invitation.sent", object_type="invitation", object_id=invitation.id, group_id=group.id, role=role)
    return invitation


def _announce(invitation: Invitation, invited: User | None) -> None:
    inviter = invitation.invited_by.display_name if invitation.invited_by else "Someone"
    group, link = invitation.group.name, link_of(invitation)
    text = INVITATION_TEXT.format(inviter=inviter, group=group, role=invitation.role, link=link)
    post(Mail(invitation.email, f"Invitation to {group}".replace("\n", " "), text))
    if invited is not None and invited.email_verified_at is not None:
        notify(
            invited.id,
            NotificationKind.INVITATION,
            f"{inviter} invites you to {group}"[:200],
            f"As {invitation.role}. Accept or decline.",
            "/invitations",
            is_mailed=False,
        )


def withdraw(group_id: UUID, invitation_id: UUID) -> None:
    invitation = db.session.scalar(list_open(group_id).where(Invitation.id == invitation_id))
    if invitation is None:
        raise not_found("invitation")
    db.session.delete(invitation)
    audit.record("invitation.withdrawn", object_type="invitation", object_id=invitation_id, group_id=group_id)


def read(token: str) -> Invitation:
    """The open invitation behind a link. Raises AppError 400 `link-invalid`."""
    try:
        key = UUID(_signer().loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError) as exc:
        raise _stale() from exc
    invitation = db.session.scalar(_open().where(Invitation.id == key))
    if invitation is None:
        raise _stale()
    return invitation


def _stale() -> AppError:
    return AppError(400, "link-invalid", "This invitation was answered, withdrawn or is too old. Ask for a new one.")


def accept(user: User, token: str) -> Membership:
    """Become a member; whoever holds the link may, so that people can use the account they have."""
    invitation = read(token)
    _answer(invitation, "accepted_at")
    audit.record("invitation.accepted", object_type="invitation", object_id=invitation.id, group_id=invitation.group_id)
    return add_member(invitation.group_id, user.id, Role(invitation.role))


def group_of(member: Membership) -> Group:
    return db.session.scalars(select(Group).where(Group.id == member.group_id)).one()


def decline(token: str) -> None:
    invitation = read(token)
    _answer(invitation, "declined_at")
    audit.record("invitation.declined", object_type="invitation", object_id=invitation.id, group_id=invitation.group_id)


def _answer(invitation: Invitation, column: str) -> None:
    """Note the answer once, whoever else answers at the same moment."""
    found = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id)
        .where(Invitation.accepted_at.is_(None), Invitation.declined_at.is_(None))
        .values({column: now()})
        .execution_options(synchronize_session=False)
    )
    if rows_changed(found) != 1:
        raise _stale()


def sweep_invitations() -> int:
    """Remove invitations nobody can answer any more; returns how many."""
    return rows_changed(db.session.execute(delete(Invitation).where(Invitation.expires_at < now() - LIFE)))
