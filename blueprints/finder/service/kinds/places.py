"""Projects and sites."""

from sqlalchemy import func

from blueprints.finder.service.kinds.registry import Source, kind
from blueprints.projects.models import Project, Site
from blueprints.projects.policy import visible_projects, visible_sites
from core.access import Principal


@kind("project", href="/projects/{id}", all_href="/projects?search={text}", weight=6)
def projects(who: Principal) -> Source:
    return Source(
        visible_projects(who),
        key=Project.id,
        title=Project.name,
        texts=(Project.name, Project.description),
        detail=func.substr(Project.description, 1, 80),
        at=Project.updated_at,
        group_id=Project.group_id,
    )


@kind("site", href="/map?site={id}", weight=4)
def sites(who: Principal) -> Source:
    return Source(
        visible_sites(who),
        key=Site.id,
        title=Site.name,
        texts=(Site.name, Site.habitat),
        detail=Project.name,
        at=Site.updated_at,
        group_id=Project.group_id,
    )
