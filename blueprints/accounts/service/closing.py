"""Closing an account: what it leaves to whom, and what goes with it."""

import secrets
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, select
from sqlalchemy.orm import aliased

from blueprints.accounts.models import Group, Membership, User
from blueprints.accounts.service import audit, second_factor
from blueprints.accounts.service.emptying import empty_group, remove_own
from blueprints.accounts.service.users import FRIEND_ALPHABET, FRIEND_CODE_LENGTH, prove
from core.access import Role
from core.db import db
from core.errors import AppError, FieldError, conflict, not_found
from core.mail import Mail, post

FORMER = "A former member"
"""How who has gone is called beside what they made."""

NO_PASSWORD = "closed"  # noqa: S105 (no hash begins so: no password fits)

CLOSED_TEXT = """Hello {name},

your account on Fieldstation was closed. What you made in groups stays there, without your name. Nothing else of you is
kept, and nobody can sign in with it any more. If you did not ask for this, write to whoever runs the station.
"""


class OwnGroups(StrEnum):
    """What happens to groups nobody else belongs to."""

    DELETE = "delete"
    HAND_OVER = "hand-over"


class Outlook(NamedTuple):
    """What stands in the way of closing an account, and what it would take along."""

    to_hand_over: Sequence[Group]
    """Groups with other members that would be left without an administrator."""
    own: Sequence[Group]
    """Groups nobody else belongs to, the personal one among them."""
    heirs: Sequence[User]
    """Members of the same groups, who could take those over."""


class Plan(NamedTuple):
    """Whose account is closed, and who gets the groups nobody else belongs to; None: they go."""

    user: User
    own: Sequence[Group]
    heir: User | None


def outlook_of(user: User) -> Outlook:
    mine, other = aliased(Membership), aliased(Membership)
    others = select(other).where(other.group_id == Group.id, other.user_id != user.id)
    groups = select(Group).join(mine, mine.group_id == Group.id).where(mine.user_id == user.id).order_by(Group.name)
    is_shared = exists(others.with_only_columns(other.user_id))
    has_other_admin = exists(others.where(other.role == Role.ADMIN).with_only_columns(other.user_id))
    is_personal = Group.id == user.personal_group_id
    stuck = groups.where(~is_personal, mine.role == Role.ADMIN, is_shared, ~has_other_admin)
    own = groups.where(is_personal | ~is_shared)
    return Outlook(
        db.session.scalars(stuck).all(), db.session.scalars(own).all(), db.session.scalars(_heirs(user)).all()
    )


def _heirs(user: User) -> Select[User]:
    groups = select(Membership.group_id).where(Membership.user_id == user.id)
    members = select(Membership.user_id).where(Membership.group_id.in_(groups))
    return select(User).where(User.id.in_(members), User.id != user.id, User.is_active).order_by(
        func.lower(User.display_name)
    )  # fmt: skip


def show_both_factors(user: User, password: str, code: str | None) -> None:
    """Make sure that it is the person who closes their account.

    Raises AppError 403 `login-failed` or `second-factor-invalid`, whose spent try must be committed.
    """
    prove(user, password)
    if second_factor.find(user.id) is not None:
        second_factor.check(user, code or "", status=403)


def plan_own(user: User, own: OwnGroups, heir_id: UUID | None) -> Plan:
    """What closing one's own account does, with nothing done yet.

    Raises AppError 409 `last-admin` (each group in `errors`), 409 `last-operator`, 404 for an heir of no common group.
    """
    outlook = outlook_of(user)
    if outlook.to_hand_over:
        errors = [FieldError("/groups", group.name, "last-admin") for group in outlook.to_hand_over]
        names = ", ".join(group.name for group in outlook.to_hand_over)
        raise AppError(409, "last-admin", f"Make someone else an administrator first: {names}.", errors=errors)
    return _plan(user, outlook, own, next((person for person in outlook.heirs if person.id == heir_id), None))


