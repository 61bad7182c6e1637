"""All models of this program, gathered into the registry."""

from ml.forecasting.models import baselines, ridge
from ml.forecasting.models.registry import KINDS, METHODS, Method, method_of, parameters_of

__all__ = ["KINDS", "METHODS", "Method", "baselines", "method_of", "parameters_of", "ridge"]
