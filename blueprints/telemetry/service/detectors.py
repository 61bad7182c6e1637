"""Making and changing detectors."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blueprints.projects.models import Project
from blueprints.telemetry import policy
from blueprints.telemetry.detection.feeds import FeedClock
from blueprints.telemetry.models import Channel, Detector, Event, PostTarget
from blueprints.telemetry.schemas.detectors import DetectorBody, DetectorPatch
from core.access import Principal
from core.db import db
from core.errors import AppError, FieldError, conflict
from core.transactions import conflict_if_broken
from processing.errors import ProcessingError
from processing.telemetry.detectors import DETECTORS, build, known

CHANGES_FINDINGS = ("params", "channel_ids", "beat_ids", "signal", "gap_s")
"""Fields whose change makes it another detector: it begins anew from where it is."""


def methods() -> dict[str, Any]:
    """The registry, as the editor draws it."""
    return {
        "results": [
            {
                "name": method.name,
                "label": method.label,
                "about": method.about,
                "version": method.version,
                "slots": list(method.slots),
                "n_required": method.n_required,
                "kinds": list(method.kinds),
                "parameters": [
                    {field: getattr(parameter, field) for field in parameter.__dataclass_fields__}
                    for parameter in method.parameters
                ],
            }
            for method in DETECTORS.values()
        ]
    }


def create(who: Principal, project: Project, body: DetectorBody) -> Detector:
    """A new detector; flushes. It begins now, or at `since_us` of what is stored."""
    _check(who, project, body.method, body.params, body.channel_ids, body.beat_ids, body.signal)
    row = Detector(
        group_id=project.group_id,
        project_id=project.id,
        created_by=who.user_id,
        **body.model_dump(exclude={"project_id", "since_us", "signal"}),
        signal=body.signal.model_dump() if body.signal else {},
    )
    _begin(row, body.since_us)
    with conflict_if_broken("name-taken", "The project has a detector of this name already."):
        db.session.add(row)
    return row


def _begin(row: Detector, since_us: int | None) -> None:
    """Where it starts to read; the time before now is history, of which nobody is told."""
    row.state, row.is_catching_up = "{}", since_us is not None
    ids = [channel_id for channel_id in [*row.channel_ids, *row.beat_ids] if channel_id is not None]
    row.checkpoint_us = max(-1, since_us - 1) if since_us is not None else FeedClock().of(ids)
    row.until_us = row.checkpoint_us


def change(who: Principal, row: Detector, patch: DetectorPatch) -> None:
    """Change what was given; flushes. Other parameters begin a new revision, events of the old one stay."""
    given = patch.model_dump(exclude_unset=True, exclude_none=False)
    since_us = given.pop("since_us", None)
    if row.limits_channel_id is not None and set(given) - {"is_notified", "every_s"}:
        raise conflict("detector-follows-limits", "It follows the limits of its channel: change them there.")
    if "signal" in given:
        given["signal"] = given["signal"] or {}
    is_other = any(name in given and given[name] != getattr(row, name) for name in CHANGES_FINDINGS)
    for name, value in given.items():
        setattr(row, name, value)
    project = db.session.get_one(Project, row.project_id)
    if is_other:
        _check(who, project, row.method, row.params, row.channel_ids, row.beat_ids, patch.signal)
        row.revision, row.state = row.revision + 1, "{}"
    if since_us is not None:
        row.revision += 0 if is_other else 1
        _begin(row, since_us)
    row.version += 1
    with conflict_if_broken("name-taken", "The project has a detector of this name already."):
        db.session.flush()


def _check(
    who: Principal,
    project: Project,
    method_name: str,
    params: dict[str, Any],
    channel_ids: list[Any],
    beat_ids: list[Any],
    signal: Any,
) -> None:
    """Raises AppError 422 naming the field, 404 for channels the person may not see."""
    try:
        method = known(method_name)
        build(method.params, params)
    except ProcessingError as exc:
        name = exc.details.get("name")
        pointer = "/method" if exc.code == "unknown-detector" else f"/params/{name}" if name else "/params"
        raise AppError(422, exc.code, exc.message, errors=[FieldError(pointer, exc.message, exc.code)]) from exc
    given = [channel_id for channel_id in channel_ids if channel_id is not None]
    n_leading = next((n for n, channel_id in enumerate(channel_ids) if channel_id is None), len(channel_ids))
    if not method.n_required <= n_leading or len(channel_ids) > len(method.slots):
        needed = f"{method.n_required} to {len(method.slots)} channels"
        told = f"{method.label} takes {needed}, got {len(given)}"
        raise AppError(422, "channels-wrong", told, errors=[FieldError("/channel_ids", told, "channels-wrong")])
    more = [signal.channel_id] if signal else []
    for channel in policy.channels(who, [*given, *beat_ids, *more]):
        if channel.project_id != project.id:
            told = f"{channel.public_id} belongs to another project"
            raise AppError(422, "channels-wrong", told, errors=[FieldError("/channel_ids", told, "channels-wrong")])


def remove(row: Detector) -> None:
    """Delete a detector with its events; targets forget it.

    Raises AppError 409 for one that follows a channel's limits.
    """
    if row.limits_channel_id is not None:
        raise conflict("detector-follows-limits", "It follows the limits of its channel: take those away instead.")
    _forget(db.session(), row)
    db.session.delete(row)
    db.session.flush()


def _forget(session: Session, row: Detector) -> None:
    for target in session.scalars(select(PostTarget).where(PostTarget.group_id == row.group_id)):
        if str(row.id) in target.detector_ids:
            target.detector_ids = [name for name in target.detector_ids if name != str(row.id)]
    session.execute(delete(Event).where(Event.detector_id == row.id))


def channel_names(rows: list[Detector]) -> dict[int, Channel]:
    """The channels these detectors watch, asked for once."""
    ids = {channel_id for row in rows for channel_id in [*row.channel_ids, *row.beat_ids] if channel_id is not None}
    return {row.id: row for row in db.session.scalars(select(Channel).where(Channel.id.in_(ids)))}


def shape_detector(row: Detector, channels: dict[int, Channel]) -> dict[str, Any]:
    """A detector as answers show it."""
    method = DETECTORS.get(row.method)
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "name": row.name,
        "description": row.description,
        "method": row.method,
        "method_label": method.label if method else row.method,
        "params": row.params,
        "channel_ids": row.channel_ids,
        "channels": [
            {"id": channel.id, "public_id": channel.public_id, "name": channel.name, "unit": channel.unit}
            for channel_id in [*row.channel_ids, *row.beat_ids]
            if (channel := channels.get(channel_id or 0)) is not None
        ],
        "beat_ids": row.beat_ids,
        "signal": row.signal or None,
        "gap_s": row.gap_s,
        "late_s": row.late_s,
        "every_s": row.every_s,
        "severity": row.severity,
        "is_notified": row.is_notified,
        "is_enabled": row.is_enabled,
        "limits_channel_id": row.limits_channel_id,
        "revision": row.revision,
        "until_us": row.until_us if row.until_us >= 0 else None,
        "looked_at": row.looked_at,
        "look_ms": row.look_ms,
        "problem": row.problem,
        "is_catching_up": row.is_catching_up,
        "n_events": row.n_events,
        "version": row.version,
        "created_at": row.created_at,
    }
