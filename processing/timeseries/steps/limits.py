"""Values that cannot be: outside limits, zeros of a dead sensor, text among numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.findings import Finding, Severity
from processing.timeseries.parameters import number
from processing.timeseries.steps.registry import StepResult, column_step, step
from processing.timeseries.table import NO_TEXTS, Table


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what can be; either may be open, and 0 is a bound like any other."""

    low: float | None = number(None, label="Lowest", help="Values below become missing.", is_optional=True, step=0.1)
    high: float | None = number(None, label="Highest", help="Values above become missing.", is_optional=True, step=0.1)


@column_step(
    "limits", title="Limits", summary="Values outside the limits become missing.", params=Limits,
    told="values outside the limits made missing",
)  # fmt: skip
def outside_limits(time: IndexArray, values: FloatArray, params: Limits) -> FloatArray:
    """Make values below `low` or above `high` missing; a value on a limit stays."""
    del time
    low = -np.inf if params.low is None else params.low
    high = np.inf if params.high is None else params.high
    return np.where((values < low) | (values > high), np.nan, values)


@dataclass(frozen=True, slots=True)
class NoParams:
    """A step that is either in the recipe or not."""


@column_step(
    "zeros", title="Zeros", summary="Zeros become missing.", params=NoParams, told="zeros made missing",
)  # fmt: skip
def zeros(time: IndexArray, values: FloatArray, params: NoParams) -> FloatArray:
    """Make every 0 missing, for instruments that write 0 when they have nothing to say."""
    del time, params
    return np.where(values == 0, np.nan, values)


@step(
    "non-numeric", title="Text", summary="Text among the numbers becomes missing and is listed.", group="clean",
    params=NoParams,
)  # fmt: skip
def non_numeric(table: Table, params: NoParams, columns: tuple[str, ...]) -> StepResult:
    """Forget the text of cells that are no numbers; each is listed."""
    del params
    findings = []
    for name in columns:
        old = table.column(name)
        if not len(old.texts.rows):
            continue
        table = table.with_column(replace(old, texts=NO_TEXTS))
        findings.append(
            Finding(
                "non-numeric",
                Severity.INFO,
                f"{name}: {len(old.texts.rows):,} texts made missing",
                count=len(old.texts.rows),
                column=name,
                n_changed=len(old.texts.rows),
                rows=old.texts.rows,
                times=table.time[old.texts.rows],
                values=old.texts.words,
            )
        )
    return StepResult(table, tuple(findings))
