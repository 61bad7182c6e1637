"""The one way benchmarks print: `name value unit` a line, or a JSON list."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Metric(NamedTuple):
    """One measured number; `name` has no space, `unit` is `1` for a ratio."""

    name: str
    value: float
    unit: str = "1"


def print_metrics(metrics: Iterable[Metric], *, as_json: bool) -> None:
    """Print metrics as they arrive, or all at the end as one JSON list of name, value, unit."""
    if as_json:
        print(json.dumps([metric._asdict() for metric in metrics], indent=1))
        return
    for metric in metrics:
        print(f"{metric.name} {metric.value:.6g} {metric.unit}", flush=True)


def skipped(what: str, why: str) -> Iterator[Metric]:
    """Say on stderr that a measurement was not made; yields nothing."""
    print(f"skipped {what}: {why}", file=sys.stderr, flush=True)
    return iter(())
