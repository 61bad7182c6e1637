"""Telemetry benchmarks: `python -m bench.telemetry [--data DIR] [--json] [--part NAME …] [--database NAME …]`.

The metrics and how they are measured are told in `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.report import Metric, print_metrics, skipped

PARTS = ("ingest", "kills", "queries", "live", "detectors")
"""What can be measured; each is a module `bench.telemetry_NAME` with `metrics(options)`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.telemetry", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with telemetry/ in it, for the recorded day")
    parser.add_argument("--json", action="store_true", help="print one JSON list of name, value, unit")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; may be repeated")
    parser.add_argument("--database", action="append", choices=("sqlite", "postgresql"), help="only this server")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long readings are sent")
    parser.add_argument("--kills", type=int, default=50, help="how often a process is killed")
    parser.add_argument("--readings", type=int, default=31_536_000, help="readings that are searched, one a second")
    options = parser.parse_args(arguments)
    options.database = options.database or ["sqlite", "postgresql"]
    print_metrics(measured(options), as_json=options.json)


def measured(options: argparse.Namespace) -> Iterator[Metric]:
    """The metrics of several parts."""
    for part in options.part or PARTS:
        if find_spec(f"bench.telemetry_{part}") is None:
            yield from skipped(part, "it has no module here")
            continue
        yield from importlib.import_module(f"bench.telemetry_{part}").metrics(options)


if __name__ == "__main__":
    main()
