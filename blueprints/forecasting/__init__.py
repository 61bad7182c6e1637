"""Forecasting: studies of what comes next in series, their models, their honest evaluation, and forecasts."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables, what is done by the clock, and what this area does about jobs that end badly."""
    # Tables first exist when the application does.
    from blueprints.forecasting import listeners  # noqa: PLC0415

    listeners.listen()
