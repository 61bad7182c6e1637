"""Readings: raw, summarised, as charts and as files."""

from typing import Any

from flask import Response, current_app

from blueprints.telemetry import policy
from blueprints.telemetry.models import Channel
from blueprints.telemetry.routes.blueprint import api
from blueprints.telemetry.schemas.channels import (
    AggregateOut,
    AggregateQuery,
    ChartOut,
    ChartQuery,
    ReadingsExportQuery,
    ReadingsOut,
    ReadingsQuery,
    SparksOut,
    SparksQuery,
)
from blueprints.telemetry.service import charts, exports
from blueprints.telemetry.store import store
from core.access import principal
from core.api import NumberPath, bulk, streamed
from core.documents import file_of
from core.errors import invalid
from processing.telemetry.times import to_us

MAX_CHART_CHANNELS, MAX_SPARKS, MAX_STEPS = 20, 60, 100_000


def _channels(ids: str, *, most: int) -> list[Channel]:
    wanted = list(dict.fromkeys(int(part) for part in ids.split(",")))
    if len(wanted) > most:
        raise invalid("/ids", f"expected at most {most} channels, found {len(wanted)}")
    return policy.channels(principal(), wanted)


def _span(start: Any, end: Any) -> tuple[int, int]:
    if end <= start:
        raise invalid("/end", "expected an end after the start")
    return to_us(start), to_us(end)


@api.get("/telemetry/channels/<int:id>/readings", responses={200: ReadingsOut})
@bulk
def list_readings(path: NumberPath, query: ReadingsQuery) -> dict[str, Any]:
    """Raw readings of a channel in the order of their times, a page at a time."""
    row = policy.channel(principal(), path.id)
    start_us, end_us = _span(query.start, query.end)
    after = None
    if query.after:
        at, _, channel_id = query.after.partition(":")
        after = (int(at), int(channel_id))
    found = store().rows([row.id], start_us, end_us, after=after, limit=query.limit)
    has_more = len(found) == query.limit
    return {
        "channel_id": row.id,
        "readings": [[r.at_us, r.value if r.text is None else r.text] for r in found],
        "next": f"{found[-1].at_us}:{row.id}" if has_more else None,
    }


@api.get("/telemetry/channels/<int:id>/aggregates", responses={200: AggregateOut})
@bulk
def list_aggregates(path: NumberPath, query: AggregateQuery) -> dict[str, Any]:
    """First, last, lowest and highest with their times, mean and number, by steps of time aligned to 1970."""
    row = policy.channel(principal(), path.id)
    start_us, end_us = _span(query.start, query.end)
    step_us = round(query.step_s * 1e6)
    if (end_us - start_us) // step_us > MAX_STEPS:
        raise invalid("/step_s", f"expected at most {MAX_STEPS} steps")
    found = store().buckets(row.id, start_us, end_us, step_us)
    columns = [column.tolist() for column in found]
    return {"columns": list(found._fields), "rows": [list(values) for values in zip(*columns, strict=True)]}


@api.get("/telemetry/chart", responses={200: ChartOut})
@bulk
def get_chart(query: ChartQuery) -> dict[str, Any]:
    """Several channels over one span, as few points as show everything: no extreme is lost."""
    rows = _channels(query.ids, most=MAX_CHART_CHANNELS)
    if query.start_us is not None and query.end_us is not None and query.end_us <= query.start_us:
        raise invalid("/end_us", "expected an end after the start")
    return charts.chart(rows, query.start_us, query.end_us, query.width)


@api.get("/telemetry/sparks", responses={200: SparksOut})
@bulk
def get_sparks(query: SparksQuery) -> dict[str, Any]:
    """Little charts of several channels, back from the newest reading of each."""
    return {"points": charts.sparks(_channels(query.ids, most=MAX_SPARKS), query.span_s)}


@api.get(
    "/telemetry/export",
    responses={200: file_of("text/csv", "application/x-ndjson", "application/vnd.apache.parquet")},
)
def export_readings(query: ReadingsExportQuery) -> Response:
    """Readings of channels as CSV, NDJSON or Parquet, whole or thinned with LTTB."""
    rows = _channels(query.ids, most=500)
    start_us, end_us = _span(query.start, query.end)
    found = exports.pages(rows, start_us, end_us, query.points)
    name = exports.file_name(rows, start_us, query.format)
    if query.format == "csv":
        lines = exports.csv_lines(rows, found)
        return streamed(lines, media_type="text/csv; charset=utf-8", file_name=name)
    if query.format == "ndjson":
        return streamed(exports.ndjson_lines(rows, found), media_type="application/x-ndjson", file_name=name)
    chunks = exports.parquet_chunks(rows, found, current_app.config["SETTINGS"].work_dir)
    return streamed(chunks, media_type="application/vnd.apache.parquet", file_name=name)
