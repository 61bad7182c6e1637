"""Annotation: task batches, labelling, review, agreement, and the loop in which models learn from it."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register tables, the room of a batch, what is never trained on, and what this area does about news."""
    # Tables first exist when the application does.
    from blueprints.annotation import listeners, live  # noqa: F401, PLC0415

    # (as above)
    from blueprints.annotation.service import training  # noqa: PLC0415

    listeners.listen()
    training.register()
