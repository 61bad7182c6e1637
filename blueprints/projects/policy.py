"""Who may see and change projects and sites: viewers read, editors write, administrators delete."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.projects.models import Project, Site
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found
from core.owned import owned, visible


def visible_projects(principal: Principal) -> Select[Project]:
    return visible(Project, principal)


def visible_sites(principal: Principal) -> Select[Site]:
    return select(Site).join(Site.project).where(Project.group_id.in_(principal.group_ids))


def visible_project_ids(principal: Principal) -> Select[Any]:
    """For the lists of higher areas: `Recording.project_id.in_(visible_project_ids(principal))`."""
    return select(Project.id).where(Project.group_id.in_(principal.group_ids))


def get_project(principal: Principal, project_id: UUID, needed: Role = Role.VIEWER) -> Project:
    """A project the person has this role in; 404 to strangers, 403 to lower roles."""
    return owned(Project, project_id, principal, needed, "project")


def get_site(principal: Principal, site_id: UUID, needed: Role = Role.VIEWER) -> Site:
    """A site the person has this role in; 404 to strangers, 403 to lower roles."""
    found = db.session.execute(
        select(Site, Project.group_id).join(Site.project).where(Site.id == site_id)
    ).one_or_none()
    if found is None:
        raise not_found("site")
    require_role(principal, found.group_id, needed, "site")
    site: Site = found.Site
    return site
