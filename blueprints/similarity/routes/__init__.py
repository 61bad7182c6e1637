"""Similarity and clustering over HTTP."""

from blueprints.similarity.routes.blueprint import api

__all__ = ["api"]
