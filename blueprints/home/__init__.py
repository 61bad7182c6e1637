"""The first page: what happened since the last visit, what waits, what there is."""

from flask import Flask

from blueprints.home import models

__all__ = ["init_app", "models"]


def init_app(_app: Flask) -> None:
    """Importing the package declares its table; there is nothing else to wire."""
