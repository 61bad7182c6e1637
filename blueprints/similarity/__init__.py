"""Likeness of calls: embeddings, the search for similar calls, and clustering."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables."""
    # Tables first exist when the application does.
    from blueprints.similarity import models  # noqa: F401, PLC0415
