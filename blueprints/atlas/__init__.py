"""The map: sites, and everything that was seen or recorded somewhere, as exactly as each person may know it."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """There are no tables, files or news of its own to wire."""
