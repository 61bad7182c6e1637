"""Groups and their members."""

from uuid import UUID

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.orm import joinedload

from blueprints.accounts.models import Group, Membership, User
from blueprints.accounts.service import audit
from core.access import Role
from core.db import db
from core.errors import conflict, not_found
from core.transactions import conflict_if_broken


def create_group(creator_id: UUID, *, name: str, description: str = "") -> Group:
    """Make a group whose first administrator is its creator."""
    group = Group(name=name, description=description)
    db.session.add(group)
    db.session.flush()
    db.session.add(Membership(group_id=group.id, user_id=creator_id, role=Role.ADMIN))
    db.session.flush()
    audit.record("group.created", object_type="group", object_id=group.id, group_id=group.id)
    return group


def delete_group(group: Group) -> None:
    """Remove an empty group. Raises AppError 409 `personal-group` or `group-not-empty`."""
    if is_personal(group.id):
        raise conflict("personal-group", "This is a person's own group; it stays as long as the account.")
    audit.record("group.deleted", object_type="group", object_id=group.id, group_id=group.id, name=group.name)
    with conflict_if_broken("group-not-empty", "This group still owns projects or other work; remove those first."):
        db.session.delete(group)


def is_personal(group_id: UUID) -> bool:
    return bool(db.session.scalar(select(exists().where(User.personal_group_id == group_id))))


def personal_among(group_ids: list[UUID]) -> set[UUID]:
    """Which of these groups are people's personal ones."""
    rows = select(User.personal_group_id).where(User.personal_group_id.in_(group_ids))
    return set(db.session.scalars(rows))


def groups_of(user_id: UUID) -> list[Membership]:
    """A person's memberships with their groups, by name."""
    rows = select(Membership).where(Membership.user_id == user_id).options(joinedload(Membership.group))
    return list(db.session.scalars(rows.join(Membership.group).order_by(func.lower(Group.name), Group.id)))


def list_members(group_id: UUID) -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.user)
        .where(Membership.group_id == group_id)
        .options(joinedload(Membership.user))
    )


def add_member(group_id: UUID, user_id: UUID, role: Role) -> Membership:
    """Make a person a member; who is one already keeps the higher of the two roles."""
    member = db.session.get(Membership, (group_id, user_id))
    if member is None:
        member = Membership(group_id=group_id, user_id=user_id, role=role)
        db.session.add(member)
    elif role.covers(Role(member.role)):
        member.role = role
    with conflict_if_broken("already-member", "This person became a member a moment ago."):
        audit.record("group.member-added", object_type="user", object_id=user_id, group_id=group_id, role=role)
    return member


def change_role(group_id: UUID, user_id: UUID, role: Role) -> Membership:
    """Give a member another role. Raises 404, or 409 `last-admin`."""
    member = _lock_member(group_id, user_id)
    if role is not Role.ADMIN:
        _keep_an_admin(member)
    audit.record(
        "group.role-changed", object_type="user", object_id=user_id, group_id=group_id, old=member.role, new=role
    )
    member.role = role
    db.session.flush()
    return member


def remove_member(group_id: UUID, user_id: UUID) -> None:
    """Take a member out of a group, or let them leave. Raises 404, 409 `last-admin` or `personal-group`."""
    member = _lock_member(group_id, user_id)
    user = member.user
    if user.personal_group_id == group_id:
        raise conflict("personal-group", "Nobody leaves their own personal group.")
    _keep_an_admin(member)
    if user.active_group_id == group_id:
        user.active_group_id = user.personal_group_id
    db.session.delete(member)
    audit.record("group.member-removed", object_type="user", object_id=user_id, group_id=group_id)
    db.session.flush()


def _lock_member(group_id: UUID, user_id: UUID) -> Membership:
    """A member of a group no other request can change meanwhile.

    Touching the group's row first makes two administrators who demote each other take turns, on every
    database server.
    """
    db.session.execute(
        update(Group)
        .where(Group.id == group_id)
        .values(version=Group.version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    member = db.session.scalar(list_members(group_id).where(Membership.user_id == user_id))
    if member is None:
        raise not_found("member")
    return member


def _keep_an_admin(member: Membership) -> None:
    others = select(func.count()).select_from(Membership).where(
        Membership.group_id == member.group_id,
        Membership.role == Role.ADMIN,
        Membership.user_id != member.user_id,
    )  # fmt: skip
    if member.role == Role.ADMIN and not db.session.scalar(others):
        raise conflict("last-admin", "A group needs an administrator; make someone else one first.")
