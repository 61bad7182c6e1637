"""Making, changing and removing sources, and what lists say of them."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from blueprints.projects import policy as projects
from blueprints.projects.models import Project
from blueprints.telemetry import policy
from blueprints.telemetry.models import Channel, ChannelKind, Source, SourceState
from blueprints.telemetry.schemas.sources import (
    ReplaySettings,
    SimulatorSettings,
    SourceBody,
    SourcePatch,
    SourceSettings,
)
from blueprints.telemetry.service import addresses
from blueprints.telemetry.store import store
from core.access import Principal, Role
from core.clock import now
from core.db import db
from core.errors import conflict, invalid
from core.storage import sha256_of, storage
from core.storage.blobs import announce_blob
from core.transactions import conflict_if_broken
from processing.telemetry.simulate import QUANTITIES, station_channel

MAX_SOURCES = 200
"""Sources of one group: each that connects is a thread."""


def create(who: Principal, body: SourceBody) -> Source:
    """A source, begun by the ingest process within a second.

    Raises AppError 409 `name-taken`, 422 for a site or a source of elsewhere or an address not allowed.
    """
    project = projects.get_project(who, body.project_id, Role.EDITOR)
    _check_site(who, body.site_id, project.id)
    _check_settings(who, body.settings, project.group_id)
    n = db.session.scalar(select(func.count()).where(Source.group_id == project.group_id)) or 0
    if n >= MAX_SOURCES:
        raise conflict("too-many-sources", f"The group has {n} sources; remove one first.")
    given = body.model_dump(mode="json", exclude={"settings", "project_id"})
    row = Source(
        group_id=project.group_id,
        project_id=project.id,
        kind=body.settings.kind,
        settings=_stored(body.settings),
        state=SourceState.WAITING if body.is_enabled else SourceState.STOPPED,
        state_since=now(),
        created_by=who.user_id,
        **(given | {"site_id": body.site_id, "keep": body.keep}),
    )
    with conflict_if_broken("name-taken", f"The project has a source named {body.name!r} already."):
        db.session.add(row)
    if isinstance(body.settings, SimulatorSettings):
        _describe_imagined(row, body.settings)
    return row


def _describe_imagined(row: Source, settings: SimulatorSettings) -> None:
    """The channels of a simulator with names, units and limits, before its first reading comes."""
    for station in range(settings.n_stations):
        place = f", station {station + 1}" if settings.n_stations > 1 else ""
        db.session.add_all(
            Channel(
                group_id=row.group_id,
                project_id=row.project_id,
                source_id=row.id,
                site_id=row.site_id,
                public_id=station_channel(station, quantity.name, settings.n_stations),
                name=quantity.title + place,
                discipline="Imagined station",
                unit=quantity.unit,
                kind=ChannelKind(quantity.kind),
                value_texts=quantity.value_texts,
                limits=dict(quantity.limits),
                display={"decimals": quantity.decimals},
                expected_interval_s=settings.interval_s,
            )
            for quantity in QUANTITIES
        )
    db.session.flush()


def _stored(settings: SourceSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json", exclude={"kind"})


def _check_site(who: Principal, site_id: UUID | None, project_id: UUID) -> None:
    if site_id is not None and projects.get_site(who, site_id).project_id != project_id:
        raise invalid("/site_id", "this site belongs to another project")


def _check_settings(who: Principal, settings: SourceSettings, group_id: UUID) -> None:
    addresses.require_allowed(settings)
    if not isinstance(settings, ReplaySettings) or settings.from_source_id is None:
        return
    if policy.source(who, settings.from_source_id).group_id != group_id:
        raise invalid("/settings/from_source_id", "this source belongs to another group")


PLAIN = ("name", "auto_create", "keep", "retention_days", "secret", "site_id")
"""Fields of a change that are just stored."""


def change(who: Principal, row: Source, body: SourcePatch) -> None:
    """Carry out a change. Raises AppError as `create` does."""
    given = body.model_fields_set
    if "site_id" in given:
        _check_site(who, body.site_id, row.project_id)
    if "settings" in given and body.settings is not None:
        if body.settings.kind != row.kind:
            raise invalid("/settings/kind", f"this source is of the kind {row.kind} and stays so")
        _check_settings(who, body.settings, row.group_id)
        row.settings = _stored(body.settings)
    with conflict_if_broken("name-taken", "The project has another source of this name."):
        for name in given & set(PLAIN):
            setattr(row, name, getattr(body, name))
        if "is_enabled" in given and body.is_enabled != row.is_enabled:
            row.is_enabled = body.is_enabled
            row.state = SourceState.WAITING if body.is_enabled else SourceState.STOPPED
            row.state_since = now()
        row.version += 1


def restart(row: Source) -> None:
    """Begin it anew: a replay from its start, a connection at once."""
    row.is_enabled = True
    row.run_token += 1
    row.state, row.state_since, row.last_error, row.progress = SourceState.WAITING, now(), None, {}
    row.version += 1


def put_file(row: Source, path: Path) -> None:
    """The CSV that a replay sends. Commits before it stores, as blobs want it."""
    sha256 = sha256_of(path)
    announce_blob(sha256, path.stat().st_size, "text/csv")
    db.session.commit()
    storage().put_file(path, sha256)
    row.blob_sha256 = sha256
    row.run_token += 1
    row.version += 1


def remove(row: Source) -> None:
    """Delete a source with its channels, readings and dead letters."""
    channel_ids = list(db.session.scalars(select(Channel.id).where(Channel.source_id == row.id)))
    db.session.delete(row)
    db.session.flush()
    for begin in range(0, len(channel_ids), 500):
        store().remove(channel_ids[begin : begin + 500])


STALE_AFTER_S = 300.0


def shown_state(row: Source) -> SourceState:
    """Sources that are sent to have no thread that says how they are: their last message does."""
    if row.kind != "push" or not row.is_enabled:
        return row.state if row.is_enabled else SourceState.STOPPED
    if row.last_message_at is None:
        return SourceState.WAITING
    silence = now() - row.last_message_at
    limit = timedelta(seconds=float(row.settings.get("stale_after_s", STALE_AFTER_S)))
    return SourceState.STALE if silence > limit else SourceState.CONNECTED


def shape_all(rows: Sequence[Source]) -> list[dict[str, Any]]:
    """Sources with names and counts; two statements however many there are."""
    ids = [row.id for row in rows]
    names = dict(
        db.session.execute(select(Project.id, Project.name).where(Project.id.in_({r.project_id for r in rows}))).all()
    )
    counts = dict(
        db.session.execute(
            select(Channel.source_id, func.count()).where(Channel.source_id.in_(ids)).group_by(Channel.source_id)
        ).all()
    )
    return [_shape(row, names[row.project_id], counts.get(row.id, 0)) for row in rows]


def _shape(row: Source, project_name: str, n_channels: int) -> dict[str, Any]:
    plain = (
        "id", "group_id", "project_id", "site_id", "name", "kind", "is_enabled", "auto_create", "keep",
        "retention_days", "state_since", "last_message_at", "last_feed_at", "rate_per_s", "n_messages", "n_stored",
        "n_duplicates", "refused", "n_errors", "n_reconnects", "last_error", "progress", "version", "created_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "project_name": project_name,
        "settings": {"kind": row.kind} | row.settings,
        "has_secret": row.secret is not None,
        "has_file": row.blob_sha256 is not None,
        "state": shown_state(row),
        "n_channels": n_channels,
        "n_refused": sum(row.refused.values()),
    }


def shape_one(row: Source) -> dict[str, Any]:
    return shape_all([row])[0]
