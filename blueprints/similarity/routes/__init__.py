"""Similarity and clustering over HTTP."""

from blueprints.similarity.routes import clustering, mapping, similar  # noqa: F401 (they add their routes)
from blueprints.similarity.routes.blueprint import api

__all__ = ["api"]
