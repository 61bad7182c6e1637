"""Proposing how a file is to be read."""

from __future__ import annotations

import csv
from pathlib import Path

from processing.timeseries.read.plan import ColumnPlan, Detection, ReadPlan, Role


def detect(path: Path, *, name: str = "", zone: str = "") -> Detection:
    """Propose a plan for a file from its content.

    name : what the file was called; only a hint.
    zone : IANA name assumed for times without an offset; "" asks.
    """
    del name
    with path.open(encoding="utf-8") as file:
        lines = [file.readline() for _ in range(101)]
    delimiter = max(",;\t", key=lines[0].count)
    rows = list(csv.reader(lines, delimiter=delimiter))
    columns = tuple(ColumnPlan(n, title, Role.TIME if n == 0 else Role.VALUE) for n, title in enumerate(rows[0]))
    plan = ReadPlan(delimiter=delimiter, columns=columns, zone=zone or "UTC")
    return Detection(plan, sample=tuple(tuple(row) for row in rows[1:]), usable_share=1.0)


def redetect(path: Path, plan: ReadPlan) -> Detection:
    """What a corrected plan makes of the file: its sample, what of it can be read, what is still asked."""
    return Detection(plan, sample=detect(path).sample)
