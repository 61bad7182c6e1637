"""Routes of time series; importing a module puts its routes on the blueprint."""

from blueprints.timeseries.routes import clouds, combine, datasets, exports, imports, recipes, versions  # noqa: F401
from blueprints.timeseries.routes.area import api

__all__ = ["api"]
