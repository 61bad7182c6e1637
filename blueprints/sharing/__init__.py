"""Sharing: read-only public links to a project's results."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register the table."""
    # Tables first exist when the application does.
    from blueprints.sharing import models  # noqa: F401, PLC0415
