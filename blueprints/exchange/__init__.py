"""Exchange: large files made from a project, and projects that come from another station."""

from flask import Flask

from core import scheduler

SWEEP_EVERY_S = 3600


def init_app(_app: Flask) -> None:
    """Register tables, the kind of upload, the sweep of files whose time is over."""
    # Tables first exist when the application does.
    from blueprints.exchange import listeners, uploads  # noqa: PLC0415

    # (as above)
    from blueprints.exchange.service.exports import sweep_exports  # noqa: PLC0415

    uploads.register_kinds()
    listeners.listen()
    scheduler.every(SWEEP_EVERY_S, "exchange.sweep", sweep_exports)
