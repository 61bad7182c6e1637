"""Groups and their members."""

from flask import Response, jsonify
from sqlalchemy import func

from blueprints.accounts.models import Group, Membership, User
from blueprints.accounts.policy import get_group, visible_groups
from blueprints.accounts.routes.area import api
from blueprints.accounts.schemas import (
    GroupBody,
    GroupPage,
    GroupPatch,
    GroupView,
    MemberPage,
    MemberPath,
    MemberView,
    RoleBody,
)
from blueprints.accounts.service import groups
from blueprints.accounts.shapes import shape_group, shape_member
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, PageQuery, moment, paginate

ORDERINGS = {
    "name": Ordering(func.lower(Group.name)),
    "created_at": Ordering(Group.created_at.expression, moment),
}

MEMBER_ORDERINGS = {
    "display_name": Ordering(func.lower(User.display_name)),
    "created_at": Ordering(Membership.created_at.expression, moment),
}


def _shape(group: Group) -> dict[str, object]:
    return shape_group(group, principal().roles[group.id], is_personal=groups.is_personal(group.id))


@api.get("/groups", responses={200: GroupPage})
def list_groups(query: PageQuery) -> Response:
    """Groups you are a member of"""
    rows = visible_groups(principal())
    if query.search:
        rows = rows.where(Group.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Group.id.expression, orderings=ORDERINGS, default="name")
    personal = groups.personal_among([group.id for group in page.rows])
    return jsonify(page.shape(lambda row: shape_group(row, principal().roles[row.id], is_personal=row.id in personal)))


@api.post("/groups", responses={201: GroupView})
def create_group(body: GroupBody) -> Response:
    """Make a group and become its administrator"""
    group = groups.create_group(principal().user_id, name=body.name, description=body.description)
    db.session.commit()
    shaped = shape_group(group, Role.ADMIN, is_personal=False)
    return created(shaped, f"/api/v1/groups/{group.id}", etag=version_tag(group.version))


@api.get("/groups/<id>", responses={200: GroupView})
def read_group(path: IdPath) -> Response:
    """One group"""
    group = get_group(principal(), path.id)
    return with_version(_shape(group), group.version)


@api.patch("/groups/<id>", responses={200: GroupView})
def patch_group(path: IdPath, body: GroupPatch) -> Response:
    """Rename or describe a group"""
    group = get_group(principal(), path.id, Role.ADMIN)
    check_version(group.version)
    for name, value in body.model_dump(exclude_none=True).items():
        setattr(group, name, value)
    db.session.commit()
    return with_version(_shape(group), group.version)


@api.delete("/groups/<id>", responses={204: NOTHING})
def delete_group(path: IdPath) -> Response:
    """Remove a group that owns nothing any more"""
    group = get_group(principal(), path.id, Role.ADMIN)
    check_version(group.version)
    groups.delete_group(group)
    db.session.commit()
    return no_content()


@api.get("/groups/<id>/members", responses={200: MemberPage})
def list_members(path: IdPath, query: PageQuery) -> Response:
    """Members of a group with their roles"""
    group = get_group(principal(), path.id)
    rows = groups.list_members(group.id)
    if query.search:
        rows = rows.where(User.display_name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Membership.user_id.expression, orderings=MEMBER_ORDERINGS, default="display_name")
    return jsonify(page.shape(shape_member))


@api.patch("/groups/<id>/members/<user_id>", responses={200: MemberView})
def patch_member(path: MemberPath, body: RoleBody) -> Response:
    """Change a member's role"""
    get_group(principal(), path.id, Role.ADMIN)
    member = groups.change_role(path.id, path.user_id, body.role)
    shaped = shape_member(member)
    db.session.commit()
    return jsonify(shaped)


@api.delete("/groups/<id>/members/<user_id>", responses={204: NOTHING})
def delete_member(path: MemberPath) -> Response:
    """Remove a member; everyone may remove themselves"""
    is_leaving = path.user_id == principal().user_id
    get_group(principal(), path.id, Role.VIEWER if is_leaving else Role.ADMIN)
    groups.remove_member(path.id, path.user_id)
    db.session.commit()
    return no_content()
