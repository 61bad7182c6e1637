"""Likeness of calls: embeddings, the search for similar calls, and clustering."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables, what this area does about news from below, and what it does by the clock."""
    # Tables first exist when the application does.
    from blueprints.similarity import listeners  # noqa: PLC0415

    listeners.listen()
    listeners.keep_time()
