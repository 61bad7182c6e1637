"""Whose eyes look at which place: every track reads within one scope and never beyond."""

from collections import Counter
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.projects.models import Project, Site
from blueprints.projects.policy import get_project
from core.access import Principal, Role
from core.db import db
from core.errors import not_found

NOBODY = UUID(int=0)
"""The person of a public page; no row belongs to them."""


class Where(NamedTuple):
    """A place on earth; the mean of several sites when there are several."""

    latitude: float
    longitude: float
    n_sites: int
    is_rough: bool = False
    """Whether it was moved to the middle of a cell of 0.2 degrees, as obscured sightings are."""


class Scope(NamedTuple):
    """A project, or one of its sites, and who looks at it."""

    group_id: UUID
    project_id: UUID
    site_id: UUID | None
    zone: str
    """IANA name of the clock on the wall there."""
    place: Where | None
    sites: tuple[tuple[float, float], ...]
    """Latitude and longitude of the sites that have them."""
    viewer_id: UUID
    """`NOBODY` on a public page."""

    @property
    def is_public(self) -> bool:
        return self.viewer_id == NOBODY

    @property
    def reader(self) -> Principal:
        """Reads this group's rows for services that ask for a person; each is narrowed to the project."""
        return Principal(self.viewer_id, {self.group_id: Role.VIEWER})


def scope_for(who: Principal, project_id: UUID, site_id: UUID | None) -> Scope:
    """The scope of a member. Raises AppError 404 for a project or site they may not see."""
    return scope_of(get_project(who, project_id), site_id, viewer_id=who.user_id)


def scope_of(project: Project, site_id: UUID | None, *, viewer_id: UUID) -> Scope:
    """The scope of a project that was already found to be this viewer's to see. Raises AppError 404 for its sites."""
    sites = list(db.session.scalars(select(Site).where(Site.project_id == project.id).order_by(Site.name, Site.id)))
    if site_id is not None:
        sites = [site for site in sites if site.id == site_id]
        if not sites:
            raise not_found("site")
    zones = Counter(site.time_zone for site in sites)
    known = tuple(
        (site.latitude, site.longitude) for site in sites if site.latitude is not None and site.longitude is not None
    )
    return Scope(
        group_id=project.group_id,
        project_id=project.id,
        site_id=site_id,
        zone=zones.most_common(1)[0][0] if zones else "UTC",
        place=_middle(known),
        sites=known,
        viewer_id=viewer_id,
    )


def _middle(known: tuple[tuple[float, float], ...]) -> Where | None:
    if not known:
        return None
    n = len(known)
    return Where(sum(place[0] for place in known) / n, sum(place[1] for place in known) / n, n)
