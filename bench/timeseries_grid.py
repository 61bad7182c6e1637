"""Ten million rows to a grid by each method, beside pandas and polars on one core."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from bench.report import Metric
from bench.stopwatch import peak_bytes, turns
from processing.timeseries.grid import Grid, grid_over
from processing.timeseries.resample import METHODS, resample
from processing.timeseries.table import US

N_ROWS = 10_000_000

STEPS_S = {"coarse": 900, "fine": 60}
"""A quarter of an hour (15 rows a point), and the rows' own minute (a point a row)."""

PANDAS_OF_WINDOW = ("mean", "median", "min", "max", "sum", "first", "last")


def metrics(data_dir: Path | None) -> Iterator[Metric]:
    """Seconds of processor per method, and of the like in pandas and polars."""
    del data_dir
    rng = np.random.default_rng(1)
    time = np.arange(N_ROWS) * 60 * US + rng.integers(0, 30 * US, N_ROWS)
    values = rng.normal(size=N_ROWS)
    for name, step_s in STEPS_S.items():
        grid = grid_over(int(time[0]), int(time[-1]), step_us=step_s * US)
        for method in METHODS:
            took = turns(_contestants(time, values, grid, method, step_s), n_rounds=2)
            for who, one in took.items():
                yield Metric(f"grid.{name}.{method}.{who}.cpu_s", one.cpu_s, "s")
    yield Metric("grid.peak", peak_bytes(), "B")


def _contestants(
    time: np.ndarray, values: np.ndarray, grid: Grid, method: str, step_s: int
) -> dict[str, Callable[[], object]]:
    found: dict[str, Callable[[], object]] = {
        "ours": lambda: resample(time, values, grid, method=method, max_gap_us=300 * US)
    }
    at = pd.DatetimeIndex(time.astype("datetime64[us]"))
    if method in PANDAS_OF_WINDOW:
        series = pd.Series(values, at)
        found["pandas"] = lambda: getattr(series.resample(f"{step_s}s"), method)()
        frame = pl.DataFrame({"t": time.astype("datetime64[us]"), "v": values}).set_sorted("t")
        found["polars"] = lambda: frame.group_by_dynamic("t", every=f"{step_s}s").agg(getattr(pl.col("v"), method)())
    elif method in ("nearest", "previous"):
        left = pd.DataFrame({"t": grid.times.astype("datetime64[us]")})
        right = pd.DataFrame({"t": at, "v": values})
        direction = "nearest" if method == "nearest" else "backward"
        found["pandas"] = lambda: pd.merge_asof(left, right, on="t", direction=direction)
        one, two = pl.from_pandas(left).set_sorted("t"), pl.from_pandas(right).set_sorted("t")
        found["polars"] = lambda: one.join_asof(two, on="t", strategy=direction)
    return found
