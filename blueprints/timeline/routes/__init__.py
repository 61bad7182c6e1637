"""The timeline over HTTP."""

from blueprints.timeline.routes import timelines, tracks  # noqa: F401 (they add their routes)
from blueprints.timeline.routes.blueprint import api

__all__ = ["api"]
