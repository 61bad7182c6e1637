"""Platform benchmarks over HTTP against a station of their own: `python -m bench.platform [--json] [--part NAME …]`.

The metrics and how they are measured are told in `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator, Sequence

from bench.report import Metric, print_metrics
from bench.station import running_station

PARTS = ("sound", "jobs", "live", "lists")
"""What can be measured; each is a module `bench.platform_NAME` with `metrics(station)`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.platform", description=__doc__)
    parser.add_argument("--data", help="accepted for likeness with the other benches; not used")
    parser.add_argument("--json", action="store_true", help="print one JSON list of name, value, unit")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; may be repeated")
    options = parser.parse_args(arguments)
    print_metrics(measured(options.part or PARTS), as_json=options.json)


def measured(parts: Sequence[str]) -> Iterator[Metric]:
    """The metrics of several parts, each on an empty station."""
    for part in parts:
        module = importlib.import_module(f"bench.platform_{part}")
        with running_station(**getattr(module, "SETTINGS", {})) as station:
            yield from module.metrics(station)


if __name__ == "__main__":
    main()
