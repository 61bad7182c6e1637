"""Builders of projects and sites."""

from typing import Any

from blueprints.accounts.models import Group
from blueprints.projects.models import Project, Site
from blueprints.projects.service import EMPTY_RECIPE
from tests.factories import Factory


def build_project(make: Factory, group: Group | None = None, **fields: Any) -> Project:
    """A project, in a new group unless one is given."""
    group_id = (group or make.group()).id
    values = {"name": f"Project {make.number()}", "recipe": dict(EMPTY_RECIPE)}
    return make.save(Project(group_id=group_id, **(values | fields)))


def build_site(make: Factory, project: Project | None = None, **fields: Any) -> Site:
    """A site, in a new project unless one is given."""
    project_id = (project or make.project()).id
    return make.save(Site(project_id=project_id, **({"name": f"Site {make.number()}"} | fields)))
