"""Work of forecasting; importing a module attaches its functions to their kinds."""

from blueprints.forecasting.jobs import forecast, prepare, train  # noqa: F401
