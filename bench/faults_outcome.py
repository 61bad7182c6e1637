"""What a run with faults came to, and how rows of the station are held against what was acknowledged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.station import Station


@dataclass
class Audit:
    """The outcome of a run."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    n_lost: int = 0
    n_doubled: int = 0
    n_stuck: int = 0
    n_jobs: int = 0
    n_failed: int = 0
    findings: list[str] = field(default_factory=list)

    def hold(self, what: str, wanted: list[Any], found: Counter[Any]) -> None:
        """Every acknowledged thing once, nothing more than once."""
        lost = [key for key in set(wanted) if not found[key]]
        doubled = [key for key, n in found.items() if n > 1]
        self.acknowledged[what] = len(set(wanted))
        self.n_lost += len(lost)
        self.n_doubled += len(doubled)
        self.findings += [f"lost: {what} {key}" for key in lost] + [f"doubled: {what} {key}" for key in doubled]

    def count(self, what: str, n_wanted: int, n_found: int) -> None:
        """As many as were asked for, where nothing but their number tells them apart."""
        self.acknowledged[what] = n_wanted
        self.n_lost += max(0, n_wanted - n_found)
        self.n_doubled += max(0, n_found - n_wanted)
        if n_found != n_wanted:
            self.findings.append(f"{what}: {n_found} instead of {n_wanted}")

    def miss(self, line: str) -> None:
        """Something acknowledged that is not what it should have become."""
        self.n_lost += 1
        self.findings.append(line)


def rows_of(station: Station, path: str) -> Iterator[dict[str, Any]]:
    """Every row of a list."""
    following: str | None = f"{path}&limit=500"
    while following:
        page = station.call("GET", following)
        yield from page["results"]
        following = page["next"]
        if following and following.startswith("http"):
            following = following.removeprefix(station.url)
