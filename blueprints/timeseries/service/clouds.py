"""One series against another: paired, fitted, judged; computed off the event loop."""

import csv
import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from blueprints.timeseries import policy
from blueprints.timeseries.models import DatasetVersion
from blueprints.timeseries.schemas.clouds import Axis, CloudBody
from blueprints.timeseries.schemas.files import CloudPictureBody
from blueprints.timeseries.schemas.jobs import CLOUD_PICTURE, CloudPictureParams
from blueprints.timeseries.service.clock import from_us
from blueprints.timeseries.service.versions import table_of
from blueprints.timeseries.service.windows import off_loop, read_table
from core.access import Principal
from core.cache_files import cache_path, find_cached
from core.errors import invalid
from core.jobs.models import Job
from core.jobs.queue import submit
from core.storage import Storage, storage
from processing.errors import ProcessingError
from processing.timeseries.cloud import Curve, Pairs, Regression, Tolerance, density, drawn, fit, outside, pair
from processing.timeseries.findings import iso
from processing.timeseries.table import US, Column, Table

N_CURVE = 200
"""Places at which a curve and its bands are told."""

MOST_LISTED = 500
"""Points outside that are listed in an answer; the file has all of them."""

SEED = 1
"""Which points are drawn of many must not change from look to look."""


class Sides(NamedTuple):
    """The tables of the two axes and the columns on them."""

    x_sha256: str
    x_column: str
    y_sha256: str
    y_column: str


class Cloud(NamedTuple):
    """What was computed. curve : None when there are too few points, `problem` then says so."""

    n_x: int
    n_y: int
    n_fillable: int
    pairs: Pairs
    curve: Curve | None
    problem: str | None
    outside: Any


def sides_of(who: Principal, body: CloudBody) -> Sides:
    """The axes, for someone who may see both. Raises AppError 404, 409, 422 for a column that is not there."""
    x, y = (_checked(policy.version(who, axis.version_id)[0], axis, name) for name, axis in
            (("x", body.x), ("y", body.y)))  # fmt: skip
    return Sides(x, body.x.column, y, body.y.column)


def _checked(version: DatasetVersion, axis: Axis, name: str) -> str:
    if axis.column not in [column["name"] for column in version.columns]:
        raise invalid(f"/{name}/column", "there is no such column in this version", "not-found")
    return table_of(version)


def cloud_of(who: Principal, body: CloudBody) -> dict[str, Any]:
    """The whole cloud as JSON."""
    sides = sides_of(who, body)
    answer: dict[str, Any] = off_loop(lambda place: shape(compute(place, sides, body), body), storage())
    return answer


def compute(place: Storage, sides: Sides, body: CloudBody) -> Cloud:
    """Runs in a thread: no database, no request."""
    x_table, y_table = _tables(place, sides)
    x, y = x_table.column(sides.x_column), y_table.column(sides.y_column)
    within = round(body.pair_within_s * US)
    pairs = pair(x_table.time, x.values, y_table.time, y.values, tolerance_us=within)
    regression = Regression(body.kind, body.degree, body.n_breaks, body.span)
    curve, problem, found = None, None, None
    try:
        curve = fit(pairs.x, pairs.y, regression)
    except ProcessingError as exc:
        problem = exc.message
    if curve is not None and body.tolerance is not None:
        found = outside(curve, pairs.x, pairs.y, Tolerance(body.tolerance_kind, body.tolerance))
    n_fillable = _n_fillable(x_table, x, y_table, y, within, curve)
    return Cloud(_n_valid(x), _n_valid(y), n_fillable, pairs, curve, problem, found)


def _tables(place: Storage, sides: Sides) -> tuple[Table, Table]:
    if sides.x_sha256 == sides.y_sha256:
        both = read_table(place, sides.x_sha256, tuple({sides.x_column, sides.y_column}))
        return both, both
    return (
        read_table(place, sides.x_sha256, (sides.x_column,)),
        read_table(place, sides.y_sha256, (sides.y_column,)),
    )


def _n_valid(column: Column) -> int:
    return int(np.count_nonzero(~np.isnan(column.values)))


def _n_fillable(x_table: Table, x: Column, y_table: Table, y: Column, within: int, curve: Curve | None) -> int:
    if curve is None:
        return 0
    wanted = np.where(np.isnan(y.values), 0.0, np.nan)
    pairs = pair(x_table.time, x.values, y_table.time, wanted, tolerance_us=within)
    low, high = curve.x_range
    return int(np.count_nonzero((pairs.x >= low) & (pairs.x <= high)))


