"""Mirror: what is said of datasets, and forecasts, also written to tables of a Supabase project, where it is wanted."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Hear of what is stored."""
    # Tables first exist when the application does.
    from blueprints.mirror import listeners  # noqa: PLC0415

    listeners.listen()
