"""Classification: training sets, classifiers, runs over segmentations, predictions and results."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables, the upload kinds, the bulk action, and what this area does about news from below."""
    # Tables first exist when the application does.
    from blueprints.calls import listeners, uploads  # noqa: PLC0415
    from blueprints.calls.service import bulk  # noqa: PLC0415

    listeners.listen()
    uploads.register_kinds()
    bulk.register()
