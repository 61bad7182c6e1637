"""The whole cleaning chain on two million rows with faults, on one core."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.report import Metric
from bench.stopwatch import peak_bytes
from processing.timeseries.steps import StepSpec, run_step
from processing.timeseries.table import US, Column, Table

N_ROWS = 2_000_000

CHAIN = (
    StepSpec("flat-line", {"minutes": 60}), StepSpec("limits", {"low": -20, "high": 100}), StepSpec("zeros"),
    StepSpec("non-numeric"), StepSpec("spikes", {"change_per_min": 3, "length_min": 60}), StepSpec("robust-outliers"),
    StepSpec("seasonal-outliers"), StepSpec("learned-outliers"), StepSpec("fill-gaps", {"max_gap_min": 120}),
    StepSpec("limits", {"low": -20, "high": 100}), StepSpec("short-islands"),
)  # fmt: skip
"""Every step of the specification, in its order."""

N_ROUNDS = 2


def metrics(data_dir: Path | None) -> Iterator[Metric]:
    """Seconds of processor of each step and of the chain, the least of two runs."""
    del data_dir
    table = _faulty()
    totals = {n: float("inf") for n in range(len(CHAIN))}
    for _ in range(N_ROUNDS):
        current = table
        for n, spec in enumerate(CHAIN):
            begin = clock.process_time()
            current = run_step(current, spec).table
            totals[n] = min(totals[n], clock.process_time() - begin)
    for n, spec in enumerate(CHAIN):
        yield Metric(f"clean.{n + 1:02}-{spec.name}.cpu_s", totals[n], "s")
    yield Metric("clean.chain.cpu_s", sum(totals.values()), "s")
    yield Metric("clean.peak", peak_bytes(), "B")


def _faulty() -> Table:
    """Eleven years of three minutes: a day's course, drift, noise; spikes, flat lines, gaps and zeros."""
    rng = np.random.default_rng(0)
    n = np.arange(N_ROWS)
    drift = 0.005 * rng.normal(size=N_ROWS).cumsum()
    values = np.round(40 + 10 * np.sin(n / 480 * 2 * np.pi) + drift + rng.normal(0, 0.5, N_ROWS), 2)
    for start in rng.integers(0, N_ROWS - 60, 2000):
        values[start : start + rng.integers(1, 10)] += rng.choice([-30, 30])
    for start in rng.integers(0, N_ROWS - 60, 500):
        values[start : start + 30] = values[start]
    for start in rng.integers(0, N_ROWS - 60, 1000):
        values[start : start + rng.integers(1, 20)] = np.nan
    values[rng.integers(0, N_ROWS, 1000)] = 0
    return Table(n * 180 * US, (Column("value", values),))
