"""Time series: tables of loggers and meters, read, put on a grid, cleaned, combined and compared."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables, the kind of upload, and what this area does about jobs that end badly."""
    # Tables first exist when the application does.
    from blueprints.timeseries import listeners, uploads  # noqa: PLC0415

    uploads.register_kinds()
    listeners.listen()
