"""Classification: training sets, classifiers, runs over segmentations, predictions and results."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables, the upload kind, and what this area does about news from below."""
    from blueprints.calls import listeners, uploads  # noqa: PLC0415 (tables first exist when the application does)

    listeners.listen()
    uploads.register_kind()
