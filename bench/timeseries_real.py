"""Real files: what is read, what is told, and the known values of the grid."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.report import Metric, skipped
from processing.errors import TableError
from processing.timeseries.grid import grid_over
from processing.timeseries.read import detect, read
from processing.timeseries.resample import resample
from processing.timeseries.table import US


def metrics(data_dir: Path | None) -> Iterator[Metric]:
    """Rows read, kept and dropped of every CSV in `timeseries/`, and the points of a grid of 15 minutes."""
    folder = None if data_dir is None else data_dir / "timeseries"
    if folder is None or not folder.is_dir():
        yield from skipped("real files", "no folder with timeseries/ was given")
        return
    for path in sorted(folder.glob("*.csv")):
        begin = clock.perf_counter()
        try:
            result = read(path, detect(path, zone="UTC").plan)
        except TableError as error:
            yield Metric(f"real.{path.stem}.refused-{error.code}", 1)
            continue
        yield Metric(f"real.{path.stem}.s", clock.perf_counter() - begin, "s")
        yield Metric(f"real.{path.stem}.rows", result.n_rows)
        yield Metric(f"real.{path.stem}.dropped", result.n_dropped)
        table = result.table
        grid = grid_over(int(table.time[0]), int(table.time[-1]), step_us=900 * US)
        means = resample(table.time, table.columns[0].values, grid, method="mean", closed_both=True)
        yield Metric(f"real.{path.stem}.grid-points", grid.n_points)
        yield Metric(f"real.{path.stem}.grid-missing", int(np.isnan(means).sum()))
