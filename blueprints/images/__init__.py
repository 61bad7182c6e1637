"""Pictures: stored privately, shown upright and bare, identified by machines and named by people.

models : tables. policy : who may see and change what. service : what can be done, by noun. jobs : what workers do.
routes : doors.
"""

from flask import Flask

from blueprints.images import models
from blueprints.images.service import intake, vision

__all__ = ["init_app", "models"]


def init_app(_app: Flask) -> None:
    """Register the kinds of uploads, and what ended jobs mean."""
    intake.register_kinds()
    vision.listen()
