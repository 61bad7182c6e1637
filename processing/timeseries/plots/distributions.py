"""Pictures of how values are distributed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from processing.arrays import FloatArray
from processing.timeseries.plots.registry import COLOURS, Look, label, plot
from processing.timeseries.table import Column, Table

MOST_IN_A_VIOLIN = 5_000
"""Values a density is estimated from, evenly among the sorted: its shape does not change with more."""


def _values(column: Column) -> FloatArray:
    return column.values[~np.isnan(column.values)]


def _panels(figure: Figure, columns: Sequence[Column]) -> list:  # type: ignore[type-arg]
    return list(np.atleast_1d(figure.subplots(1, len(columns))))


@plot("histogram", title="Histogram")
def draw_histograms(figure: Figure, table: Table, columns: Sequence[Column], look: Look) -> None:
    """A histogram per column, bins by the Freedman-Diaconis rule, at most 200."""
    del table, look
    for n, (axis, column) in enumerate(zip(_panels(figure, columns), columns, strict=True)):
        values = _values(column)
        axis.hist(values, bins=_n_bins(values), color=COLOURS[n % len(COLOURS)])
        axis.set_xlabel(label(column))
        axis.set_ylabel("values" if n == 0 else "")


def _n_bins(values: FloatArray) -> int:
    if len(values) < 2:
        return 1
    low, high = np.percentile(values, [25, 75])
    width = 2 * (high - low) / len(values) ** (1 / 3)
    return int(np.clip(np.ptp(values) / width, 1, 200)) if width > 0 else 10


@plot("box", title="Box plot")
def draw_boxes(figure: Figure, table: Table, columns: Sequence[Column], look: Look) -> None:
    """Quartiles, whiskers to 1.5 box lengths, and the extremes beyond them as two points."""
    del table, look
    for n, (axis, column) in enumerate(zip(_panels(figure, columns), columns, strict=True)):
        values = _values(column)
        if len(values):
            box = axis.bxp([_box(values)], patch_artist=True, widths=0.5)
            box["boxes"][0].set_facecolor(COLOURS[n % len(COLOURS)])
            box["medians"][0].set_color("white")
        axis.set_xticks([])
        axis.set_xlabel(label(column))


def _box(values: FloatArray) -> dict[str, object]:
    q1, middle, q3 = np.percentile(values, [25, 50, 75])
    reach = 1.5 * (q3 - q1)
    inside = values[(values >= q1 - reach) & (values <= q3 + reach)]
    low, high = float(inside.min()), float(inside.max())
    beyond = [v for v in (float(values.min()), float(values.max())) if v < low or v > high]
    return {"med": middle, "q1": q1, "q3": q3, "whislo": low, "whishi": high, "fliers": beyond}


@plot("violin", title="Violin plot")
def draw_violins(figure: Figure, table: Table, columns: Sequence[Column], look: Look) -> None:
    """The density of each column, with its median."""
    del table, look
    for n, (axis, column) in enumerate(zip(_panels(figure, columns), columns, strict=True)):
        values = np.sort(_values(column))
        some = (
            values[np.unique(np.linspace(0, len(values) - 1, MOST_IN_A_VIOLIN).astype(int))] if len(values) else values
        )
        if len(np.unique(some)) > 1:
            violin = axis.violinplot([some], showmedians=True)
            for body in violin["bodies"]:
                body.set_facecolor(COLOURS[n % len(COLOURS)])
                body.set_alpha(0.7)
        elif len(some):
            axis.axhline(float(some[0]), color=COLOURS[n % len(COLOURS)])
        axis.set_xticks([])
        axis.set_xlabel(label(column))
