"""Annotation over HTTP."""

from blueprints.annotation.routes.blueprint import api

__all__ = ["api"]
