"""Work of time series; importing a module attaches its functions to their kinds."""

from blueprints.timeseries.jobs import apply, combine, files, imports  # noqa: F401
