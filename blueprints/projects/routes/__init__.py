"""The HTTP routes of projects and sites."""

from blueprints.projects.routes import projects, sites
from blueprints.projects.routes.area import api

__all__ = ["api", "projects", "sites"]
