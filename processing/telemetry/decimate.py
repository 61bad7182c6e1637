"""Fewer points for the same picture: extremes by pixel for the screen, LTTB for export."""

import numpy as np

from processing.telemetry.buckets import Buckets, Int64Array, Series


def points_of(buckets: Buckets) -> Series:
    """The points that a line through buckets needs: first, lowest, highest and last of each, at their true times.

    Every extreme of every bucket is there; points that coincide are there once. Empty gives empty.
    """
    at_us = np.stack([buckets.first_at_us, buckets.low_at_us, buckets.high_at_us, buckets.last_at_us], axis=1).ravel()
    value = np.stack([buckets.first, buckets.low, buckets.high, buckets.last], axis=1).ravel()
    order = np.argsort(at_us, kind="stable")
    at_us, value = at_us[order], value[order]
    is_new = np.concatenate(([True], np.diff(at_us) > 0)) if at_us.size else np.empty(0, np.bool_)
    return Series(at_us[is_new], value[is_new])


def bin_width_us(start_us: int, end_us: int, *, width_px: int) -> int:
    """Length in microseconds of the time behind one pixel, at least 1."""
    return max(1, -(-(end_us - start_us) // max(1, width_px)))


def largest_triangles(series: Series, *, n_out: int) -> Series:
    """Choose `n_out` readings that keep the shape of a line (LTTB).

    Steinarsson 2013, "Downsampling Time Series for Visual Representation", section 4.2: of each of n_out − 2
    equal runs of readings the one is kept that spans the largest triangle with the one kept before and the mean
    of the next run. First and last stay.

    n_out : at least 3. A series that is no longer than that comes back as it is.
    """
    n = series.at_us.size
    if n <= max(3, n_out):
        return series
    # Differences from the first time keep the areas small enough for full precision.
    t = (series.at_us - series.at_us[0]).astype(np.float64)
    y = series.value
    edges = np.linspace(1, n - 1, n_out - 1).astype(np.intp)
    kept = np.empty(n_out, np.intp)
    kept[0], kept[-1] = 0, n - 1
    for i in range(n_out - 2):
        low, high = edges[i], edges[i + 1]
        after = slice(high, edges[i + 2] if i + 2 < edges.size else n)
        t_next, y_next = t[after].mean(), y[after].mean()
        a = kept[i]
        area = np.abs((t[a] - t_next) * (y[low:high] - y[a]) - (t[a] - t[low:high]) * (y_next - y[a]))
        kept[i + 1] = low + int(np.argmax(area))
    return Series(series.at_us[kept], y[kept])


def gaps_between(first_at_us: Int64Array, last_at_us: Int64Array, *, longest_us: int) -> list[tuple[int, int]]:
    """Where nothing was heard for longer than `longest_us`: from the last reading before to the first after.

    first_at_us, last_at_us : of consecutive buckets, or the same array twice for single readings.
    """
    if first_at_us.size < 2:
        return []
    silence = first_at_us[1:] - last_at_us[:-1]
    return [(int(last_at_us[i]), int(first_at_us[i + 1])) for i in np.flatnonzero(silence > longest_us)]
