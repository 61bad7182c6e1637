"""All models of this program, gathered into the registry."""

from ml.forecasting.models import baselines, blend, deep, ensemble, neighbours, perceptron, ridge, tabular
from ml.forecasting.models.registry import KINDS, METHODS, Method, method_of, parameters_of

SOURCES = (baselines, blend, ridge, tabular, neighbours, perceptron, ensemble, deep)
"""Modules whose import enters their methods."""

__all__ = ["KINDS", "METHODS", "SOURCES", "Method", "method_of", "parameters_of"]
