"""The blueprint that all routes of the area share."""

from core.api import area

api = area("timeseries", __name__, "Time series: datasets, their versions, imports, recipes, clouds")
