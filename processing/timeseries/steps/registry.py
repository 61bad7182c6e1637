"""The processing steps by name; a decorator adds one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.findings import Finding, Severity
from processing.timeseries.parameters import Parameter, schema
from processing.timeseries.table import Column, Table

CODE_VERSION = 1
"""Raised when a step answers differently than before; part of a version's lineage."""


class Marks(NamedTuple):
    """Values of one column that a step changed, for the plot.

    times : int64, microseconds since 1970 UTC, ascending, shape (k,).
    before, after : float64, shape (k,), NaN where missing.
    """

    column: str
    times: IndexArray
    before: FloatArray
    after: FloatArray


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step made of a table, and everything it did to it."""

    table: Table
    findings: tuple[Finding, ...] = ()
    marks: tuple[Marks, ...] = ()

    @property
    def n_changed(self) -> int:
        return sum(finding.n_changed for finding in self.findings)

    @property
    def n_dropped(self) -> int:
        return sum(finding.n_dropped for finding in self.findings)


Run = Callable[[Table, Any, tuple[str, ...]], StepResult]
"""`(table, params, columns)`: works on the named columns, leaves others as they are."""

_RunColumn = TypeVar("_RunColumn", bound=Callable[[IndexArray, FloatArray, Any], FloatArray])
"""`(time, values, params)` to new values of the same shape; neither argument is written to."""

_Run = TypeVar("_Run", bound=Callable[..., StepResult])


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its parameter dataclass, its function, how much around a window it needs to see.

    group : "clean", "grid" or "cloud", for the page.
    margin_s : seconds before and after a window that a preview must include.
    """

    name: str
    title: str
    summary: str
    group: str
    params: type[Any]
    run: Run
    margin_s: Callable[[Any], float]

    @property
    def parameters(self) -> list[Parameter]:
        """What a page needs to draw the controls."""
        return schema(self.params)


STEPS: dict[str, Step] = {}
"""All steps, in the order a page offers them, filled by the decorators below."""


def _no_margin(params: Any) -> float:
    del params
    return 0.0


def step(
    name: str, *, title: str, summary: str, group: str, params: type[Any],
    margin_s: Callable[[Any], float] = _no_margin,
) -> Callable[[_Run], _Run]:  # fmt: skip
    """Register a function `(table, params, columns) -> StepResult` as a step."""

    def register(run: _Run) -> _Run:
        STEPS[name] = Step(name, title, summary, group, params, run, margin_s)
        return run

    return register


def column_step(
    name: str, *, title: str, summary: str, params: type[Any], told: str, margin_s: Callable[[Any], float] = _no_margin
) -> Callable[[_RunColumn], _RunColumn]:
    """Register a function `(time, values, params) -> values` as a cleaning step of each column alone.

    told : what happened to the counted values, after their number: "of flat lines made missing".
    """

    def register(run_column: _RunColumn) -> _RunColumn:
        def run(table: Table, params: Any, columns: tuple[str, ...]) -> StepResult:
            def work(time: IndexArray, values: FloatArray) -> FloatArray:
                return run_column(time, values, params)

            return by_column(table, columns, work, code=name, told=told)

        STEPS[name] = Step(name, title, summary, "clean", params, run, margin_s)
        return run_column

    return register


def by_column(
    table: Table, columns: Sequence[str], work: Callable[[IndexArray, FloatArray], FloatArray], *, code: str, told: str
) -> StepResult:
    """Run `work` on each named column and tell what it changed, by comparing."""
    findings, marks = [], []
    for name in columns:
        old = table.column(name)
        new = work(table.time, old.values)
        changed = np.flatnonzero((old.values != new) & ~(np.isnan(old.values) & np.isnan(new)))
        if len(changed) == 0:
            continue
        table = table.with_column(replace(old, values=new))
        findings.append(changed_finding(table, old, changed, code=code, told=told))
        marks.append(Marks(name, table.time[changed], old.values[changed], new[changed]))
    return StepResult(table, tuple(findings), tuple(marks))


def changed_finding(table: Table, old: Column, changed: IndexArray, *, code: str, told: str) -> Finding:
    """The finding for values of `old` that a step changed at these rows."""
    return Finding(
        code=code,
        severity=Severity.INFO,
        message=f"{old.name}: {len(changed):,} {told}",
        count=len(changed),
        column=old.name,
        n_changed=len(changed),
        rows=changed,
        times=table.time[changed],
        values=old.values[changed],
    )


def blanked(values: FloatArray, starts: IndexArray, stops: IndexArray) -> FloatArray:
    """The values with the stretches start to stop missing."""
    if len(starts) == 0:
        return values
    depth = np.zeros(len(values) + 1, np.int32)
    np.add.at(depth, starts, 1)
    np.add.at(depth, stops, -1)
    return np.where(np.cumsum(depth[:-1]) > 0, np.nan, values)
