"""Routes of forecasting; importing a module puts its routes on the blueprint."""

from blueprints.forecasting.routes import catalogue, forecasts, models, runs, sessions  # noqa: F401
from blueprints.forecasting.routes.area import api

__all__ = ["api"]
