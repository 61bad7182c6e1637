"""How accounts' rows look in JSON."""

from typing import Any

from blueprints.accounts.models import ApiKey, AuditEntry, Group, Invitation, LoginSession, Membership, User
from blueprints.accounts.service import invitations
from blueprints.accounts.service.people import Presence
from core.clock import iso


def shape_person(user: User) -> dict[str, Any]:
    """A person as others of their groups see them."""
    return {"id": str(user.id), "username": user.username, "display_name": user.display_name}


def shape_account(user: User, presence: Presence | None, *, has_second_factor: bool) -> dict[str, Any]:
    """A person as administrators of the station see them."""
    return {
        **shape_person(user),
        "email": user.email,
        "is_operator": user.is_operator,
        "is_active": user.is_active,
        "has_second_factor": has_second_factor,
        "created_at": iso(user.created_at),
        "n_sessions": presence.n_sessions if presence else 0,
        "last_used_at": iso(presence.last_used_at) if presence and presence.last_used_at else None,
    }


def shape_me(user: User, memberships: list[Membership]) -> dict[str, Any]:
    """A person as they see themselves."""
    groups = [
        {
            "id": str(member.group_id),
            "name": member.group.name,
            "role": member.role,
            "is_personal": member.group_id == user.personal_group_id,
        }
        for member in memberships
    ]
    return {
        **shape_person(user),
        "email": user.email,
        "bio": user.bio,
        "friend_code": user.friend_code,
        "is_operator": user.is_operator,
        "is_email_verified": user.email_verified_at is not None,
        "preferences": user.preferences,
        "active_group_id": str(user.active_group_id) if user.active_group_id else None,
        "groups": groups,
        "created_at": iso(user.created_at),
    }


def shape_group(group: Group, role: str, *, is_personal: bool) -> dict[str, Any]:
    return {
        "id": str(group.id),
        "name": group.name,
        "description": group.description,
        "is_personal": is_personal,
        "role": role,
        "version": group.version,
        "created_at": iso(group.created_at),
    }


def shape_member(member: Membership) -> dict[str, Any]:
    return {"user": shape_person(member.user), "role": member.role, "created_at": iso(member.created_at)}


def shape_invitation(row: Invitation) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "group": {"id": str(row.group_id), "name": row.group.name},
        "email": row.email,
        "role": row.role,
        "invited_by": shape_person(row.invited_by) if row.invited_by else None,
        "created_at": iso(row.created_at),
        "expires_at": iso(row.expires_at),
    }


def shape_own_invitation(row: Invitation) -> dict[str, Any]:
    """An invitation to the person who asks, with the token that answers it."""
    return shape_invitation(row) | {"token": invitations.token_of(row)}


def shape_session(row: LoginSession, current_id: object) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "method": row.method,
        "address": row.address,
        "user_agent": row.user_agent,
        "is_current": row.id == current_id,
        "created_at": iso(row.created_at),
        "last_used_at": iso(row.last_used_at),
        "expires_at": iso(row.expires_at),
    }


def shape_audit(row: AuditEntry, actor: User | None) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "at": iso(row.at),
        "actor": shape_person(actor) if actor else None,
        "action": row.action,
        "object_type": row.object_type,
        "object_id": str(row.object_id) if row.object_id else None,
        "group_id": str(row.group_id) if row.group_id else None,
        "address": row.address,
        "request_id": row.request_id,
        "details": row.details,
    }


def shape_key(row: ApiKey) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "hint": row.hint,
        "scopes": row.scopes,
        "created_at": iso(row.created_at),
        "expires_at": iso(row.expires_at),
        "last_used_at": iso(row.last_used_at),
    }
