"""Pictures along time: the line itself, and what of it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from processing.arrays import IndexArray
from processing.timeseries.plots.registry import COLOURS, Look, plot
from processing.timeseries.pyramid import line_of
from processing.timeseries.table import Column, Table, Window

POINTS_PER_INCH = 150
"""Points drawn per inch of width; extremes are among them."""


@plot("line", title="Line")
def draw_lines(figure: Figure, table: Table, columns: Sequence[Column], look: Look) -> None:
    """Each column over time, one axis per unit; gaps break the line."""
    units = list(dict.fromkeys(column.unit for column in columns))
    axes = np.atleast_1d(figure.subplots(len(units), 1, sharex=True))
    window = Window(int(table.time[0]), int(table.time[-1]) + 1)
    for n, column in enumerate(columns):
        line = line_of(table.time, column, window, round(look.width_in * POINTS_PER_INCH))
        axis = axes[units.index(column.unit)]
        axis.plot(line.time.astype("datetime64[us]"), line.value, lw=0.9, color=COLOURS[n % len(COLOURS)],
                  label=column.name)  # fmt: skip
    for axis, unit in zip(axes, units, strict=True):
        axis.set_ylabel(unit)
        if sum(column.unit == unit for column in columns) > 1 or len(units) > 1 or not unit:
            axis.legend(loc="upper right", fontsize="small")
    time_axis(axes[-1], look)


def time_axis(axis: Axes, look: Look) -> None:
    """Dates along the bottom, on the zone's clock."""
    dates_along(axis, look.tz)
    axis.set_xlabel(look.zone)


def dates_along(axis: Axes, tz: tzinfo | None) -> None:
    """Dates for numbers of days since 1970, as short as they can be."""
    locator = AutoDateLocator(tz=tz)  # type: ignore[no-untyped-call]
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=tz))  # type: ignore[no-untyped-call]


@plot("missing", title="Missing data")
def draw_missing(figure: Figure, table: Table, columns: Sequence[Column], look: Look) -> None:
    """A stripe per column, dark where values are there, with the share that is missing.

    Rows that do not exist count as missing where neighbours are further apart than one and a half usual steps.
    """
    n_cells = min(2000, max(2, table.n_rows))
    edges = np.linspace(table.time[0], table.time[-1] + 1, n_cells + 1).astype(np.int64)
    step = int(np.median(np.diff(table.time))) if table.n_rows > 1 else 1
    expected = np.maximum(np.diff(edges) / step, 1)
    axis = figure.subplots()
    for n, column in enumerate(columns):
        there = _counts(table.time[~np.isnan(column.values)], edges)
        share = np.minimum(there / expected, 1)
        axis.imshow(share[None, :], aspect="auto", cmap="Blues", vmin=0, vmax=1, interpolation="nearest",
                    extent=(*_days(edges[[0, -1]]), n + 0.4, n - 0.4))  # fmt: skip
        missing = 100 * (1 - min(there.sum() / max((edges[-1] - edges[0]) / step, 1), 1))
        axis.text(1.005, n, f"{missing:.2g} % missing", transform=axis.get_yaxis_transform(), va="center")
    axis.set_yticks(range(len(columns)), [column.name for column in columns])
    axis.set_ylim(len(columns) - 0.5, -0.5)
    axis.grid(False)
    axis.xaxis_date(tz=look.tz)
    time_axis(axis, look)


def _counts(time: IndexArray, edges: IndexArray) -> IndexArray:
    at = np.searchsorted(time, edges)
    return np.asarray(np.diff(at), np.int64)


def _days(time: IndexArray) -> tuple[float, float]:
    """Microseconds as matplotlib's days since 1970."""
    return float(time[0]) / 86_400e6, float(time[1]) / 86_400e6
