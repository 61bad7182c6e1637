"""Telemetry over HTTP."""

from blueprints.telemetry.routes.blueprint import api

__all__ = ["api"]
