"""Files of models and forecasts: stored ones, and tables written for the answer."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from blueprints.forecasting.models import Forecast, ForecastModel, ForecastSession
from blueprints.forecasting.service import runs, sessions
from blueprints.forecasting.service.forecasts import rows_of
from core.clock import iso
from core.errors import AppError

MODEL = "application/octet-stream"
ARRAYS = "application/zip"
CSV = "text/csv; charset=utf-8"
JSON = "application/json"

MEDIA_TYPES = (MODEL, ARRAYS, "text/csv", JSON)


class Export(NamedTuple):
    """A file: stored under `sha256`, or `text`."""

    name: str
    media_type: str
    sha256: str | None = None
    text: str = ""


def of_model(model: ForecastModel, row: ForecastSession, kind: str) -> Export:
    """One file of a model. Raises AppError 409 when it is not trained, 404 `not-built` for a search that was none."""
    sha256 = sessions.require_ready(model)
    stem = f"{_stem(row.name)}-{model.method}"
    if kind == "model":
        return Export(f"{stem}.fsforecast", MODEL, sha256)
    if kind == "arrays":
        return Export(f"{stem}.npz", ARRAYS, model.arrays_sha256)
    if kind == "search":
        return Export(f"{stem}-search.csv", CSV, text=_search(model))
    document = runs.evaluation_of(model)
    if kind == "scalers":
        return Export(f"{stem}-scalers.json", JSON, text=json.dumps(document["scalers"], indent=1))
    return Export(f"{stem}-{kind}.csv", CSV, text=_table(_TABLES[kind](document)))


def _stem(name: str) -> str:
    return "".join(c if c.isalnum() or c in " -_." else "-" for c in name).strip(" .") or "forecast"


def _search(model: ForecastModel) -> str:
    if not model.search:
        raise AppError(404, "not-built", "This model was fitted without a search.")
    names = sorted({name for trial in model.search["trials"] for name in trial["parameters"]})
    rows = [
        [trial["number"], *(trial["parameters"].get(name) for name in names), trial["score"]]
        for trial in model.search["trials"]
    ]
    return _table([["trial", *names, "score"], *rows])


def _metrics(document: dict[str, Any]) -> Iterable[Sequence[Any]]:
    """The model and each baseline, a row each."""
    return _scored([(["model"], document["total"]), *(([n], s) for n, s in document["baselines"].items())], ["of"])


def _series(document: dict[str, Any]) -> Iterable[Sequence[Any]]:
    return _scored([([name], scores) for name, scores in document["series"].items()], ["series"])


def _steps(document: dict[str, Any]) -> Iterable[Sequence[Any]]:
    """A row for every step of every series."""
    rows = [
        ([name, n + 1], {measure: values[n] for measure, values in table.items()})
        for name, table in document["steps"].items()
        for n in range(len(table["mae"]))
    ]
    return _scored(rows, ["series", "step"])


def _aggregations(document: dict[str, Any]) -> Iterable[Sequence[Any]]:
    return _scored([([], one) for one in document["levels"]], [])


def _importance(document: dict[str, Any]) -> Iterable[Sequence[Any]]:
    return _scored([([], one) for one in document.get("importance") or []], [])


_TABLES = {
    "metrics": _metrics,
    "series": _series,
    "steps": _steps,
    "aggregations": _aggregations,
    "importance": _importance,
}


def _scored(rows: Sequence[tuple[Sequence[Any], dict[str, Any]]], first: Sequence[str]) -> Iterable[Sequence[Any]]:
    """A header, then what a row is about with its figures."""
    names = list(dict.fromkeys(name for _, scores in rows for name in scores))
    yield [*first, *names]
    for labels, scores in rows:
        yield [*labels, *(scores.get(name) for name in names)]


def _table(rows: Iterable[Sequence[Any]]) -> str:
    """CSV; what is missing is empty."""
    file = io.StringIO()
    out = csv.writer(file)
    out.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return file.getvalue()


def of_forecast(row: Forecast, owner: ForecastSession) -> Export:
    """A forecast as CSV: time, then value, low and high of each target."""
    header = ["time", *(f"{one['name']}{part}" for one in row.series for part in ("", " low", " high"))]
    columns = [rows_of(row, one) for one in row.series]
    longest = max(columns, key=len, default=[])
    body = []
    for n, step in enumerate(longest):
        cells: list[Any] = [iso(step.at)]
        for column in columns:
            cells += list(column[n][1:]) if n < len(column) else [None, None, None]
        body.append(cells)
    name = f"{_stem(owner.name)}-{row.start_at:%Y%m%dT%H%M}.csv"
    return Export(name, CSV, text=_table([header, *body]))
