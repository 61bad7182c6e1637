"""Projects."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import func, or_

from blueprints.projects import service
from blueprints.projects.models import Project
from blueprints.projects.policy import get_project, visible_projects
from blueprints.projects.routes.area import api
from blueprints.projects.schemas import ProjectBody, ProjectPage, ProjectPatch, ProjectQuery, ProjectView
from core.access import Role, principal, require_role
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.clock import iso
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "name": Ordering(func.lower(Project.name)),
    "created_at": Ordering(Project.created_at.expression, moment),
    "updated_at": Ordering(Project.updated_at.expression, moment),
}


def shape_project(row: Project, n_sites: int) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "group_id": str(row.group_id),
        "name": row.name,
        "description": row.description,
        "recipe": row.recipe,
        "version": row.version,
        "n_sites": n_sites,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


def _shape_one(row: Project) -> dict[str, Any]:
    return shape_project(row, service.n_sites_of([row.id]).get(row.id, 0))


@api.get("/projects", responses={200: ProjectPage})
def list_projects(query: ProjectQuery) -> Response:
    """Projects of your groups"""
    rows = visible_projects(principal())
    if query.group_id:
        rows = rows.where(Project.group_id == query.group_id)
    if query.search:
        rows = rows.where(
            or_(*(c.icontains(query.search, autoescape=True) for c in (Project.name, Project.description)))
        )
    page = paginate(rows, query, key=Project.id.expression, orderings=ORDERINGS, default="name")
    n_sites = service.n_sites_of([row.id for row in page.rows])
    return jsonify(page.shape(lambda row: shape_project(row, n_sites.get(row.id, 0))))


@api.post("/projects", responses={201: ProjectView})
def create_project(body: ProjectBody) -> Response:
    """Make a project in a group"""
    require_role(principal(), body.group_id, Role.EDITOR, "group")
    project = service.create_project(
        group_id=body.group_id,
        name=body.name,
        description=body.description,
        recipe=body.recipe.model_dump(mode="json"),
        created_by_id=principal().user_id,
    )
    db.session.commit()
    return created(_shape_one(project), f"/api/v1/projects/{project.id}", etag=version_tag(project.version))


@api.get("/projects/<id>", responses={200: ProjectView})
def read_project(path: IdPath) -> Response:
    """One project"""
    project = get_project(principal(), path.id)
    return with_version(_shape_one(project), project.version)


@api.patch("/projects/<id>", responses={200: ProjectView})
def patch_project(path: IdPath, body: ProjectPatch) -> Response:
    """Rename, describe, or change what is done on arrival"""
    project = get_project(principal(), path.id, Role.EDITOR)
    check_version(project.version)
    service.change_project(project, body.model_dump(mode="json", exclude_none=True, exclude={"recipe"}))
    if body.recipe is not None:
        project.recipe = body.recipe.model_dump(mode="json")
    db.session.commit()
    return with_version(_shape_one(project), project.version)


@api.delete("/projects/<id>", responses={204: NOTHING})
def delete_project(path: IdPath) -> Response:
    """Remove a project without data"""
    project = get_project(principal(), path.id, Role.ADMIN)
    check_version(project.version)
    service.delete_project(project)
    db.session.commit()
    return no_content()
