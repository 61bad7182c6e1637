"""Forecasting measured: `python -m bench.forecasting --data DIR [--json] [--horizon N …]`.

The protocol of the ETT benchmark on every `ETT*.csv` in DIR (or in DIR/timeseries): the first 12 months train, the
next 4 are the validation part, the 4 after that the test part (months of 30 days), standardised on the training
part, look-back 512, every window of the test part, all columns forecast, errors over all columns and steps. The
default forecaster is measured with the defaults that anyone gets; nothing is chosen by set or horizon. Beside it,
in the same run and on the same windows: the last value, the value a day ago, the mean of the last seven days.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow.csv as pacsv

from bench.report import Metric, print_metrics, skipped
from ml.forecasting import ModelSpec, SeriesSpec, SessionSpec, Span, SplitSpec, evaluate, fit, prepare
from processing.timeseries.table import Column, Table

HORIZONS = (96, 336)
LOOK_BACK = 512

MONTH_H = 30 * 24
"""Hours of a month of the protocol."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.forecasting", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with ETT*.csv, or one with `timeseries/`")
    parser.add_argument("--json", action="store_true", help="print one JSON list of name, value, unit")
    parser.add_argument("--horizon", action="append", type=int, help="only this horizon; may be repeated")
    parser.add_argument("--model", default="default", help="a method of the registry instead of the default")
    options = parser.parse_args(arguments)
    horizons = options.horizon or HORIZONS
    print_metrics(measured(options.data, horizons, ModelSpec(options.model)), as_json=options.json)


def measured(data: Path, horizons: Sequence[int], model: ModelSpec) -> Iterator[Metric]:
    """The metrics of every set and horizon, as they are there."""
    found = sorted({*data.glob("ETT*.csv"), *data.glob("timeseries/ETT*.csv")})
    if not found:
        yield from skipped("forecasting", f"no ETT*.csv in {data}")
    for path in found:
        table = read(path)
        for horizon in horizons:
            yield from _metrics(f"{path.stem.lower()}.{horizon}", table, horizon, model)


def read(path: Path) -> Table:
    """A set as it is published: a column of dates and seven of numbers."""
    rows = pacsv.read_csv(path)
    at = np.array(rows.column(0).cast("timestamp[us]").to_numpy(), dtype="datetime64[us]").astype(np.int64)
    columns = tuple(Column(name, rows.column(name).cast("float64").to_numpy()) for name in rows.column_names[1:])
    return Table(at, columns)


def study(table: Table, horizon: int) -> SessionSpec:
    """The protocol as a study; the step is the set's own."""
    step = int(table.time[1] - table.time[0])
    per_month = MONTH_H * 3_600_000_000 // step
    train, validation, end = (int(table.time[0]) + step * per_month * n for n in (12, 16, 20))
    return SessionSpec(
        tuple(SeriesSpec("set", name) for name in table.names), step, Span(LOOK_BACK), Span(horizon),
        split=SplitSpec("dates", validation_start_us=train, test_start_us=validation, end_us=end),
    )  # fmt: skip


def _metrics(name: str, table: Table, horizon: int, model: ModelSpec) -> Iterator[Metric]:
    windows = prepare({"set": table}, study(table, horizon))
    began, cpu = time.perf_counter(), time.process_time()
    trained = fit(windows, model)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    found = evaluate(trained, windows)
    yield Metric(f"{name}.mse", found.total.mse)
    yield Metric(f"{name}.mae", found.total.mae)
    yield Metric(f"{name}.seconds", seconds, "s")
    yield Metric(f"{name}.cpu-seconds", cpu, "s")
    yield Metric(f"{name}.windows", found.n_windows)
    for short, baseline in (("naive", "naive"), ("seasonal", "seasonal-naive"), ("profile", "day-profile")):
        yield Metric(f"{name}.{short}.mse", found.baselines[baseline].mse)
        yield Metric(f"{name}.{short}.mae", found.baselines[baseline].mae)
    yield Metric(f"{name}.coverage", found.coverage[0].reached)
    yield Metric(f"{name}.interval-width", found.coverage[0].width)


if __name__ == "__main__":
    main()
