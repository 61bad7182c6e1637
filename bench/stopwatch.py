"""Contestants that take turns on a machine that other work shares."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Took(NamedTuple):
    """The fastest of several runs: seconds by the clock and seconds of processor, each its own least."""

    wall_s: float
    cpu_s: float


def turns(contestants: Mapping[str, Callable[[], object]], *, n_rounds: int = 3) -> dict[str, Took]:
    """Run each in turn, several rounds; the fastest counts, for all alike."""
    best = dict.fromkeys(contestants, Took(float("inf"), float("inf")))
    for _ in range(n_rounds):
        for name, run in contestants.items():
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            took = Took(time.perf_counter() - wall, time.process_time() - cpu)
            best[name] = Took(min(best[name].wall_s, took.wall_s), min(best[name].cpu_s, took.cpu_s))
    return best


def peak_bytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
