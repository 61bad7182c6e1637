"""The work of this area: training, looking over what was brought, and classifying."""

from blueprints.calls.jobs.classify import classify
from blueprints.calls.jobs.imports import look_over
from blueprints.calls.jobs.train import train_classifier

__all__ = ["classify", "look_over", "train_classifier"]
