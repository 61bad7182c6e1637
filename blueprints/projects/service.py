"""Projects and sites: making, changing, removing them."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.accounts.service import audit
from blueprints.projects.models import Project, Site
from core import signals
from core.db import db
from core.transactions import conflict_if_broken

EMPTY_RECIPE: dict[str, Any] = {"segment": None, "classify": None}
"""Nothing is done to recordings on arrival."""


def create_project(
    *,
    group_id: UUID,
    name: str,
    created_by_id: UUID | None,
    description: str = "",
    recipe: dict[str, Any] | None = None,
) -> Project:
    """Make a project. Raises AppError 409 `name-taken`."""
    project = Project(
        group_id=group_id,
        name=name,
        description=description,
        recipe=recipe or dict(EMPTY_RECIPE),
        created_by_id=created_by_id,
    )
    with conflict_if_broken("name-taken", f"The group has a project named {name!r} already."):
        db.session.add(project)
    return project


def change_project(project: Project, changes: dict[str, Any]) -> None:
    """Set the given columns. Raises AppError 409 `name-taken`."""
    with conflict_if_broken("name-taken", "The group has another project of this name."):
        for column, value in changes.items():
            setattr(project, column, value)


def delete_project(project: Project) -> None:
    """Remove a project and its sites. Raises AppError 409 `project-not-empty` while it holds data."""
    audit.record("project.deleted", object_type="project", object_id=project.id, group_id=project.group_id)
    with conflict_if_broken("project-not-empty", "The project still holds data; remove or move that first."):
        signals.removed.send(project, what="project", id=project.id)
        db.session.delete(project)


def n_sites_of(project_ids: list[UUID]) -> dict[UUID, int]:
    """How many sites each project has; projects without any are left out."""
    rows = select(Site.project_id, func.count()).where(Site.project_id.in_(project_ids)).group_by(Site.project_id)
    return {row[0]: row[1] for row in db.session.execute(rows)}


def create_site(project: Project, **columns: Any) -> Site:
    """Make a site. Raises AppError 409 `name-taken`."""
    site = Site(project_id=project.id, **columns)
    with conflict_if_broken("name-taken", f"The project has a site named {site.name!r} already."):
        db.session.add(site)
    return site


def change_site(site: Site, changes: dict[str, Any]) -> None:
    """Set the given columns. Raises AppError 409 `name-taken`."""
    with conflict_if_broken("name-taken", "The project has another site of this name."):
        for column, value in changes.items():
            setattr(site, column, value)


def delete_site(site: Site) -> None:
    """Remove a site. Raises AppError 409 `site-in-use` while data belong to it."""
    with conflict_if_broken("site-in-use", "Data belong to this site; move them to another site first."):
        db.session.delete(site)
