"""Ten million points decimated for a chart."""

from __future__ import annotations

import tempfile
import time as clock
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.report import Metric
from bench.stopwatch import peak_bytes
from processing.timeseries import pyramid
from processing.timeseries.table import US, Column, Table, Window

N_POINTS = 10_000_000

N_WINDOWS = 200
"""Windows asked for, from the whole to a few thousand points, anywhere."""

WIDTH = 2000
"""Stretches a window is told in."""


def metrics(data_dir: Path | None) -> Iterator[Metric]:
    """Time to build the pyramid, its size, time per window, and how many windows lack an extreme."""
    del data_dir
    rng = np.random.default_rng(1)
    values = rng.normal(size=N_POINTS).cumsum()
    values[rng.integers(0, N_POINTS, 200)] += 500
    table = Table(np.arange(N_POINTS) * US, (Column("value", values),))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pyramid"
        begin = clock.process_time()
        pyramid.build(table, path)
        yield Metric("chart.build.cpu_s", clock.process_time() - begin, "s")
        yield Metric("chart.bytes", path.stat().st_size, "B")
        yield from _windows(pyramid.Pyramid(path), table, rng)
    yield Metric("chart.peak", peak_bytes(), "B")


def _windows(stored: pyramid.Pyramid, table: Table, rng: np.random.Generator) -> Iterator[Metric]:
    took, n_wrong = [], 0
    for length in np.geomspace(N_POINTS, 5000, N_WINDOWS).astype(int):
        start = int(rng.integers(0, N_POINTS - length + 1))
        window = Window(start * US, (start + int(length)) * US)
        begin = clock.perf_counter()
        line = stored.line(0, window, WIDTH)
        if line is None:
            part = table.within(window)
            line = pyramid.line_of(part.time, part.columns[0], window, WIDTH)
        took.append(clock.perf_counter() - begin)
        own = table.columns[0].values[start : start + length]
        inside = line.value[(line.time >= window.start) & (line.time < window.end)]
        n_wrong += not (np.nanmin(inside) == own.min() and np.nanmax(inside) == own.max())
    yield Metric("chart.window.median_ms", float(np.median(took)) * 1000, "ms")
    yield Metric("chart.window.p99_ms", float(np.percentile(took, 99)) * 1000, "ms")
    yield Metric("chart.windows-without-an-extreme", n_wrong)
