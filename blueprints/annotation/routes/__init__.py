"""Annotation over HTTP."""

from blueprints.annotation.routes import batches, learning, review, tasks  # noqa: F401 (they add their routes)
from blueprints.annotation.routes.blueprint import api

__all__ = ["api"]
