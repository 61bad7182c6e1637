"""Making and changing channels, and what lists say of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from blueprints.projects import policy as projects
from blueprints.telemetry import policy
from blueprints.telemetry.models import Channel, LimitState, LimitStatus, Source
from blueprints.telemetry.schemas.channels import ChannelBody, ChannelFields, LatestReadingsQuery
from blueprints.telemetry.store import Latest, store
from core.access import Principal, Role
from core.db import db
from core.errors import invalid
from core.transactions import conflict_if_broken
from processing.telemetry.times import from_us

PLAIN = (
    "name", "short_name", "description", "discipline", "unit", "kind", "value_texts", "expected_interval_s",
    "site_id", "retention_days", "is_active",
)  # fmt: skip
"""Fields that are just stored."""


def create(who: Principal, body: ChannelBody) -> Channel:
    """A channel at a source. Raises AppError 409 `name-taken`, 422 for a site or channel of elsewhere."""
    source = policy.source(who, body.source_id, Role.EDITOR)
    row = Channel(group_id=source.group_id, project_id=source.project_id, source_id=source.id, public_id=body.public_id)
    row.site_id = source.site_id
    _fill(who, row, body)
    with conflict_if_broken("name-taken", f"The source has a channel {body.public_id!r} already."):
        db.session.add(row)
    return row


def change(who: Principal, row: Channel, body: ChannelFields) -> None:
    """Carry out a change. Raises AppError 422 for a site or channel of elsewhere."""
    _fill(who, row, body)
    row.version += 1
    db.session.flush()


def _fill(who: Principal, row: Channel, body: ChannelFields) -> None:
    given = body.model_fields_set
    if body.site_id is not None and projects.get_site(who, body.site_id).project_id != row.project_id:
        raise invalid("/site_id", "this site belongs to another project")
    context = body.limits.context if body.limits is not None else None
    if context is not None and policy.channel(who, context.channel_id).group_id != row.group_id:
        raise invalid("/limits/context/channel_id", "this channel belongs to another group")
    for name in given & set(PLAIN):
        setattr(row, name, getattr(body, name))
    if "limits" in given:
        row.limits = body.limits.model_dump(exclude_none=True) if body.limits else {}
    if "display" in given:
        row.display = body.display.model_dump(exclude_none=True) if body.display else {}


def remove(row: Channel) -> None:
    """Delete a channel with all its readings."""
    channel_id = row.id
    db.session.delete(row)
    db.session.flush()
    store().remove([channel_id])


def shape_all(rows: Sequence[Channel]) -> list[dict[str, Any]]:
    """Channels with their sources' names, newest readings and limit states; three statements."""
    ids = [row.id for row in rows]
    names = dict(
        db.session.execute(select(Source.id, Source.name).where(Source.id.in_({r.source_id for r in rows}))).all()
    )
    states = limit_states(ids)
    latest = store().latest(ids) if ids else {}
    return [_shape(row, names[row.source_id], states.get(row.id), latest.get(row.id)) for row in rows]


def limit_states(channel_ids: Sequence[int]) -> dict[int, LimitState]:
    rows = db.session.execute(
        select(LimitStatus.channel_id, LimitStatus.state).where(LimitStatus.channel_id.in_(channel_ids))
    )
    return {channel_id: LimitState(state) for channel_id, state in rows}


def _shape(row: Channel, source_name: str, state: LimitState | None, latest: Latest | None) -> dict[str, Any]:
    plain = (
        "id", "group_id", "project_id", "source_id", "site_id", "public_id", "name", "short_name", "description",
        "discipline", "unit", "published_unit", "kind", "value_texts", "expected_interval_s", "limits", "display",
        "retention_days", "is_active", "is_auto_created", "version", "created_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "source_name": source_name,
        "limit_state": state if row.limits and state is not None else LimitState.OK,
        "latest": shape_latest(latest),
    }


def shape_latest(latest: Latest | None) -> dict[str, Any] | None:
    if latest is None:
        return None
    return {
        "at": from_us(latest.at_us),
        "at_us": latest.at_us,
        "value": latest.value,
        "text": latest.text,
        "received_at": from_us(latest.received_us),
    }


def shape_one(row: Channel) -> dict[str, Any]:
    return shape_all([row])[0]


LATEST_COLUMNS = ["id", "public_id", "name", "unit", "kind", "limit_state", "at_us", "value", "value_texts"]


def latest_rows(who: Principal, query: LatestReadingsQuery) -> list[list[Any]]:
    """All active channels with their newest readings as bare rows: ten thousand in one answer."""
    wanted = select(Channel.id, Channel.public_id, Channel.name, Channel.unit, Channel.kind, Channel.value_texts).where(
        Channel.group_id.in_(who.group_ids), Channel.is_active
    )
    for name in ("group_id", "source_id", "project_id"):
        value = getattr(query, name)
        if value is not None:
            wanted = wanted.where(getattr(Channel, name) == value)
    states: dict[int, str] = dict(
        db.session.execute(
            select(LimitStatus.channel_id, LimitStatus.state).where(LimitStatus.group_id.in_(who.group_ids))
        ).all()
    )
    found = db.session.execute(wanted.order_by(Channel.public_id, Channel.id)).all()
    latest = store().latest([row.id for row in found] if len(found) <= FEW else None)
    rows: list[list[Any]] = []
    for channel_id, public_id, name, unit, kind, texts in found:
        newest = latest.get(channel_id)
        at_us = newest.at_us if newest else None
        value = None if newest is None else newest.value if newest.text is None else newest.text
        state = states.get(channel_id, "ok")
        rows.append([channel_id, public_id, name, unit, kind, state, at_us, value, texts or None])
    return rows


FEW = 500
"""Up to so many channels are asked for by id; for more, all newest readings are read in one go."""
