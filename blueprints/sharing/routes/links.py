"""Making and ending public links."""

from typing import Any

from flask import Response

from blueprints.sharing import policy
from blueprints.sharing.models import PublicLink
from blueprints.sharing.routes.blueprint import api
from blueprints.sharing.schemas.links import LinkBody, LinkPatch, LinkQuery, NewLinkOut, PublicLinkOut
from blueprints.sharing.service import links as service
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING, page_of
from core.idempotency import shown_once
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "created_at": Ordering(PublicLink.created_at, moment),
    "expires_at": Ordering(PublicLink.expires_at, moment),
}


@api.get("/public-links", responses={200: page_of(PublicLinkOut)})
def list_links(query: LinkQuery) -> dict[str, Any]:
    """Public links of one's groups, ended ones too, without their tokens"""
    rows = policy.visible_links(principal())
    if query.group_id is not None:
        rows = rows.where(PublicLink.group_id == query.group_id)
    if query.project_id is not None:
        rows = rows.where(PublicLink.project_id == query.project_id)
    if query.search:
        rows = rows.where(PublicLink.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=PublicLink.id, orderings=ORDERINGS, default="-created_at")
    shaped = {row["id"]: row for row in service.shape_all(page.rows)}
    return page.shape(lambda row: shaped[row.id])


@api.post("/public-links", responses={201: NewLinkOut})
@shown_once
def create_link(body: LinkBody) -> Response:
    """Make a public link; its token is shown this once"""
    made = service.create(principal(), body)
    db.session.commit()
    shown = service.shape_one(made.row) | {"token": made.token, "url": service.address_of(made.token)}
    return created(shown, f"/api/v1/public-links/{made.row.id}", etag=version_tag(made.row.version))


@api.get("/public-links/<uuid:id>", responses={200: PublicLinkOut})
def get_link(path: IdPath) -> Response:
    """One public link"""
    row = policy.link(principal(), path.id)
    return with_version(service.shape_one(row), row.version)


@api.patch("/public-links/<uuid:id>", responses={200: PublicLinkOut})
def change_link(path: IdPath, body: LinkPatch) -> Response:
    """Rename a link, prolong it, or show more or less of who and where"""
    row = policy.link(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.change(row, body)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.delete("/public-links/<uuid:id>", responses={204: NOTHING})
def revoke_link(path: IdPath) -> Response:
    """End a public link at once and for good"""
    service.revoke(policy.link(principal(), path.id, Role.EDITOR))
    db.session.commit()
    return no_content()
