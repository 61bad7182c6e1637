"""Sites."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import func, or_

from blueprints.projects import service
from blueprints.projects.models import Project, Site
from blueprints.projects.policy import get_project, get_site, visible_sites
from blueprints.projects.routes.area import api
from blueprints.projects.schemas import SiteBody, SitePage, SitePatch, SiteQuery, SiteView
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.clock import iso
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "name": Ordering(func.lower(Site.name)),
    "created_at": Ordering(Site.created_at.expression, moment),
}


def shape_site(row: Site) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "project_id": str(row.project_id),
        "name": row.name,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "time_zone": row.time_zone,
        "habitat": row.habitat,
        "version": row.version,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


@api.get("/sites", responses={200: SitePage})
def list_sites(query: SiteQuery) -> Response:
    """Sites of your groups' projects"""
    rows = visible_sites(principal())
    if query.project_id:
        rows = rows.where(Site.project_id == query.project_id)
    if query.group_id:
        rows = rows.where(Project.group_id == query.group_id)
    if query.search:
        rows = rows.where(or_(*(c.icontains(query.search, autoescape=True) for c in (Site.name, Site.habitat))))
    page = paginate(rows, query, key=Site.id.expression, orderings=ORDERINGS, default="name")
    return jsonify(page.shape(shape_site))


@api.post("/sites", responses={201: SiteView})
def create_site(body: SiteBody) -> Response:
    """Make a site in a project"""
    project = get_project(principal(), body.project_id, Role.EDITOR)
    site = service.create_site(project, **body.model_dump(exclude={"project_id"}))
    db.session.commit()
    return created(shape_site(site), f"/api/v1/sites/{site.id}", etag=version_tag(site.version))


@api.get("/sites/<id>", responses={200: SiteView})
def read_site(path: IdPath) -> Response:
    """One site"""
    site = get_site(principal(), path.id)
    return with_version(shape_site(site), site.version)


@api.patch("/sites/<id>", responses={200: SiteView})
def patch_site(path: IdPath, body: SitePatch) -> Response:
    """Change a site; null takes its place on the map away"""
    site = get_site(principal(), path.id, Role.EDITOR)
    check_version(site.version)
    given = body.model_dump(exclude_unset=True)
    place = {name: given[name] for name in ("latitude", "longitude") if name in given}
    service.change_site(site, body.model_dump(exclude_none=True) | place)
    db.session.commit()
    return with_version(shape_site(site), site.version)


@api.delete("/sites/<id>", responses={204: NOTHING})
def delete_site(path: IdPath) -> Response:
    """Remove a site nothing belongs to"""
    site = get_site(principal(), path.id, Role.ADMIN)
    check_version(site.version)
    service.delete_site(site)
    db.session.commit()
    return no_content()
