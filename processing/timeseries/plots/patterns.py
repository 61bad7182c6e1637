"""Pictures of what returns: day and hour, autocorrelation, spectrum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from scipy import fft

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.plots.lines import dates_along
from processing.timeseries.plots.registry import COLOURS, Look, label, plot
from processing.timeseries.read.zones import changes, offset_at, zone_of
from processing.timeseries.slots import Slots
from processing.timeseries.table import US, Column, Table

_HOUR_US = 3600 * US


def _local_hours(time: IndexArray, zone: str) -> IndexArray:
    """Whole hours of the zone's clock since 1970-01-01 00:00 of that clock."""
    start, end = int(time[0]) // US, int(time[-1]) // US
    found = list(changes(zone_of(zone), start, end + 1))
    offsets = np.array([offset_at(zone_of(zone), start), *(change.after_s for change in found)])
    at = np.searchsorted([change.at_s * US for change in found], time, side="right")
    return np.asarray((time + offsets[at] * US) // _HOUR_US)


@plot("heat", title="Heat map of day and hour")
def draw_heat(figure: Figure, table: Table, columns: Sequence[Column], look: Look) -> None:
    """The mean of each hour: days along, hours of the zone's clock up."""
    axes = np.atleast_1d(figure.subplots(len(columns), 1, sharex=True))
    for axis, column in zip(axes, columns, strict=True):
        valid = ~np.isnan(column.values)
        if not valid.any():
            continue
        hour = _local_hours(table.time[valid], look.zone)
        first, last = int(hour[0]) // 24, int(hour[-1]) // 24
        cell = hour - first * 24
        n = np.bincount(cell, minlength=(last - first + 1) * 24)
        total = np.bincount(cell, weights=column.values[valid], minlength=len(n))
        mean = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0).reshape(-1, 24).T
        image = axis.imshow(mean, aspect="auto", origin="lower", cmap="viridis", interpolation="nearest",
                            extent=(first, last + 1, 0, 24))  # fmt: skip
        axis.set_yticks(range(0, 25, 6))
        axis.set_ylabel("hour")
        axis.grid(False)
        figure.colorbar(image, ax=axis, label=label(column))
    dates_along(axes[-1], None)
    axes[-1].set_xlabel(look.zone)


def autocorrelation(values: FloatArray, n_lags: int) -> FloatArray:
    """Correlation of evenly spaced values with themselves 0 to `n_lags` steps later.

    Of the pairs of which both are there (missing values are NaN); shape (n_lags + 1,); NaN for no variance.
    """
    there = ~np.isnan(values)
    if not there.any():
        return np.full(n_lags + 1, np.nan)
    x = np.where(there, values - values[there].mean(), 0.0)
    size = fft.next_fast_len(2 * len(x), real=True)
    both = [np.abs(fft.rfft(part, size)) ** 2 for part in (x, there.astype(float))]
    product, n = (fft.irfft(part, size)[: n_lags + 1] for part in both)
    n = np.rint(n)
    mean = np.divide(product, n, out=np.full(len(n), np.nan), where=n > 0)
    return np.asarray(mean / mean[0]) if mean[0] > 0 else np.full(n_lags + 1, np.nan)


@plot("autocorrelation", title="Autocorrelation")
def draw_autocorrelation(figure: Figure, table: Table, columns: Sequence[Column], look: Look) -> None:
    """Correlation with the past, up to ten days or a third of the series."""
    del look
    axis = figure.subplots()
    for n, column in enumerate(columns):
        slots = Slots.of(table.time, column.values)
        n_lags = max(1, min(10 * 86_400 * US // slots.step_us, len(slots.values) // 3))
        hours = np.arange(n_lags + 1) * slots.step_us / _HOUR_US
        axis.plot(hours, autocorrelation(slots.values, int(n_lags)), color=COLOURS[n % len(COLOURS)], label=column.name)
    axis.axhline(0, color="grey", lw=0.8)
    axis.set_xlabel("lag [h]")
    axis.set_ylabel("correlation")
    axis.legend(fontsize="small")


@plot("spectrum", title="Spectrum")
def draw_spectrum(figure: Figure, table: Table, columns: Sequence[Column], look: Look) -> None:
    """Power by period (periodogram with a Hann window; missing values count as the mean)."""
    del look
    axis = figure.subplots()
    for n, column in enumerate(columns):
        slots = Slots.of(table.time, column.values)
        x = slots.values - np.nanmean(slots.values) if (~np.isnan(slots.values)).any() else np.zeros(2)
        power = np.abs(fft.rfft(np.nan_to_num(x) * np.hanning(len(x)))) ** 2
        period_h = len(x) * slots.step_us / _HOUR_US / np.arange(1, len(power))
        if not (power[1:] > 0).any():
            continue
        some = _thinned(period_h, power[1:])
        axis.loglog(some[0], some[1], lw=0.8, color=COLOURS[n % len(COLOURS)], label=column.name)
    axis.set(xlabel="period [h]", ylabel="power")
    for hours in (12, 24, 168):
        axis.axvline(hours, color="grey", lw=0.7, ls=":")
    if len(axis.get_legend_handles_labels()[0]):
        axis.legend(fontsize="small")


def _thinned(period: FloatArray, power: FloatArray, n: int = 4000) -> tuple[FloatArray, FloatArray]:
    """The strongest line of each of n stretches evenly spaced on the logarithm of the period."""
    if len(period) <= n:
        return period, power
    cell = np.floor((n - 1) * np.log(period / period[-1]) / np.log(period[0] / period[-1])).astype(int)
    starts = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))
    stops = np.append(starts[1:], len(cell))
    best = np.array([low + int(power[low:high].argmax()) for low, high in zip(starts, stops, strict=True)])
    return period[best], power[best]
