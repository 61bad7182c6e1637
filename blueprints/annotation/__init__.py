"""Annotation: task batches, labelling, review, agreement, and the loop in which models learn from it."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables, and what of tasks classifiers learn from."""
    # Tables first exist when the application does.
    from blueprints.annotation import models  # noqa: F401, PLC0415
    from blueprints.annotation.service import training  # noqa: PLC0415

    training.register()
