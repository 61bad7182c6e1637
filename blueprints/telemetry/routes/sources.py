"""Sources, and readings sent to them."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, current_app, jsonify, request
from sqlalchemy import func

from blueprints.telemetry import policy
from blueprints.telemetry.models import Source
from blueprints.telemetry.routes.blueprint import api
from blueprints.telemetry.schemas.files import CsvForm
from blueprints.telemetry.schemas.sources import (
    PushedOut,
    PushQuery,
    SourceBody,
    SourceOut,
    SourcePatch,
    SourceQuery,
)
from blueprints.telemetry.service import receiving
from blueprints.telemetry.service import sources as service
from core.access import Role, principal
from core.api import IdPath, bulk, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.disk import MB
from core.documents import NOTHING, page_of
from core.errors import AppError, conflict
from core.paging import Ordering, moment, paginate

MAX_PUSH_BYTES = 32_000_000
"""Largest body of readings, as it is sent."""

FORMATS = {
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "text/csv": "csv",
    "text/plain": "lines",
    "application/vnd.influxdb.line-protocol": "lines",
}
"""Format of a body by its Content-Type."""

ORDERINGS = {
    "name": Ordering(func.lower(Source.name)),
    "created_at": Ordering(Source.created_at, moment),
}


@api.get("/telemetry/sources", responses={200: page_of(SourceOut)})
def list_sources(query: SourceQuery) -> dict[str, Any]:
    """Sources of one's groups with how they are doing."""
    rows = policy.visible_sources(principal())
    for column, value in (
        (Source.group_id, query.group_id),
        (Source.project_id, query.project_id),
        (Source.kind, query.kind),
        (Source.state, query.state),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.search:
        rows = rows.where(Source.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Source.id, orderings=ORDERINGS, default="name")
    shaped = {row["id"]: row for row in service.shape_all(page.rows)}
    return page.shape(lambda row: shaped[row.id])


@api.post("/telemetry/sources", responses={201: SourceOut})
def create_source(body: SourceBody) -> Response:
    """Make a source; one that connects by itself is begun within a second."""
    row = service.create(principal(), body)
    db.session.commit()
    return created(service.shape_one(row), f"/api/v1/telemetry/sources/{row.id}", etag=version_tag(row.version))


@api.get("/telemetry/sources/<uuid:id>", responses={200: SourceOut})
def get_source(path: IdPath) -> Response:
    """One source with how it is doing."""
    row = policy.source(principal(), path.id)
    return with_version(service.shape_one(row), row.version)


@api.patch("/telemetry/sources/<uuid:id>", responses={200: SourceOut})
def change_source(path: IdPath, body: SourcePatch) -> Response:
    """Change a source, or switch it on or off."""
    who = principal()
    row = policy.source(who, path.id, Role.EDITOR)
    check_version(row.version)
    service.change(who, row, body)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.delete("/telemetry/sources/<uuid:id>", responses={204: NOTHING})
def delete_source(path: IdPath) -> Response:
    """Delete a source with its channels and all their readings."""
    row = policy.source(principal(), path.id, Role.ADMIN)
    check_version(row.version)
    service.remove(row)
    db.session.commit()
    return no_content()


@api.post("/telemetry/sources/<uuid:id>/restart", responses={200: SourceOut})
def restart_source(path: IdPath) -> Response:
    """Begin a source anew: a replay from its start, a connection at once."""
    row = policy.source(principal(), path.id, Role.EDITOR)
    service.restart(row)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.put("/telemetry/sources/<uuid:id>/file", responses={200: SourceOut})
def put_source_file(path: IdPath, form: CsvForm) -> Response:
    """The CSV file (channel, time, value) that a replay sends."""
    row = policy.source(principal(), path.id, Role.EDITOR)
    if row.kind != "replay":
        raise conflict("not-a-replay", f"A source of the kind {row.kind} sends no file.")
    with tempfile.TemporaryDirectory(dir=current_app.config["SETTINGS"].work_dir) as folder:
        target = Path(folder) / "readings.csv"
        form.file.save(target)
        service.put_file(row, target)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.post("/telemetry/sources/<uuid:id>/readings", responses={200: PushedOut, 202: PushedOut})
@bulk
def push_readings(path: IdPath, query: PushQuery) -> Response:
    """Send readings: JSON, NDJSON, CSV or InfluxDB line protocol, gzip if you like. 202 when they are on the disk."""
    row = policy.source(principal(), path.id, Role.EDITOR)
    _require_open(row)
    form, is_gzip, body = query.format or _format(), _is_gzip(), _body()
    # The connection to the database is not kept while the disk is waited for.
    db.session.rollback()
    envelope = receiving.receive(
        path.id, body, form=form, is_gzip=is_gzip, precision=query.precision, is_awaited=query.wait > 0
    )
    outcome = receiving.verdict(envelope.ticket, query.wait) if envelope.ticket else None
    answer = jsonify(PushedOut(n_bytes=len(body), is_stored=outcome is not None, **(outcome or {})).model_dump())
    answer.status_code = 200 if outcome is not None else 202
    return answer


def _require_open(row: Source) -> None:
    if row.kind != "push":
        raise conflict("source-not-pushed", f"This source fetches its readings itself ({row.kind}).")
    if not row.is_enabled:
        raise conflict("source-stopped", "This source is switched off; nothing was taken.")


def _format() -> str:
    found = FORMATS.get(request.mimetype or "application/json")
    if found is None:
        kinds = ", ".join(FORMATS)
        raise AppError(415, "unsupported-media-type", f"Send readings as one of {kinds}.")
    return found


def _is_gzip() -> bool:
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise AppError(415, "unsupported-media-type", "Send readings plain or with Content-Encoding: gzip.")
    return encoding == "gzip"


def _body() -> bytes:
    request.max_content_length = MAX_PUSH_BYTES
    body = request.get_data(cache=False)
    if not body:
        raise AppError(400, "bad-request", "The body is empty.")
    if len(body) > MAX_PUSH_BYTES:
        raise AppError(413, "too-large", f"Send at most {MAX_PUSH_BYTES // MB} MB at a time.")
    return body
