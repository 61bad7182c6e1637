"""Classifiers of calls: training, honest evaluation, prediction with a probability for every type."""

from ml.calls.evaluation import Evaluation, evaluate
from ml.calls.methods import DEFAULT, METHODS, Member, Method, method
from ml.calls.training import Predictions, TrainedClassifier, train, uniform_classifier

__all__ = [
    "DEFAULT",
    "METHODS",
    "Evaluation",
    "Member",
    "Method",
    "Predictions",
    "TrainedClassifier",
    "evaluate",
    "method",
    "train",
    "uniform_classifier",
]
