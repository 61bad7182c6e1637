"""Several versions made into one: merged, or side by side on a grid."""

from datetime import datetime
from typing import Any

from blueprints.timeseries.jobs.tables import Found, hand_over, load_table, load_version
from blueprints.timeseries.schemas.jobs import ALIGN, MERGE, VersionParams
from blueprints.timeseries.service.clock import us_of
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from processing.timeseries.align import Source, align
from processing.timeseries.beside import left_out
from processing.timeseries.findings import Finding
from processing.timeseries.grid import Grid, grid_over
from processing.timeseries.read import Duplicates, ReadResult, merge
from processing.timeseries.table import US, Table


def _tables(ctx: JobContext, inputs: list[dict[str, Any]]) -> list[Table]:
    tables = []
    for n, source in enumerate(inputs):
        ctx.report(n, len(inputs), "Reading", unit="datasets")
        tables.append(load_table(source["sha256"]))
    return tables


@MERGE.runs
def merge_versions(ctx: JobContext, params: VersionParams) -> list[ResultLink]:
    """Rows by time, columns by name."""
    version, _dataset = load_version(params.version_id)
    inputs, duplicates = version.inputs, Duplicates(version.settings["duplicates"])
    ctx.commit()
    tables = _tables(ctx, inputs)
    ctx.report(0, 0, "Putting together")
    result = merge([ReadResult(table, table.n_rows) for table in tables], duplicates=duplicates)
    findings = [Found(-1, finding) for finding in result.findings]
    return hand_over(ctx, params.version_id, result.table, findings, n_read=result.n_rows)


@ALIGN.runs
def align_versions(ctx: JobContext, params: VersionParams) -> list[ResultLink]:
    """Every source on the grid by its own method."""
    version, _dataset = load_version(params.version_id)
    inputs, settings = version.inputs, version.settings
    ctx.commit()
    tables = _tables(ctx, inputs)
    ctx.report(0, 0, "Putting on the grid")
    grid = _grid(settings["grid"])
    sources = [
        Source(
            name=told["name"].rsplit(", version ", 1)[0],
            table=table,
            method=source["method"],
            max_gap_us=None if source["max_gap_s"] is None else round(source["max_gap_s"] * US),
            decimals=source["decimals"],
        )
        for told, table, source in zip(inputs, tables, settings["sources"], strict=True)
    ]
    aligned = align(sources, grid)
    findings = [Found(-1, finding) for finding in [*aligned.findings, *_outside(tables, aligned.table, grid)]]
    n_read = sum(table.n_rows for table in tables)
    return hand_over(ctx, params.version_id, aligned.table, findings, n_read=n_read)


def _outside(tables: list[Table], aligned: Table, grid: Grid) -> list[Finding]:
    """What of each column did not come onto the grid; the grid's columns stand in the order of the sources'."""
    before = [(table, column) for table in tables for column in table.columns]
    pairs = zip(before, aligned.columns, strict=True)
    return [finding for (table, old), new in pairs for finding in left_out(new.name, table, old, grid)]


def _grid(told: dict[str, Any]) -> Grid:
    start, stop = (us_of(datetime.fromisoformat(told[name])) for name in ("from", "to"))
    phase = us_of(datetime.fromisoformat(told["anchor"])) if told["anchor"] else round(told["offset_s"] * US)
    return grid_over(start, stop, step_us=round(told["step_s"] * US), phase_us=phase)
