"""Pictures of series, drawn by the server: PNG, SVG, PDF."""

from processing.timeseries.plots import distributions as distributions  # each of these registers its plots
from processing.timeseries.plots import lines as lines
from processing.timeseries.plots import patterns as patterns
from processing.timeseries.plots.cloud import draw_cloud
from processing.timeseries.plots.registry import FORMATS, PLOTS, Look, Plot, draw

__all__ = ["FORMATS", "PLOTS", "Look", "Plot", "draw", "draw_cloud"]
