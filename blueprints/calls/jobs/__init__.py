"""The work of this area: training and classifying."""

from blueprints.calls.jobs.classify import classify
from blueprints.calls.jobs.train import train_classifier

__all__ = ["classify", "train_classifier"]
