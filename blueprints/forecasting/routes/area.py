"""The blueprint that all routes of the area share."""

from core.api import area

api = area("forecasting", __name__, "Forecasting: sessions, runs, models, forecasts, drift")
