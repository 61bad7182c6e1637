"""Species and call types: one table for what every area hears and sees."""

from flask import Flask

from blueprints.species import models

__all__ = ["init_app", "models"]


def init_app(_app: Flask) -> None:
    """Importing the package declares its tables; there is nothing else to wire."""
