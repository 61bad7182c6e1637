"""Projects of a group and the sites they watch."""

from flask import Flask

from blueprints.projects import models

__all__ = ["init_app", "models"]


def init_app(_app: Flask) -> None:
    """Importing the package declares its tables; there is nothing else to wire."""
