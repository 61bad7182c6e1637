"""Speed of the feature sets on one core: 5 ms calls at 250 kHz.

python -m bench.acoustics_features
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.report import Metric, print_metrics
from processing.arrays import FloatArray
from processing.audio.features import FEATURE_SETS, extract
from processing.audio.intervals import Interval

SR = 250_000
"""Hz, of a usual bat recorder."""

CALL_S = 0.005
"""Seconds, a usual echolocation call."""

N_CALLS = 10_000
"""Calls measured."""


def synthetic_calls() -> tuple[FloatArray, list[Interval]]:
    """Downward sweeps in noise, each different: a signal and the interval of every call."""
    rng = np.random.default_rng(7)
    n = round(CALL_S * SR)
    time_s = np.arange(n) / SR
    starts = rng.uniform(50_000, 100_000, N_CALLS)[:, None]
    falls = rng.uniform(2e6, 8e6, N_CALLS)[:, None]
    calls = np.sin(2 * np.pi * (starts * time_s - falls * time_s**2 / 2)) * np.hanning(n)
    noise = rng.normal(0, 0.01, calls.shape)
    intervals = [Interval(i * CALL_S, (i + 1) * CALL_S) for i in range(N_CALLS)]
    return (calls + noise).astype(np.float32).ravel(), intervals


def metrics(_data_dir: Path) -> Iterator[Metric]:
    """Calls per second of processor time of every feature set; needs no data."""
    y, intervals = synthetic_calls()
    for name in FEATURE_SETS:
        extract(y, SR, intervals[:100], feature_set=name)
        start = time.process_time()
        extract(y, SR, intervals, feature_set=name)
        yield Metric(f"features.{name}.calls-per-s", N_CALLS / (time.process_time() - start), "1/s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    print_metrics(metrics(Path()), as_json=parser.parse_args().json)
