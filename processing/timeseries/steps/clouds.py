"""Steps that look at one column against another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import ProcessingError
from processing.timeseries.cloud import KINDS, Curve, Regression, Tolerance, fit, outside, pair
from processing.timeseries.parameters import choice, column, number
from processing.timeseries.steps.registry import Marks, StepResult, changed_finding, step
from processing.timeseries.table import US, Table


@dataclass(frozen=True, slots=True)
class CurveParams:
    """The curve of a column on another."""

    x: str = column(label="Against", help="The column on the horizontal axis.")
    kind: str = choice("linear", options=KINDS, label="Curve", help="The kind of regression.")
    degree: float = number(2, label="Degree", minimum=2, maximum=5, help="Of a polynomial.")
    n_breaks: float = number(1, label="Change points", minimum=1, maximum=2, help="Of a piecewise line.")
    span: float = number(
        0.3, label="Span", minimum=0.01, maximum=1, step=0.05, help="Share of the points each place of LOWESS sees."
    )
    pair_within_s: float = number(
        0.0, label="Pair within", unit="s", minimum=0, maximum=86_400,
        help="Distance in time at which values still are a pair.",
    )  # fmt: skip

    @property
    def regression(self) -> Regression:
        return Regression(self.kind, int(self.degree), int(self.n_breaks), self.span)


@dataclass(frozen=True, slots=True)
class CloudOutside(CurveParams):
    """How far from the curve is outside, and how often the curve is fitted again without what was."""

    tolerance_kind: str = choice(
        "constant", options=("constant", "proportional"), label="Tolerance",
        help="In the column's own unit, or percent of the curve.",
    )  # fmt: skip
    tolerance: float = number(
        1.0, label="Up to", minimum=0, step=0.1, help="Used as given: 0 leaves only what lies on the curve."
    )
    refits: float = number(
        1, label="Fit again", minimum=0, maximum=20, help="Times the curve is fitted again without the points outside."
    )


def _told(curve: Curve) -> str:
    return curve.equation or curve.kind


def _margin_s(params: CurveParams) -> float:
    return params.pair_within_s


def _targets(columns: Sequence[str], x: str) -> list[str]:
    if not x:
        raise ProcessingError("bad-parameter", "x must name a column", name="x")
    targets = [name for name in columns if name != x]
    if not targets:
        raise ProcessingError("bad-parameter", "a cloud needs a second column beside x", name="x")
    return targets


@step(
    "cloud-outside", title="Outside the cloud", group="cloud", params=CloudOutside, margin_s=_margin_s,
    summary="Values too far from their curve on another column become missing.",
)  # fmt: skip
def cloud_outside(table: Table, params: CloudOutside, columns: tuple[str, ...]) -> StepResult:
    """Make values missing that lie outside the tolerance around their curve on `x`, fitting again without them."""
    tolerance = Tolerance(params.tolerance_kind, params.tolerance)
    x = table.column(params.x or "")
    result = StepResult(table)
    for name in _targets(columns, params.x):
        y = table.column(name)
        pairs = pair(table.time, x.values, table.time, y.values, tolerance_us=round(params.pair_within_s * US))
        values = y.values.copy()
        kept = np.arange(len(pairs))
        for _ in range(int(params.refits) + 1):
            curve = fit(pairs.x[kept], pairs.y[kept], params.regression)
            out = outside(curve, pairs.x[kept], pairs.y[kept], tolerance)
            if not len(out):
                break
            values[pairs.row_y[kept[out]]] = np.nan
            kept = np.delete(kept, out)
            if len(kept) < 3:
                break
        told = f"values outside {params.tolerance_kind} {params.tolerance:g} of {_told(curve)} made missing"
        result = _changed(result, name, values, "cloud-outside", told=told)
    return result


@dataclass(frozen=True, slots=True)
class CloudFill(CurveParams):
    """The curve missing values are taken from."""


@step(
    "cloud-fill", title="Fill from the cloud", group="cloud", params=CloudFill, margin_s=_margin_s,
    summary="Missing values are taken from the curve on another column.",
)  # fmt: skip
def cloud_fill(table: Table, params: CloudFill, columns: tuple[str, ...]) -> StepResult:
    """Fill missing values from their curve on `x`, where x is known and within what the curve was fitted on."""
    x = table.column(params.x or "")
    result = StepResult(table)
    within = round(params.pair_within_s * US)
    for name in _targets(columns, params.x):
        y = table.column(name)
        pairs = pair(table.time, x.values, table.time, y.values, tolerance_us=within)
        curve = fit(pairs.x, pairs.y, params.regression)
        values = y.values.copy()
        rows, at = _fillable(table.time, x.values, y.values, within, curve)
        values[rows] = curve.predict(at)
        told = f"missing values filled from {_told(curve)}, R² {curve.r2:.3g}"
        result = _changed(result, name, values, "cloud-fill", told=told)
    return result


def _fillable(
    time: IndexArray, x: FloatArray, y: FloatArray, within: int, curve: Curve
) -> tuple[IndexArray, FloatArray]:
    """Rows whose y is missing, whose x is known, and the x."""
    wanted = np.where(np.isnan(y), 0.0, np.nan)
    pairs = pair(time, x, time, wanted, tolerance_us=within)
    inside = (pairs.x >= curve.x_range[0]) & (pairs.x <= curve.x_range[1])
    return pairs.row_y[inside], pairs.x[inside]


def _changed(result: StepResult, name: str, values: FloatArray, code: str, *, told: str) -> StepResult:
    table = result.table
    old = table.column(name)
    changed = np.flatnonzero(~((old.values == values) | (np.isnan(old.values) & np.isnan(values))))
    if not len(changed):
        return result
    finding = changed_finding(table, old, changed, code=code, told=told)
    marks = Marks(name, table.time[changed], old.values[changed], values[changed])
    new = table.with_column(replace(old, values=values))
    return StepResult(new, (*result.findings, finding), (*result.marks, marks))
