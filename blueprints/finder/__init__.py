"""Search everything: one question over all areas, answered with what the person who asks may see."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """There are no tables, files or news of its own to wire."""
