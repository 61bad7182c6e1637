"""The picture of one series against another."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.cloud import Curve, Pairs, Tolerance, density, drawn
from processing.timeseries.plots.registry import Look, rendered


def draw_cloud(
    pairs: Pairs, curve: Curve | None, *, x_label: str, y_label: str, fmt: str = "png", look: Look | None = None,
    tolerance: Tolerance | None = None, outside: IndexArray | None = None, level: float = 0.95,
) -> bytes:  # fmt: skip
    """Density, at most 5,000 points, the curve with its bands and tolerance, and the residuals beneath.

    outside : positions of points outside the tolerance, drawn in another colour.
    Raises TableError("unknown-format").
    """
    look = look or Look(height_in=7.0)

    out = np.zeros(0, np.int64) if outside is None else outside
    points = drawn(pairs, np.random.default_rng(0), always=out)

    def paint(figure: Figure) -> None:
        if curve is None:
            upper = lowest = figure.subplots()
        else:
            upper, lowest = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
            _scatter(lowest, pairs, pairs.y - curve.predict(pairs.x), points, out)
            lowest.axhline(0, color="black", lw=0.8)
            lowest.set_ylabel("residual")
        cells = density(pairs)
        shown = np.ma.masked_equal(cells.count, 0)
        upper.pcolormesh(cells.x_edges, cells.y_edges, shown, cmap="Greys", alpha=0.6, rasterized=True)
        _scatter(upper, pairs, pairs.y, points, out)
        if curve is not None:
            _draw_curve(upper, curve, tolerance, level)
        lowest.set_xlabel(x_label)
        upper.set_ylabel(y_label)

    return rendered(paint, fmt=fmt, look=look)


def _scatter(axis: Axes, pairs: Pairs, y: FloatArray, points: IndexArray, out: IndexArray) -> None:
    """The drawn points, those outside in another colour."""
    is_out = np.isin(points, out)
    axis.plot(pairs.x[points[~is_out]], y[points[~is_out]], ".", ms=2.5, color="#0b6e8a", rasterized=True)
    axis.plot(pairs.x[points[is_out]], y[points[is_out]], ".", ms=3.5, color="#c2571a", rasterized=True)


def _draw_curve(axis: Axes, curve: Curve, tolerance: Tolerance | None, level: float) -> None:
    bands = curve.bands(np.linspace(*curve.x_range, 300), level=level)
    axis.fill_between(bands.x, bands.prediction_low, bands.prediction_high, color="#0b6e8a", alpha=0.12,
                      label=f"{level:.0%} of new values")  # fmt: skip
    axis.fill_between(bands.x, bands.confidence_low, bands.confidence_high, color="#0b6e8a", alpha=0.4,
                      label=f"{level:.0%} confidence")  # fmt: skip
    axis.plot(bands.x, bands.y, color="black", lw=1.4, label=f"{curve.equation or curve.kind}  (R² {curve.r2:.3f})")
    if tolerance:
        reach = tolerance.reach(bands.y)
        for side in (-1, 1):
            axis.plot(bands.x, bands.y + side * reach, color="#c2571a", lw=1, ls="--")
    axis.legend(fontsize="small")
