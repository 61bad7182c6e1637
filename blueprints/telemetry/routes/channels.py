"""Channels and their catalogue."""

from typing import Any

from flask import Response
from sqlalchemy import func

from blueprints.telemetry import policy
from blueprints.telemetry.models import Channel, LimitState, LimitStatus
from blueprints.telemetry.routes.blueprint import api
from blueprints.telemetry.schemas.channels import (
    CatalogueForm,
    CatalogueOut,
    ChannelBody,
    ChannelFields,
    ChannelOut,
    ChannelQuery,
    LatestListOut,
    LatestReadingsQuery,
)
from blueprints.telemetry.service import catalogues
from blueprints.telemetry.service import channels as service
from core.access import Role, principal
from core.api import NumberPath, check_version, created, no_content, streamed, version_tag, with_version
from core.db import db
from core.documents import NOTHING, file_of, page_of
from core.errors import AppError
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "public_id": Ordering(Channel.public_id),
    "name": Ordering(func.lower(Channel.name)),
    "created_at": Ordering(Channel.created_at, moment),
}

OUTSIDE = {
    "warning": [LimitState.WARNING_LOW, LimitState.WARNING_HIGH, LimitState.ALARM_LOW, LimitState.ALARM_HIGH],
    "alarm": [LimitState.ALARM_LOW, LimitState.ALARM_HIGH],
}


def _filtered(query: ChannelQuery) -> Any:
    rows = policy.visible_channels(principal())
    for name in ("group_id", "project_id", "source_id", "site_id", "discipline", "kind", "is_active"):
        value = getattr(query, name)
        if value is not None:
            rows = rows.where(getattr(Channel, name) == value)
    if query.ids:
        rows = rows.where(Channel.id.in_([int(part) for part in query.ids.split(",")]))
    if query.limit_state:
        outside = db.select(LimitStatus.channel_id).where(LimitStatus.state.in_(OUTSIDE[query.limit_state]))
        rows = rows.where(Channel.id.in_(outside))
    if query.search:
        columns = (Channel.public_id, Channel.name, Channel.description, Channel.discipline)
        rows = rows.where(db.or_(*(column.icontains(query.search, autoescape=True) for column in columns)))
    return rows


@api.get("/telemetry/channels", responses={200: page_of(ChannelOut)})
def list_channels(query: ChannelQuery) -> dict[str, Any]:
    """Channels of one's groups with their newest readings."""
    page = paginate(_filtered(query), query, key=Channel.id, key_type=int, orderings=ORDERINGS, default="public_id")
    shaped = {row["id"]: row for row in service.shape_all(page.rows)}
    return page.shape(lambda row: shaped[row.id])


@api.post("/telemetry/channels", responses={201: ChannelOut})
def create_channel(body: ChannelBody) -> Response:
    """Make a channel at a source."""
    row = service.create(principal(), body)
    db.session.commit()
    return created(service.shape_one(row), f"/api/v1/telemetry/channels/{row.id}", etag=version_tag(row.version))


@api.get("/telemetry/channels/<int:id>", responses={200: ChannelOut})
def get_channel(path: NumberPath) -> Response:
    """One channel with its newest reading."""
    row = policy.channel(principal(), path.id)
    return with_version(service.shape_one(row), row.version)


@api.patch("/telemetry/channels/<int:id>", responses={200: ChannelOut})
def change_channel(path: NumberPath, body: ChannelFields) -> Response:
    """Describe a channel, set its limits, or switch it on or off."""
    who = principal()
    row = policy.channel(who, path.id, Role.EDITOR)
    check_version(row.version)
    service.change(who, row, body)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.delete("/telemetry/channels/<int:id>", responses={204: NOTHING})
def delete_channel(path: NumberPath) -> Response:
    """Delete a channel with all its readings."""
    row = policy.channel(principal(), path.id, Role.ADMIN)
    check_version(row.version)
    service.remove(row)
    db.session.commit()
    return no_content()


@api.get("/telemetry/latest", responses={200: LatestListOut})
def list_latest(query: LatestReadingsQuery) -> dict[str, Any]:
    """The newest readings of all active channels in one answer."""
    rows = service.latest_rows(principal(), query)
    return {"count": len(rows), "columns": service.LATEST_COLUMNS, "rows": rows}


@api.get("/telemetry/catalogue", responses={200: file_of("text/csv", description="The catalogue")})
def export_catalogue(query: ChannelQuery) -> Response:
    """Channels as CSV: what can be edited in a spreadsheet and read in again."""
    rows = db.session.scalars(_filtered(query).order_by(Channel.public_id)).all()
    return streamed(catalogues.csv_of(rows), media_type="text/csv; charset=utf-8", file_name="channels.csv")


@api.post("/telemetry/catalogue", responses={200: CatalogueOut})
def import_catalogue(form: CatalogueForm) -> dict[str, Any]:
    """Read channels of a source from CSV; known ones are changed, units are corrected where the feed is wrong."""
    source = policy.source(principal(), form.source_id, Role.EDITOR)
    content = form.file.read(catalogues.MAX_BYTES + 1)
    if len(content) > catalogues.MAX_BYTES:
        raise AppError(413, "too-large", "A catalogue has at most 20 MB.")
    outcome = catalogues.read_in(source, content)
    db.session.commit()
    return outcome._asdict()
