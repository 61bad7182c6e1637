"""Acoustic benchmarks: `python -m bench.acoustics --data DIR [--json] [--part NAME …]`.

Without `--data` the folder is taken from FIELDSTATION_DATA. Names and meaning of the metrics are told in
`docs/acoustics/`.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.report import Metric, print_metrics, skipped

PARTS = (
    "segmentation",
    "learned",
    "speed",
    "spectrogram",
    "features",
    "classification",
    "active",
    "similarity",
    "clustering",
)
"""What can be measured; each is a module `bench.acoustics_NAME` with `metrics(data_dir)`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.acoustics", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("FIELDSTATION_DATA"))
    parser.add_argument("--json", action="store_true", help="print one JSON list of name, value, unit")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; may be repeated")
    options = parser.parse_args(arguments)
    if options.data is None or not Path(options.data).is_dir():
        parser.error(f"needs a folder of labelled recordings (--data or FIELDSTATION_DATA), got {options.data}")
    print_metrics(measured(Path(options.data), options.part or PARTS), as_json=options.json)


def measured(data_dir: Path, parts: Sequence[str]) -> Iterator[Metric]:
    """The metrics of several parts, one part after another."""
    for part in parts:
        name = f"bench.acoustics_{part}"
        if importlib.util.find_spec(name) is None:
            yield from skipped(part, "this part has no bench")
        else:
            yield from importlib.import_module(name).metrics(data_dir)


if __name__ == "__main__":
    main()