def _plan(user: User, outlook: Outlook, own: OwnGroups, heir: User | None) -> Plan:
    others = exists().where(User.is_operator, User.is_active, User.id != user.id)
    if user.is_operator and not db.session.scalar(select(others)):
        raise conflict("last-operator", "The station needs an administrator; there is no other.")
    if own is OwnGroups.HAND_OVER and heir is None:
        raise not_found("person to hand over to")
    return Plan(user, outlook.own, heir if own is OwnGroups.HAND_OVER else None)


def close_for(user_id: UUID, own: OwnGroups, *, by: UUID) -> None:
    """Close someone's account as an administrator of the station, who is the heir of groups that are handed over.

    Groups left without an administrator get the member of the highest role as one, of several whoever came first.
    Raises AppError 404, 409 `own-account` for one's own, `group-not-empty`.
    """
    user = db.session.get(User, user_id)
    if user is None or not user.is_active:
        raise not_found("account")
    if user_id == by:
        raise conflict("own-account", "Close your own account on your profile page, where your password is asked for.")
    outlook = outlook_of(user)
    plan = _plan(user, outlook, own, db.session.get_one(User, by))
    for group in outlook.to_hand_over:
        _promote(group.id, user_id)
    close(plan)


def _promote(group_id: UUID, but: UUID) -> None:
    others = select(Membership).where(Membership.group_id == group_id, Membership.user_id != but)
    found = min(db.session.scalars(others), key=lambda member: (-Role(member.role).rank, member.created_at))
    audit.record(
        "group.role-changed", object_type="user", object_id=found.user_id, group_id=group_id,
        old=found.role, new=Role.ADMIN,
    )  # fmt: skip
    found.role = Role.ADMIN


def close(plan: Plan) -> None:
    """Carry a plan out. Raises AppError 409 `group-not-empty` where another group needs what would go."""
    user = plan.user
    audit.record("user.closed", object_type="user", object_id=user.id, handed_over=plan.heir is not None)
    post(Mail(user.email, "Your account is closed", CLOSED_TEXT.format(name=user.display_name)))
    for group_id in [group.id for group in plan.own]:
        if plan.heir is None:
            _remove(group_id, user)
        else:
            _hand_over(group_id, user, plan.heir)
    remove_own(user.id)
    _forget_who(user)
    db.session.flush()


def _remove(group_id: UUID, user: User) -> None:
    """Remove a group with all it owns; of the personal one an empty row stays, as long as the account's."""
    empty_group(group_id)
    for guest in db.session.scalars(select(User).where(User.active_group_id == group_id)):
        guest.active_group_id = guest.personal_group_id
    db.session.execute(delete(Membership).where(Membership.group_id == group_id))
    if group_id != user.personal_group_id:
        db.session.flush()
        db.session.execute(delete(Group).where(Group.id == group_id))


def _hand_over(group_id: UUID, user: User, heir: User) -> None:
    if group_id == user.personal_group_id:
        # An account keeps a personal group for good, so the one handed over is replaced by an empty one.
        empty = Group(name=FORMER)
        db.session.add(empty)
        db.session.flush()
        user.personal_group_id, user.active_group_id = empty.id, empty.id
    member = db.session.get(Membership, (group_id, heir.id))
    if member is None:
        db.session.add(Membership(group_id=group_id, user_id=heir.id, role=Role.ADMIN))
    else:
        member.role = Role.ADMIN
    audit.record("group.handed-over", object_type="user", object_id=heir.id, group_id=group_id)
    db.session.flush()


def _forget_who(user: User) -> None:
    """What stays of a person: a row to refer to, with nothing in it that tells who it was."""
    user.email, user.username = f"{user.id}@closed.invalid", user.id.hex
    user.display_name, user.bio, user.preferences = FORMER, "", {}
    user.password_hash, user.is_active, user.is_operator = NO_PASSWORD, False, False
    user.email_verified_at, user.active_group_id = None, None
    user.friend_code = "".join(secrets.choice(FRIEND_ALPHABET) for _ in range(FRIEND_CODE_LENGTH))
    db.session.get_one(Group, user.personal_group_id).name = FORMER
