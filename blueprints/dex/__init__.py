"""Collections: what people saw, how they share it, and the tree of life it makes."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables, what this area does about news from below, and what it does by the clock."""
    # Tables first exist when the application does.
    from blueprints.dex import listeners  # noqa: PLC0415

    listeners.listen()
    listeners.keep_time()
