"""Annotation over HTTP."""

# They add their routes.
from blueprints.annotation.routes import (  # noqa: F401
    agreement,
    batches,
    learning,
    review,
    statistics,
    tasks,
)
from blueprints.annotation.routes.blueprint import api

__all__ = ["api"]
