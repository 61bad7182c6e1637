"""Time series measured: `python -m bench.timeseries [--data DIR] [--json] [--part NAME …]`.

The metrics and how they are measured are told in `docs/benchmarks.md`. Each part runs in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.report import Metric, print_metrics

PARTS = ("read", "grid", "clean", "chart", "real")
"""What can be measured; each is a module `bench.timeseries_NAME` with `metrics(data_dir)`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.timeseries", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with `timeseries/`; only part real reads it")
    parser.add_argument("--json", action="store_true", help="print one JSON list of name, value, unit")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; may be repeated")
    options = parser.parse_args(arguments)
    print_metrics(measured(options.part or PARTS, options.data), as_json=options.json)


def measured(parts: Sequence[str], data_dir: Path | None) -> Iterator[Metric]:
    """The metrics of several parts, each in a fresh process with its own peak of memory."""
    # One core each, as the bars say; reading alone may use all.
    for name in ("OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"
    for part in parts:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            yield from pool.submit(_part, part, data_dir).result()


def _part(part: str, data_dir: Path | None) -> list[Metric]:
    return list(importlib.import_module(f"bench.timeseries_{part}").metrics(data_dir))


if __name__ == "__main__":
    main()