def shape(cloud: Cloud, body: CloudBody) -> dict[str, Any]:
    pairs, curve = cloud.pairs, cloud.curve
    fitted = curve.predict(pairs.x) if curve else np.full(len(pairs), np.nan)
    is_outside = np.zeros(len(pairs), bool)
    if cloud.outside is not None:
        is_outside[cloud.outside] = True
    rows = drawn(pairs, np.random.default_rng(SEED), always=cloud.outside)
    return {
        "n_x": cloud.n_x,
        "n_y": cloud.n_y,
        "n_pairs": len(pairs),
        "n_fillable": cloud.n_fillable,
        "curve": curve.as_dict() if curve else None,
        "problem": cloud.problem,
        "points": {
            "time": from_us(pairs.time[rows]),
            "x": pairs.x[rows].tolist(),
            "y": pairs.y[rows].tolist(),
            "fitted": fitted[rows].tolist() if curve else [],
            "is_outside": is_outside[rows].tolist(),
        },
        "density": _density(pairs),
        "bands": _bands(curve, body.level) if curve else None,
        "outside": None if cloud.outside is None else _outside(pairs, fitted, cloud.outside),
    }


def _density(pairs: Pairs) -> dict[str, Any]:
    found = density(pairs)
    rows, columns = np.nonzero(found.count)
    cells = np.column_stack([columns, rows, found.count[rows, columns]])
    return {
        "n_cells": len(found.count),
        "x": [float(found.x_edges[0]), float(found.x_edges[-1])],
        "y": [float(found.y_edges[0]), float(found.y_edges[-1])],
        "cells": cells.tolist(),
    }


def _bands(curve: Curve, level: float) -> dict[str, Any]:
    bands = curve.bands(np.linspace(*curve.x_range, N_CURVE), level=level)
    return {name: array.tolist() for name, array in bands._asdict().items()}


def _outside(pairs: Pairs, fitted: Any, found: Any) -> dict[str, Any]:
    residual = pairs.y[found] - fitted[found]
    farthest = found[np.argsort(-np.abs(residual), kind="stable")[:MOST_LISTED]]
    columns = (from_us(pairs.time[farthest]), pairs.x[farthest].tolist(), pairs.y[farthest].tolist(),
               fitted[farthest].tolist())  # fmt: skip
    points = [
        {"time": time, "x": x, "y": y, "fitted": at, "residual": y - at}
        for time, x, y, at in zip(*columns, strict=True)
    ]
    return {"n": len(found), "points": points}


def picture_of(who: Principal, body: CloudPictureBody) -> tuple[Path, Job | None]:
    """Where the picture of a cloud lies, and the job that draws it when it is not there yet."""
    sides = sides_of(who, body.cloud)
    told = body.model_dump(mode="json")
    made_of = {"cloud": told, "sides": list(sides)}
    path = cache_path("series-files", sides.y_sha256, made_of, "cloud-1", f".{body.image}")
    if find_cached(path) is not None:
        return path, None
    _version, dataset = policy.version(who, body.cloud.y.version_id)
    job = submit(
        CLOUD_PICTURE,
        CloudPictureParams(picture=told, sides=list(sides), path=str(path)),
        title=f"Draw {body.cloud.y.column} against {body.cloud.x.column}",
        owner_id=who.user_id,
        group_id=dataset.group_id,
        project_id=dataset.project_id,
    )
    return path, job


def table_of_points(who: Principal, body: CloudBody) -> str:
    """Every pair as CSV: time, x, y, the curve, the distance, whether it lies outside."""
    sides = sides_of(who, body)
    text: str = off_loop(lambda place: _points_csv(compute(place, sides, body)), storage())
    return text


def _points_csv(cloud: Cloud) -> str:
    pairs, curve = cloud.pairs, cloud.curve
    is_outside = np.zeros(len(pairs), bool)
    if cloud.outside is not None:
        is_outside[cloud.outside] = True
    fitted = [repr(float(value)) for value in curve.predict(pairs.x)] if curve else [""] * len(pairs)
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(["time", "x", "y", "fitted", "outside"])
    for row in zip(pairs.time.tolist(), pairs.x.tolist(), pairs.y.tolist(), fitted, is_outside.tolist(), strict=True):
        out.writerow([iso(row[0]), repr(row[1]), repr(row[2]), row[3], "yes" if row[4] else "no"])
    return file.getvalue()


def table_of_coefficients(who: Principal, body: CloudBody) -> str:
    """The curve's numbers as CSV. Raises AppError 422 when there is no curve."""
    sides = sides_of(who, body)
    cloud: Cloud = off_loop(lambda place: compute(place, sides, body), storage())
    if cloud.curve is None:
        raise invalid("/kind", cloud.problem or "there is no curve", "no-curve")
    told = cloud.curve.as_dict()
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(["name", "value", "standard_error"])
    for one in told["coefficients"]:
        out.writerow([one["name"], repr(one["value"]), "" if one["error"] is None else repr(one["error"])])
    for name in ("r2", "sigma", "n"):
        out.writerow([name, "" if told[name] is None else told[name], ""])
    return file.getvalue()
